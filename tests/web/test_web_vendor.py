"""The one script of others is what its package has, and its licence lies beside it."""

from __future__ import annotations

import tarfile
from pathlib import Path

from tests import npm

import pinglot.web

VERSION = "2.0.11"
FOLDER = Path(pinglot.web.__file__).parent / "static" / "vendor" / "htmx"


def test_htmx_is_the_package_s_own(tmp_path):
    with tarfile.open(npm.pack(f"htmx.org@{VERSION}", tmp_path)) as archive:
        for name, inside in (("htmx.min.js", "package/dist/htmx.min.js"), ("LICENSE", "package/LICENSE")):
            member = archive.extractfile(inside)
            assert member is not None and member.read() == (FOLDER / name).read_bytes()
    assert f"htmx {VERSION}" in (FOLDER / "README.md").read_text(encoding="utf-8")


def test_no_other_script_is_there():
    scripts = list(FOLDER.parents[1].rglob("*.js"))
    assert {path.name for path in scripts} == {"htmx.min.js", "page.js"}
    for template in (FOLDER.parents[2] / "templates").rglob("*.html"):
        text = template.read_text(encoding="utf-8")
        assert "style=" not in text and " onclick" not in text and "https://" not in text, template
