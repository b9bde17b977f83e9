"""A glossary: which rows count for a locale, what it warns of, and its digest."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pinglot.errors import GlossaryError, UsageError
from pinglot.glossary import Glossary
from pinglot.model import Severity, Status, Term


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    def put(name: str, *rows: str) -> None:
        (tmp_path / name).write_text("\n".join(("term,translation,status,locale", *rows)), encoding="utf-8")

    put("aid.es.csv", "aid,ayuda,,", "Wang,Wang,,", "hat,sombrero,,", "old,viejo,,")
    put("aid.es-MX.csv", "aid,apoyo,,", "hat,,rejected,", "old,antiguo,proposed,")
    put("aid.fr.csv", "aid,aide,,")
    put("every.csv", "aid,subsidio,,es", "aid,aiuto,,it", "sun,sol,,", "moon,luna,,es-MX")
    return tmp_path


def pinned(glossary: Glossary, text: str = "aid Wang hat old sun moon") -> dict[str, str]:
    return {match.text: match.term.translation for match in glossary.find(text)}


def test_a_narrower_locale_overrides_term_by_term(folder: Path):
    assert pinned(Glossary.load([folder], "es-MX")) == {
        "aid": "apoyo",
        "Wang": "Wang",
        "old": "viejo",
        "sun": "sol",
        "moon": "luna",
    }
    assert pinned(Glossary.load([folder], "es")) == {
        "aid": "ayuda",
        "Wang": "Wang",
        "hat": "sombrero",
        "old": "viejo",
        "sun": "sol",
    }
    assert pinned(Glossary.load([folder], "fr")) == {"aid": "aide", "sun": "sol"}
    assert pinned(Glossary.load([folder], "de")) == {"sun": "sol"}


def test_approved_and_proposed(folder: Path):
    glossary = Glossary.load([folder], "es-MX")
    assert {term.term for term in glossary.approved} == {"aid", "Wang", "old", "sun", "moon"}
    assert [term.translation for term in glossary.proposed] == ["antiguo"]
    assert len(glossary) == len(glossary.terms) == 7


def test_a_rejected_row_of_a_narrower_locale_takes_the_wider_one_away():
    rows = [Term("hat", "sombrero", locale="es"), Term("hat", status=Status.REJECTED, locale="es-MX")]
    assert Glossary(rows, "es-MX").find("hat") == []
    assert len(Glossary(rows, "es").find("hat")) == 1


def test_several_files_in_the_order_given(folder: Path):
    files = [folder / "every.csv", folder / "aid.es.csv"]
    assert pinned(Glossary.load(files, "es"))["aid"] == "subsidio"
    glossary = Glossary.load(files[::-1], "es")
    assert pinned(glossary)["aid"] == "ayuda"
    (warning,) = glossary.warnings
    assert (warning.check, warning.severity) == ("glossary.duplicate", Severity.WARNING)
    assert (
        f"“ayuda” ({folder / 'aid.es.csv'}:2) pins, “subsidio” ({folder / 'every.csv'}:2) does not" in warning.message
    )
    assert (warning.path, warning.line) == (str(folder / "every.csv"), 2)


def test_two_rows_with_one_translation_are_no_conflict():
    assert not Glossary([Term("aid", "ayuda"), Term("aid", "ayuda", note="again")]).warnings
    assert not Glossary([Term("Turkey", "Turquía"), Term("turkey", "pavo")]).warnings
    assert Glossary([Term("AID", "AID", case="any"), Term("aid", "ayuda")]).warnings
    assert Glossary([Term("aid", "ayuda"), Term("help", "apoyo", variants=("aid",))]).warnings


def test_a_file_of_another_locale_is_not_opened_and_said(folder: Path):
    broken = folder / "broken.fr.csv"
    broken.write_bytes(b"\xff\xff")
    assert Glossary.load([folder], "es").find("aid")
    (warning,) = Glossary.load([broken], "es").warnings
    assert warning.check == "glossary.unused"
    assert "its name says that it is for fr" in warning.message
    with pytest.raises(GlossaryError, match=r"broken\.fr\.csv:1: is not UTF-8"):
        Glossary.load([folder], "fr")


def test_chinese_has_two_names(tmp_path: Path):
    path = tmp_path / "aid.zh-CN.csv"
    path.write_text("aid,援助\n", encoding="utf-8")
    assert Glossary.load([path], "zh-Hans").find("aid")
    assert Glossary.load([path], "zh").find("aid")
    assert not Glossary.load([path], "zh-Hant").find("aid")
    assert not Glossary.load([path], "zh-TW").find("aid")


def test_one_path_may_stand_alone(folder: Path):
    assert Glossary.load(folder / "aid.es.csv", "es").find("aid")  # type: ignore[arg-type]


def test_what_cannot_be(tmp_path: Path):
    with pytest.raises(GlossaryError, match="there is no such file or folder"):
        Glossary.load([tmp_path / "none"], "es")
    with pytest.raises(GlossaryError, match="“aid” has no translation"):
        Glossary([Term("aid")])
    with pytest.raises(UsageError, match="not a locale"):
        Glossary.load([tmp_path], "spanish")


def test_an_empty_folder_is_an_empty_glossary(tmp_path: Path):
    glossary = Glossary.load([tmp_path], "es")
    assert (len(glossary), glossary.find("aid"), glossary.warnings) == (0, [], ())


TERM = Term("aid", "ayuda", variants=("help",), forms=("ayudas",), forbidden=("socorro",), gender="f")


@pytest.mark.parametrize(
    "change",
    [
        {"term": "aids"}, {"translation": "apoyo"}, {"variants": ()}, {"forms": ("apoyos",)}, {"forbidden": ()},
        {"keep": True}, {"case": "any"}, {"gender": "m"}, {"number": "pl"}, {"pos": "verb"},
    ],
)  # fmt: skip
def test_a_digest_changes_with_what_decides_a_translation(change: dict[str, object]):
    glossary = Glossary()
    assert glossary.digest([TERM]) != glossary.digest([replace(TERM, **change)])  # type: ignore[arg-type]


@given(st.permutations([TERM, Term("x", "y"), Term("FAO", keep=True)]), st.text(max_size=5))
def test_a_digest_does_not_change_with_order_notes_and_places(rows: list[Term], note: str):
    noted = [replace(row, note=note, definition=note, reviewer=note, path="p", line=3, locale="es") for row in rows]
    assert Glossary().digest(noted) == Glossary().digest([*rows, rows[0]])


def test_a_digest_is_the_same_in_every_version():
    # It stands in people's catalogs: where this changes, every entry of theirs is translated again.
    assert Glossary().digest([TERM]) == "4bac59980563"
    assert Glossary().digest([]) == "e3b0c44298fc"
