"""Packages on this machine: found where Argos keeps them, each read under a guard."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from pinglot.engines import packages
from pinglot.errors import PackageError


def test_a_package_is_found_where_argos_lays_it(lay):
    path = lay()
    (package,) = packages.installed()
    assert (package.source, package.target, package.version, package.path) == ("en", "es", "1.0", path)
    assert package.name == "en_es"


def test_one_broken_folder_hides_no_other(lay, packages_folder):
    lay()
    (packages_folder / "empty").mkdir()
    for name, content in {
        "no json": b"{", "no object": b"[]", "no codes": b"{}", "wrong types": b'{"from_code": 1, "to_code": []}',
        "languages as a number": b'{"from_code":"en","to_code":"es","languages":3}', "not utf-8": b"\xff\xfe{}",
    }.items():  # fmt: skip
        (packages_folder / name).mkdir()
        (packages_folder / name / "metadata.json").write_bytes(content)
    no_model = packages_folder / "no model"
    no_model.mkdir()
    (no_model / "metadata.json").write_text(json.dumps({"from_code": "en", "to_code": "fr"}))
    (packages_folder / "a file").write_text("x")
    assert [package.name for package in packages.installed()] == ["en_es"]
    assert len(packages.broken()) == 8
    assert all(finding.path and "\n" not in finding.message for finding in packages.broken())


def test_the_newest_version_serves_and_the_narrowest_code_first(lay):
    lay(version="1.9")
    lay(version="1.10")
    lay(target="pt", version="2.0")
    lay(target="pb", version="1.0")
    lay(target="zt")
    found = packages.find("en", "es-MX")
    assert found is not None and found.version == "1.10"
    for tag, name in {"pt-BR": "en_pb", "pt": "en_pt", "zh-Hant": "en_zt"}.items():
        package = packages.find("en", tag)
        assert package is not None and package.name == name
    assert packages.find("en", "zh-Hans") is None
    assert packages.find("es", "en") is None


def test_a_package_of_another_type_does_not_translate(lay):
    path = lay(type="sbd")
    with pytest.raises(PackageError, match="type 'sbd'"):
        packages.read(path)


@pytest.mark.parametrize(
    ("lower", "higher"), [("1.9", "1.10"), ("1.0", "1.0.1"), ("0.9", "1"), ("", "0.1"), ("1.9", "2.0")]
)
def test_versions_compare_by_number(lower, higher):
    assert packages.version_key(lower) < packages.version_key(higher)
    assert packages.version_key("1.0") == packages.version_key("1")


def run(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("XDG_", "ARGOS_"))}
    return subprocess.run(
        [sys.executable, "-c", code], env={**clean, **environment}, capture_output=True, text=True, timeout=120
    )


LIST = "from pinglot.engines import installed_pairs; print([p.model for p in installed_pairs() if p.engine == 'argos'])"


def test_places_of_argos_are_honoured(lay, packages_folder, tmp_path):
    lay()
    assert run(LIST, HOME=str(tmp_path), ARGOS_PACKAGES_DIR=str(packages_folder)).stdout == "['en_es']\n"
    elsewhere = tmp_path / "xdg" / "argos-translate"
    elsewhere.mkdir(parents=True)
    packages_folder.rename(elsewhere / "packages")
    assert run(LIST, HOME=str(tmp_path), XDG_DATA_HOME=str(tmp_path / "xdg")).stdout == "['en_es']\n"


def test_a_home_that_cannot_be_written_is_one_clear_error(tmp_path):
    home = tmp_path / "file"
    home.write_text("a file where a folder should be")
    listed = run(LIST, HOME=str(home))
    assert (listed.stdout, listed.stderr) == ("[]\n", "")
    for engine in ("argos", "auto"):
        code = (
            "import pinglot.engines as e\nfrom pinglot.errors import EngineError\n"
            f"try: e.open_engine('{engine}', 'en', 'xh')\nexcept EngineError as error: print(error)"
        )
        opened = run(code, HOME=str(home))
        assert "set HOME" in opened.stdout and opened.stdout.count("\n") == 1, opened


def test_nothing_is_imported_or_made_before_it_is_needed(tmp_path):
    code = (
        "import sys, pinglot.engines, pinglot.engines.argos, pinglot.engines.index, pinglot.engines.install\n"
        "pinglot.engines.providers()\n"
        "print([m for m in ('argostranslate', 'ctranslate2', 'sentencepiece', 'numpy') if m in sys.modules])"
    )
    done = run(code, HOME=str(tmp_path / "home"))
    assert done.stdout == "[]\n", done
    assert not (tmp_path / "home").exists()


FOREIGN = ("argostranslate.translate", "argostranslate.sbd", "minisbd", "onnxruntime", "stanza", "spacy", "torch")


def test_argos_own_translator_and_splitter_are_never_imported(lay, packages_folder, tmp_path):
    lay()
    code = (
        "import sys\nfrom pinglot.engines import open_engine\nfrom pinglot.model import Sentence\n"
        "print(open_engine('argos', 'en', 'es').translate([Sentence('the house')])[0].text)\n"
        f"print([m for m in {FOREIGN!r} if m in sys.modules])"
    )
    done = run(code, HOME=str(tmp_path), ARGOS_PACKAGES_DIR=str(packages_folder))
    assert done.stdout == "la casa\n[]\n", done
    assert not list(Path(tmp_path).rglob(".minisbd*"))
