"""Fixing: each remedy, that nothing else of a file changes, and that a second run finds nothing to do."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pinglot.errors import GlossaryError
from pinglot.glossary import Glossary, files, lint
from pinglot.glossary.fix import fix
from pinglot.model import Severity

HEAD = "term,translation,forms,status,pos,gender,number\n"

REMEDIES = [
    # row, what it becomes (None: taken away), the check
    ("aid , ayuda,,,,,", "aid,ayuda,,,,,", "blanks"),
    ("food  aid,ayuda,,,,,", "food aid,ayuda,,,,,", "blanks"),
    ("mine,ayuda mi\u0301a,,,,,", "mine,ayuda mía,,,,,", "not-nfc"),
    ("aid,,,,,,", "aid,,,proposed,,,", "untranslated"),
    (",,,approved,,,", None, "empty"),
    ("1918 flu,La gripe de 1918,,,,,", "1918 flu,gripe de 1918,,,,f,", "article"),
    ("an epidemic,una epidemia,,,,,", "epidemic,epidemia,,,,f,", "article"),
    ("the lungs in use,los pulmones en uso,,,,,", "lungs in use,pulmones en uso,,,,m,pl", "article"),
    ("the grey water,el agua gris,,,,,", "grey water,agua gris,,,,,", "article"),
    ("the World Bank,el Banco Mundial,,,,,", "World Bank,Banco Mundial,,,,m,", "article"),
    ("the tide,la marea,,,noun,,", "tide,marea,,,noun,f,", "article"),
    ("acute bronchitis,Bronquitis aguda,,,,,", "acute bronchitis,bronquitis aguda,,,,,", "capital"),
    ("aid,ayuda / apoyo,,,,,", "aid,ayuda,apoyo,,,,", "several"),
    ("aid,ayuda; apoyo | socorro,,,,,", "aid,ayuda,apoyo|socorro,,,,", "several"),
    ("aid,ayuda : lo que se da,auxilio,,,,", "aid,ayuda,auxilio|lo que se da,,,,", "several"),
    ("case,caso [clínico],,,,,", "case,caso,caso clínico,,,,", "bracket"),
    ("AIDS,SIDA (AIDS),,,,,", "AIDS,SIDA,SIDA (AIDS),,,,", "bracket"),
    ("isolate,(poner/estar) en casa,,,,,", "isolate,en casa,poner en casa|estar en casa,,,,", "bracket"),
]  # fmt: skip

LEFT_ALONE = [
    "The Hague,La Haya,,,,,",  # the article is part of the name
    "Shufu county,el condado de Shufu,,,,,",  # Spanish needs it, and English has none
    "the poor,los pobres,,,,,",  # without it it is no noun
    "a few,unos pocos,,,,,",
    "once,una vez,,,,,",
    "beijing,Pekín,,,,,",  # a name, though the term is written small
    "internet,Internet,,,,,",
    "WFH,Teletrabajo,,,,,",  # the term says nothing about capitals
    "world bank,Banco Mundial,,,,,",
    "aid,ayuda y/o apoyo,,,,,",
    "friend,amigo(a),,,,,",  # an ending
    "virus (flu),virus (gripe),,,,,",
    "TCP / IP,TCP / IP,,,,,",
]


def written(tmp_path: Path, *rows: str, name: str = "aid.es.csv") -> Path:
    path = tmp_path / name
    path.write_text(HEAD + "\n".join(rows) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize(("row", "wanted", "check"), REMEDIES)
def test_each_remedy(tmp_path: Path, row: str, wanted: str | None, check: str):
    other = "help,  socorro ,,Approved,,,"  # its blanks are mended, too; its spelling of the status stays
    path = written(tmp_path, 'quoted,"citado, así",,,,,', row, other)
    repairs = fix([path])
    rows = path.read_text(encoding="utf-8").removeprefix(HEAD).splitlines()
    assert rows == ['quoted,"citado, así",,,,,', *([wanted] if wanted is not None else []), "help,socorro,,Approved,,,"]
    mended = [repair for repair in repairs if repair.finding.line == 3]
    assert {repair.finding.check for repair in mended} == {f"glossary.{check}"}
    assert all(repair.change for repair in repairs)


@pytest.mark.parametrize("row", LEFT_ALONE)
def test_what_could_change_the_meaning_is_left_to_a_person(tmp_path: Path, row: str):
    path = written(tmp_path, row)
    before = path.read_bytes()
    assert fix([path]) == []
    assert path.read_bytes() == before


def test_an_article_stays_where_another_row_has_the_term_without_it(tmp_path: Path):
    path = written(tmp_path, "the red tide,la marea roja,,,,,", "red tide,floración,,,,,")
    assert fix([path]) == []


def test_doubled_rows_become_one_that_says_what_both_said(tmp_path: Path):
    path = written(tmp_path, "aid,ayuda,socorro,,,f,", "help,apoyo,,,,,", "aid,ayuda,auxilio,,noun,,")
    (repair,) = fix([path])
    assert repair.finding.check == "glossary.repeated" and repair.finding.line == 4
    assert path.read_text() == HEAD + "aid,ayuda,socorro|auxilio,,noun,f,\nhelp,apoyo,,,,,\n"


def test_doubled_rows_that_contradict_each_other_or_stand_in_two_files_stay(tmp_path: Path):
    one = written(tmp_path, "aid,ayuda,,,noun,,", "aid,ayuda,,,verb,,")
    two = written(tmp_path, "aid,ayuda,,,,,", name="two.es.csv")
    before = one.read_bytes(), two.read_bytes()
    assert fix([tmp_path]) == []
    assert (one.read_bytes(), two.read_bytes()) == before


def test_a_column_that_is_needed_is_added_at_the_end_and_other_bytes_stay(tmp_path: Path):
    path = tmp_path / "aid.es.csv"
    path.write_bytes('\ufefff;term;translation\r\n1;"a, b";x\r\n\r\n2;aid;ayuda / apoyo\r\n3;help;"so""corro"'.encode())
    assert fix([path])
    assert path.read_bytes().decode() == (
        '\ufefff;term;translation;forms\r\n1;"a, b";x;\r\n\r\n2;aid;ayuda;apoyo\r\n3;help;"so""corro";'
    )


def test_a_file_without_a_header_gets_one_only_for_a_new_column(tmp_path: Path):
    path = tmp_path / "aid.es.csv"
    path.write_text("food  aid,ayuda\nhelp,apoyo\n")
    fix([path])
    assert path.read_text() == "food aid,ayuda\nhelp,apoyo\n"
    path.write_text("aid,ayuda / auxilio\nhelp,apoyo\n")
    fix([path])
    assert path.read_text() == "term,translation,forms\naid,ayuda,auxilio\nhelp,apoyo,\n"


def test_rows_and_files_that_cannot_be_read_stay(tmp_path: Path):
    path = tmp_path / "aid.es.csv"
    path.write_text("term,translation,keep\nx,y,perhaps\nfood  aid,ayuda,\n,no term,\n")
    broken = tmp_path / "broken.es.csv"
    broken.write_bytes(b"term,translation\naid,\xff\n")
    assert [repair.finding.line for repair in fix([tmp_path])] == [3]
    assert path.read_text() == "term,translation,keep\nx,y,perhaps\nfood aid,ayuda,\n,no term,\n"
    assert broken.read_bytes() == b"term,translation\naid,\xff\n"
    with pytest.raises(GlossaryError, match="no such file"):
        fix([tmp_path / "none"])


CELLS = st.sampled_from(
    ["", "aid", " aid", "the aid", "an aid plan", "The Hague", "ayuda", "la ayuda", "Ayuda", "La Haya", "las ayudas",
     "ayuda / apoyo", "una / la", "el el agua", "a : b", "a; b", "x [y]", "x (y) [z]", "(a/b) c", "()", "( )x", "/ a",
     "|", "mi\u0301a", "a\u00a0b", "the the aid", "Bronquitis", 'say "x"', "a,b", "[a] [b] [c]", "un / una / [el] x"]
)  # fmt: skip
ROWS = st.lists(
    st.tuples(CELLS, CELLS, CELLS, st.sampled_from(["", "Approved", "proposed"]), st.sampled_from(["", "noun"])),
    min_size=1,
    max_size=6,
)


@settings(max_examples=120, deadline=None)
@given(rows=ROWS, source=st.sampled_from(["en", "fr"]))
def test_fixing_is_idempotent_and_leaves_what_nothing_is_wrong_with(tmp_path_factory, rows, source):
    path = tmp_path_factory.mktemp("fix") / "aid.es.csv"
    quoted = [",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows]
    path.write_text("term,translation,forms,status,pos\n" + "\n".join(quoted) + "\n", encoding="utf-8")
    before = path.read_text(encoding="utf-8").splitlines()
    repairs = fix([path], source)
    after = path.read_text(encoding="utf-8").splitlines()
    touched = {repair.finding.line for repair in repairs}
    holders = [repair for repair in repairs if repair.finding.check == "glossary.repeated"]
    untouched = [line for number, line in enumerate(before, 1) if number > 1 and number not in touched]
    if not holders:
        added = len(after[0].split(",")) - 5
        left = iter(after[1:])
        assert all(line + "," * added in left for line in untouched)  # each, in order
    # A second run finds nothing to do, and what has a remedy is gone.
    written_once = path.read_bytes()
    assert fix([path], source) == []
    assert path.read_bytes() == written_once
    table = files.read(path, go_on=True)
    assert not [problem for problem in lint.problems(table.terms, source) if problem.remedy]


def test_what_is_fixed_can_be_loaded(tmp_path: Path):
    path = written(tmp_path, *(row for row, _, _ in REMEDIES))
    with pytest.raises(GlossaryError):
        Glossary.load([path], target="es")
    fix([path])
    assert Glossary.load([path], target="es").find("An acute bronchitis")
    assert not [finding for finding in lint.lint([path]) if finding.severity is Severity.ERROR]
