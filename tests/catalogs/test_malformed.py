"""Malformed catalogs: each fixture says in its first line where it is refused, and msgfmt refuses it, too."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pinglot.catalogs.compile import compile_catalogs
from pinglot.errors import CatalogError

FILES = sorted(Path(__file__).with_name("malformed").glob("*.po"))


def test_there_are_fixtures():
    assert len(FILES) >= 30


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_is_refused_with_file_and_line_and_by_msgfmt(path, gettext):
    before = path.read_bytes()
    said = re.match(rb"# refused at line (\d+): (.*)\n", before)
    line, reason = (int(said[1]), said[2].decode()) if said else (1, "has no header entry")
    with pytest.raises(CatalogError) as caught:
        compile_catalogs([path])
    assert caught.value.line == line
    assert caught.value.reason.startswith(reason)
    assert str(caught.value).startswith(f"{path}:{line}: ")
    assert path.read_bytes() == before
    assert not path.with_suffix(".mo").exists()
    assert gettext("msgfmt", "-c", "-o", "/dev/null", path, check=False).returncode != 0
