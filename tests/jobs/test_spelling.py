"""Translations that a model cannot spell, with the small package."""

from __future__ import annotations

from pathlib import Path

import pytest

from pinglot.cli import main
from pinglot.engines import install
from pinglot.errors import UsageError
from pinglot.jobs.spelling import unspelt

PACKAGE = Path(__file__).parents[2] / ".." / "shared" / "models" / "toy-en_es.argosmodel"


@pytest.fixture
def glossary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    if not PACKAGE.exists():
        pytest.skip("the small package is not there: put toy-en_es.argosmodel into shared/models")
    for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name.lower()))
    monkeypatch.setenv("ARGOS_PACKAGES_DIR", str(tmp_path / "packages"))
    (tmp_path / "packages").mkdir()
    install.from_file(PACKAGE, tmp_path / "packages")
    path = tmp_path / "aid.es.csv"
    path.write_text(
        "term,translation,forms,status\nhouse,casa,,\nAksu,阿克苏,,\nStreet,calle,Straße,\nX,Ж,,proposed\n",
        encoding="utf-8",
    )
    return path


def test_letters_that_the_model_has_no_pieces_for_are_named(glossary):
    found = list(unspelt([glossary], "en", "es", "argos"))
    assert [(finding.check, finding.line) for finding in found] == [
        ("glossary.vocabulary", 3),
        ("glossary.vocabulary", 4),
    ]
    assert "阿克苏" in found[0].message and "argos" in found[0].message
    assert "“ß”" in found[1].message


def test_an_engine_without_pieces_is_refused(glossary):
    with pytest.raises(UsageError, match="argos"):
        list(unspelt([glossary], "en", "es", "pseudo"))


def test_the_command(glossary, capsys):
    assert main(["glossary", "lint", str(glossary), "--engine", "argos", "--to", "es"]) == 0
    assert "[glossary.vocabulary]" in capsys.readouterr().out
    assert main(["glossary", "lint", str(glossary), "--engine", "argos"]) == 2
    assert "go together" in capsys.readouterr().err
