"""Glossary files: what is read, what is refused, and that rewriting touches only what changed."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pinglot.errors import GlossaryError
from pinglot.glossary import files
from pinglot.model import Case, Status, Term

TICO = Path(__file__).parents[2] / ".." / "shared" / "data" / "tico19"


def write(path: Path, text: str | bytes) -> Path:
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def test_every_column(tmp_path: Path):
    path = write(
        tmp_path / "aid.es.csv",
        "term,translation,variants,forms,forbidden,keep,case,status,pos,gender,number,"
        "definition,note,reviewer,reviewed,id\n"
        "aid,ayuda,help | relief,ayudas|la ayuda,socorro,no,any,Proposed,noun,f,sg,"
        '"what is\ngiven","say ""aid""",Ana,2024-05-01,7\n'
        "\n"
        "FAO,,,,,yes,exact,,,,,,,,,\n",
    )
    table = files.read(path)
    assert table.terms == [
        Term(
            "aid",
            "ayuda",
            variants=("help", "relief"),
            forms=("ayudas", "la ayuda"),
            forbidden=("socorro",),
            case=Case.ANY,
            status=Status.PROPOSED,
            pos="noun",
            gender="f",
            number="sg",
            locale="es",
            definition="what is\ngiven",
            note='say "aid"',
            reviewer="Ana",
            reviewed="2024-05-01",
            extra=(("id", "7"),),
        ),
        Term("FAO", keep=True, case=Case.EXACT, locale="es"),
    ]
    assert [(term.path, term.line) for term in table.terms] == [(str(path), 2), (str(path), 5)]
    assert table.unknown_columns == ("id",)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.csv", "term,translation\naid,ayuda\n"),
        ("a.csv", "\ufeffterm;translation\r\naid;ayuda\r\n"),
        ("a.csv", "sep=;\r\nterm;translation\r\naid;ayuda"),
        ("a.csv", '"Term", Translation \n"aid",ayuda\n'),
        ("a.csv", "translation\tterm\nayuda\taid"),
        ("a.tsv", "term\ttranslation\naid\tayuda\n"),
        ("a.tsv", "term,translation\naid,ayuda\n"),
        ("a.tsv", "\n\nterm\ttranslation\raid\tayuda\r"),
        ("a.csv", "aid,ayuda\n"),
        ("a.tsv", "aid\tayuda"),
        ("a.csv", "aid;ayuda\r\n"),
        ("a.csv", "term,translation,,\naid,ayuda,,,,\n,,,\n"),
        ("a.csv", "term,translation,status\naid,ayuda\n"),
    ],
)
def test_delimiters_line_ends_marks_and_headers(tmp_path: Path, name: str, text: str):
    assert files.read(write(tmp_path / name, text)).terms == [Term("aid", "ayuda")]


HEAD = "term,translation,keep,case,status,locale\n"


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (b"", 0, "is empty"),
        (b"\n \n", 0, "is empty"),
        ("term,translation\naid,\n", 2, "“aid” has no translation"),
        ("term\naid\n", 2, "“aid” has no translation"),
        ("term,translation\n,ayuda\n", 2, "no term"),
        ("source,target\naid,ayuda\n", 1, "no column `term`"),
        ("id,sourceString,targetString\n1,aid,ayuda\n", 1, "rename sourceString to term"),
        ("aid,ayuda,x\n", 1, "no column `term`"),
        ("term,translation,term\naid,ayuda,x\n", 1, "two columns `term`"),
        (HEAD + "aid,ayuda,perhaps,,,\n", 2, "keep of “aid” is “perhaps”; it can be yes or no"),
        (HEAD + "aid,ayuda,,upper,,\n", 2, "case of “aid” is “upper”"),
        (HEAD + "\naid,ayuda,,,done,\n", 3, "status of “aid” is “done”"),
        (HEAD + "aid,ayuda,,,,e\n", 2, "locale of “aid” is “e”"),
        (HEAD + "aid,ayuda,,,,,more\n", 2, "7 cells, but there are 6 columns"),
        ('term,translation\naid,"ayuda\nx,y\n', 2, "never closed"),
        ('term,translation\n"aid" program,ayuda\n', 2, "goes on after its closing quotation mark"),
        ("term,translation\n\naid,ayud\xe1\n".encode("latin-1"), 3, "is not UTF-8 (byte 0xe1)"),
        ("term,translation\naid,ayuda\n".encode("utf-16"), 0, "is UTF-16"),
        ("term,translation\naid,ayu\0da\n", 2, "NUL"),
    ],
)
def test_what_cannot_be_read_is_named_with_file_and_line(tmp_path: Path, text: str | bytes, line: int, words: str):
    path = write(tmp_path / "aid.csv", text)
    with pytest.raises(GlossaryError) as caught:
        files.read(path)
    assert words in str(caught.value)
    assert str(caught.value).startswith(f"{path}:{line}: " if line else f"{path}: ")
    assert caught.value.line == line


