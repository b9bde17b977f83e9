"""Lint: every check fires where it should, with file and line, and is silent elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from pinglot.errors import GlossaryError
from pinglot.glossary import Glossary, lint
from pinglot.model import Finding, Severity, Term


def shown(findings: Iterable[Finding]) -> set[tuple[str, int]]:
    return {(finding.check.removeprefix("glossary."), finding.line) for finding in findings}


HEAD = "term,translation,variants,forms,forbidden,keep,status\n"


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("aid,ayuda,,,,,\nhelp,apoyo,,,,,\n", set()),
        ("aid,,,,,,\n", {("untranslated", 2)}),
        ("aid,,,,,,proposed\nFAO,,,,,yes,\n", set()),
        ("aid,ayuda,,,,perhaps,\n,x,,,,,\n", {("unreadable", 2), ("unreadable", 3)}),
        ("aid,ayuda,,,,,\naid,apoyo,,,,,\n", {("duplicate", 3)}),
        ("aid,ayuda,,,,,\nhelp,apoyo,aid,,,,\n", {("duplicate", 3)}),
        ("aid,ayuda,,,,,\naid,apoyo,,,,,rejected\n", set()),
        ("aid,ayuda,,,,,\naid,ayuda,,,,,\n", {("repeated", 3)}),
        ("aid, ayuda,,,,,\n", {("blanks", 2)}),
        ("food  aid,ayuda,,,,,\n", {("blanks", 2)}),
        ("aid,ayuda mi\u0301a,,,,,\n", {("not-nfc", 2)}),
        ("FAO,OAA,,,,yes,\nUNO,UNO,,,,yes,\n", {("keep", 2)}),
        ("aid,ayuda,,,ayuda,,\n", {("impossible", 2)}),
        ("aid,ayuda social,,,Ayuda,,\n", {("impossible", 2)}),
        ("aid,ayuda,,socorro mutuo,socorro,,\n", {("impossible", 2)}),
        ("aid,ayudante,,,ayuda,,\n", set()),
        ("aid,ayuda,,,apoyo,,\nhelp,Apoyo,,,,,\n", {("forbidden", 3), ("capital", 3)}),
        (",,,,,,approved\naid,ayuda,,,,,\n", {("empty", 2)}),
        ("aid,ayuda / apoyo,,,,,\n", {("several", 2)}),
        ("aid,ayuda y/o apoyo,,,,,\n", set()),
        ("AIDS,SIDA (AIDS),,,,,\n", {("bracket", 2)}),
        ("virus (flu),virus (gripe),,,,,\n", set()),
        ("bronchitis,Bronquitis,,,,,\nbeijing,Pekín,,,,,\ninternet,Internet,,,,,\n", {("capital", 2)}),
        ("of,de,,,,,\nx,equis,,,,,\nUS,EE. UU.,,,,,\nIT,TI,,,,,\n", {("common", 2), ("common", 3)}),
        ("the aid,ayuda,,,,,\n", {("article", 2)}),
        ("aid,la ayuda,,,,,\n", {("article", 2)}),
        ("theory,los,,,,,\n", set()),
        ("food aid,ayuda alimentaria,,,,,\naid,ayuda,,,,,\n", {("nested", 2)}),
        ("food aid,ayuda alimentaria,,,,,\naid plan,plan,,,,,\n", {("straddling", 2)}),
    ],
)
def test_each_check(tmp_path: Path, rows: str, expected: set[tuple[str, int]]):
    path = tmp_path / "aid.es.csv"
    path.write_text(HEAD + rows, encoding="utf-8")
    found = list(lint.lint([path]))
    assert shown(found) == expected
    assert all(finding.path == str(path) for finding in found)
    assert all("\n" not in finding.message for finding in found)


def test_severities():
    rows = [Term("the aid", "ayuda", forbidden=("ayuda",)), Term("the aid", "apoyo")]
    assert {finding.check: finding.severity for finding in lint.lint_terms(rows)} == {
        "glossary.impossible": Severity.ERROR,
        "glossary.duplicate": Severity.WARNING,
        "glossary.article": Severity.INFO,
    }


def test_unknown_columns_and_unreadable_files(tmp_path: Path):
    (tmp_path / "a.es.csv").write_text("term,translation,id\naid,ayuda,7\n")
    (tmp_path / "b.es.csv").write_bytes(b"term,translation\naid,\xff\n")
    found = list(lint.lint([tmp_path]))
    assert shown(found) == {("column", 1), ("unreadable", 2)}
    assert [Path(finding.path).name for finding in found] == ["a.es.csv", "b.es.csv"]
    with pytest.raises(GlossaryError, match="no such file"):
        list(lint.lint([tmp_path / "none"]))


def test_rows_are_compared_within_a_locale_and_across_files(tmp_path: Path):
    for name, translation in (("a.es", "ayuda"), ("b.es", "apoyo"), ("a.fr", "aide")):
        (tmp_path / f"{name}.csv").write_text(f"aid,{translation}\n")
    (finding,) = lint.lint([tmp_path])
    assert (finding.check, Path(finding.path).name) == ("glossary.duplicate", "b.es.csv")
    assert "a.es.csv:1" in finding.message


def test_a_glossary_lints_itself():
    assert shown(Glossary([Term("of", "de")]).lint()) == {("common", 0)}


def test_every_check_is_in_the_table_of_the_docstring():
    folder = Path(lint.__file__).parent
    source = "".join((folder / name).read_text(encoding="utf-8") for name in ("lint.py", "tidy.py"))
    listed = set(re.findall(r"^\| ``glossary\.([a-z-]+)``", lint.__doc__ or "", re.MULTILINE))
    used = set(re.findall(r'problem\(\s*(?:row\.)?term,\s*"([a-z-]+)"', source))
    used |= set(re.findall(r'_respelt\(\s*rows, "([a-z-]+)"', source))
    used |= set(re.findall(r'"glossary\.([a-z-]+)"', source))
    assert used == listed


def test_the_sample_glossaries_have_no_error():
    folder = Path(__file__).parents[2] / "glossary"
    found = [finding for finding in lint.lint([folder]) if finding.severity is not Severity.INFO]
    assert not found