def test_a_row_may_narrow_the_locale_of_its_file_but_not_leave_it(tmp_path: Path):
    path = write(tmp_path / "aid.es.csv", "term,translation,locale\naid,ayuda,\nhelp,apoyo,es-MX\n")
    assert [term.locale for term in files.read(path).terms] == ["es", "es-MX"]
    path = write(tmp_path / "aid.fr.csv", "term,translation,locale\naid,ayuda,es\n")
    with pytest.raises(GlossaryError, match="locale of “aid” is es, but the file's name says fr"):
        files.read(path)


def test_a_translation_may_wait_where_the_row_is_not_approved(tmp_path: Path):
    path = write(tmp_path / "a.csv", "term,translation,status\naid,,proposed\nhelp,,rejected\n")
    assert [term.status for term in files.read(path).terms] == [Status.PROPOSED, Status.REJECTED]


def test_going_on_collects_what_is_wrong(tmp_path: Path):
    path = write(tmp_path / "a.csv", HEAD + "aid,ayuda,perhaps,,,\nhelp,apoyo,,,,\nx,,,,,\n,y,,,,\n")
    table = files.read(path, go_on=True)
    assert [term.term for term in table.terms] == ["help", "x"]
    assert [error.line for error in table.errors] == [2, 5]


@pytest.mark.parametrize(
    ("name", "locale"),
    [
        ("aid.es.csv", "es"), ("aid.es-MX.csv", "es-MX"), ("aid.es_MX.tsv", "es-MX"), ("aid.zh_CN.csv", "zh-Hans"),
        ("aid.csv", ""), ("aid.terms.csv", ""), ("aid.v2.csv", ""), ("es.csv", ""),
        ("un.aid.ca-valencia.csv", "ca-valencia"),
    ],
)  # fmt: skip
def test_the_locale_in_a_name(name: str, locale: str):
    assert files.locale_of(Path("folder.fr") / name) == locale


def test_folders_give_their_tables_sorted_each_once(tmp_path: Path):
    for name in ("b.csv", "a.tsv", "sub/c.CSV", ".hidden/d.csv", ".~lock.b.csv", "~$b.csv", "notes.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        write(tmp_path / name, "term,translation\n")
    found = files.expand([tmp_path, tmp_path / "b.csv", tmp_path / "sub"])
    assert [(str(path.relative_to(tmp_path)), named) for path, named in found] == [
        ("a.tsv", False),
        ("b.csv", True),
        ("sub/c.CSV", False),
    ]
    with pytest.raises(GlossaryError, match=r"missing: there is no such file or folder"):
        files.expand([tmp_path / "missing"])
    with pytest.raises(GlossaryError, match=r"notes.txt: is no glossary that pinglot reads"):
        files.expand([tmp_path / "notes.txt"])


@pytest.mark.parametrize("name", ["terms.f_en-es_XX.csv", "terms.g_en_zh-CN.csv"])
def test_a_foreign_glossary_is_told_what_to_rename(name: str):
    if not TICO.is_dir():
        pytest.skip("TICO-19's glossaries are not beside the repository (../shared/data/tico19)")
    with pytest.raises(GlossaryError, match="rename sourceString to term and targetString to translation"):
        files.read(TICO / name)


# --- writing --------------------------------------------------------------------------------------------------

ODD = (
    "\ufeffsep=;\r\n"
    'Term;"Translation";Status;My ID;\r\n'
    "\r\n"
    '"aid"; ayuda ;Approved;007;\r\n'
    'help;"a ""b"" c;\nd";;;\r\n'
    "\r\n"
    "old;viejo;REJECTED"
)


def test_what_did_not_change_is_not_touched(tmp_path: Path):
    path = write(tmp_path / "a.csv", ODD)
    assert files.write(path, files.read(path).terms) is False
    assert path.read_bytes() == ODD.encode()


def test_a_changed_row_keeps_its_other_cells_and_the_rest_its_bytes(tmp_path: Path):
    path = write(tmp_path / "a.csv", ODD)
    aid, helping, old = files.read(path).terms
    assert files.write(path, [replace(aid, status=Status.DEPRECATED), helping, old, Term("new; one", "nuevo")]) is True
    assert path.read_bytes().decode() == ODD.replace('"aid"; ayuda ;Approved', "aid; ayuda ;deprecated") + (
        '\r\n"new; one";nuevo;approved;;\r\n'
    )


def test_rows_may_be_removed_and_moved(tmp_path: Path):
    path = write(tmp_path / "a.csv", "term,translation\na,1\nb,2\nc,3")
    a, b, c = files.read(path).terms
    files.write(path, [c, a])
    assert path.read_text() == "term,translation\nc,3\na,1\n"
    assert b not in files.read(path).terms


def test_a_needed_column_is_added(tmp_path: Path):
    path = write(tmp_path / "a.csv", "aid,ayuda\n")
    (aid,) = files.read(path).terms
    files.write(path, [replace(aid, gender="f"), Term("FAO", keep=True)])
    assert path.read_text() == "term,translation,keep,gender\naid,ayuda,,f\nFAO,,yes,\n"


def test_a_new_file_has_the_columns_it_needs(tmp_path: Path):
    path = tmp_path / "new" / "aid.es.tsv"
    terms = [Term("aid", "ayuda", forms=("ayudas", "la ayuda"), locale="es"), Term("x", status=Status.PROPOSED)]
    files.write(path, terms)
    assert (
        path.read_text() == "term\ttranslation\tforms\tstatus\naid\tayuda\tayudas|la ayuda\tapproved\nx\t\t\tproposed\n"
    )
    assert files.read(path).terms == [terms[0], replace(terms[1], locale="es")]


def test_a_form_with_a_bar_cannot_be_written(tmp_path: Path):
    with pytest.raises(GlossaryError, match=r"“a\|b” cannot be written"):
        files.write(tmp_path / "a.csv", [Term("aid", "ayuda", forms=("a|b",))])
    assert not (tmp_path / "a.csv").exists()


CELL = st.text(st.sampled_from("ab,;\t\"'|=é新\n\r "), max_size=6)
WORD = CELL.map(lambda text: text.replace("|", "").strip()).filter(bool)
TERMS = st.lists(
    st.builds(
        Term,
        WORD,
        WORD,
        variants=st.lists(WORD, max_size=2, unique=True).map(tuple),
        forbidden=st.lists(WORD, max_size=2, unique=True).map(tuple),
        keep=st.booleans(),
        case=st.sampled_from([None, *Case]),
        status=st.sampled_from(Status),
        note=CELL.map(str.strip),
        extra=WORD.map(lambda text: (("id", text),)) | st.just(()),
    ),
    max_size=5,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TERMS, TERMS, st.sampled_from(["a.csv", "a.tsv"]))
def test_what_is_written_is_read(tmp_path: Path, first: list[Term], second: list[Term], name: str):
    path = tmp_path / name
    path.unlink(missing_ok=True)
    for terms in (first, second, second[::-1]):
        files.write(path, terms)
        assert files.read(path).terms == terms
        assert files.write(path, terms) is False
    # Another reader sees the same cells.
    if name == "a.csv":
        rows = list(csv.DictReader(io.StringIO(path.read_bytes().decode(), newline="")))
        assert [row["term"] for row in rows] == [term.term for term in second[::-1]]


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.sampled_from([*'ab,;\t"\n\r|', "term", "translation", "keep", "yes", "\ufeff", '""', "\r\n"])),
    st.data(),
)
def test_any_text_is_read_or_refused_in_one_sentence(tmp_path: Path, pieces: list[str], data: st.DataObject):
    path = write(tmp_path / data.draw(st.sampled_from(["a.csv", "a.tsv"])), "".join(pieces))
    before = path.read_bytes()
    try:
        terms = files.read(path).terms
    except GlossaryError as error:
        assert "\n" not in error.reason
        return
    assert files.write(path, terms) is False or not terms
    if terms:
        assert path.read_bytes() == before
