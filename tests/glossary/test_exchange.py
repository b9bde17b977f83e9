"""Glossaries to other formats and back, what is lost on the way, and files that nobody should trust."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pinglot.errors import GlossaryError, UsageError
from pinglot.glossary import exchange, files
from pinglot.model import Status, Term

DATA = Path(__file__).parent / "data" / "exchange"
GLOSSARY = Path(__file__).parents[2] / "glossary"
LOSSLESS = ["csv", "tsv", "tbx", "tbx2", "xlsx", "utx"]

# What a spreadsheet's cell may hold; a bar parts the texts of a list.
LETTERS = st.characters(blacklist_categories=["Cs", "Cc", "Cn", "Co"], blacklist_characters="|\ufeff\u2028\u2029")
TEXT = st.text(LETTERS, min_size=1, max_size=12).map(lambda text: " ".join(text.split())).filter(bool)
SIGNS = st.sampled_from(
    ["=1+1", "+a", "-b", "@c", "<b>&amp;", "a, b", 'say "x"', "«q»", "日本", "العربية", "Do not translate"]
)
CELL = TEXT | SIGNS
LIST = st.lists(CELL, max_size=3, unique=True).map(tuple)
STATUS = st.sampled_from(list(Status))


@st.composite
def rows(draw):
    """A row that a glossary file can hold: an approved one has a translation or is kept."""
    status = draw(STATUS)
    keep = draw(st.booleans())
    translation = "" if keep else draw(CELL if status is Status.APPROVED else CELL | st.just(""))
    return Term(
        draw(CELL.filter(lambda text: not text.startswith("#"))),
        translation,
        variants=draw(LIST),
        forms=draw(LIST),
        forbidden=draw(LIST),
        keep=keep,
        case=draw(st.sampled_from([None, "exact", "any"])),
        status=status,
        pos=draw(st.sampled_from(["", "noun", "proper noun", "verb", "adjective", "adverb", "phrase"])),
        gender=draw(st.sampled_from(["", "m", "f", "n", "c"])),
        number=draw(st.sampled_from(["", "sg", "pl"])),
        locale="es",
        definition=draw(CELL | st.just("")),
        note=draw(CELL | st.just("") | st.just("pinglot status: approved")),
        reviewer=draw(CELL | st.just("")),
        reviewed=draw(st.sampled_from(["", "2026-05-01", "May"])),
        extra=draw(st.sampled_from([(), (("owner", "me"),), (("owner", "a: b"), ("shop", "<c>"))])),
    )


GLOSSARIES = st.lists(rows(), max_size=6, unique_by=lambda row: row.term)


@pytest.mark.parametrize("form", LOSSLESS)
@settings(max_examples=30)
@given(terms=GLOSSARIES)
def test_nothing_is_lost(form, terms):
    if form == "xlsx":
        pytest.importorskip("openpyxl", reason="Excel needs openpyxl; run: pip install 'pinglot[xlsx]'")
    data, losses = exchange.render(terms, form, "en", "es")
    assert losses == []
    there = exchange.parse(data, form, "x", "en", "es").terms
    assert [_with_locale(term) for term in there] == terms
    assert exchange.render(there, form, "en", "es")[0] == data or form == "xlsx"  # a workbook has its time in it


def _with_locale(term: Term) -> Term:
    from dataclasses import replace

    return replace(term, locale=term.locale or "es")


@settings(max_examples=40)
@given(terms=GLOSSARIES, form=st.sampled_from(["deepl", "weblate", "omegat"]))
def test_what_a_format_cannot_hold_is_listed(form, terms):
    data, losses = exchange.render(terms, form, "en", "es")
    there = {term.term: term for term in exchange.parse(data, form, "x", "en", "es").terms}
    for term in terms:
        lost = {loss.column for loss in losses if loss.term is term}
        if term.term not in there:
            assert lost == {""}
            continue
        for column in files.COLUMNS:
            same = column == "locale" or getattr(there[term.term], column) == getattr(term, column)
            assert same is (column not in lost), column


def test_the_sample_glossary_in_five_languages_is_one_tbx():
    terms = [term for path, _ in files.expand([GLOSSARY]) for term in files.read(path).terms]
    data, losses = exchange.render(terms, "tbx", "en")
    assert losses == []
    assert data.count(b"<conceptEntry") < len(terms) / 3
    for locale in ("es", "zh-Hans"):
        own = [term for term in terms if term.locale == locale]
        assert exchange.parse(data, "tbx", "x", "en", locale).terms == own


def test_do_not_translate_is_a_note_and_a_translation():
    data, losses = exchange.render([Term("SEUPB", keep=True, locale="es")], "tbx", "en", "es")
    assert losses == []
    assert b"<note>Do not translate</note>" in data and data.count(b"<term>SEUPB</term>") == 2


@pytest.mark.parametrize("name", ["pontoon.tbx", "termweb.tbx", "dct.tbx"])
def test_tbx_of_others(name):
    found = exchange.parse((DATA / name).read_bytes(), "tbx", name, "en", "it")
    by_term = {term.term: term for term in found.terms}
    abort = by_term["abort"]
    assert (abort.translation, abort.pos, abort.definition) == ("annullare", "verb", "Cancel a process")
    assert (abort.forms, abort.forbidden) == (("interrompere",), ("abortire",))
    assert abort.status is Status.APPROVED
    assert by_term["Firefox"].keep
    assert [finding.check for finding in found.findings if finding.severity != "info"] == ["import.term"]
    assert "FAO" not in by_term


BILLION = '<?xml version="1.0"?><!DOCTYPE tbx [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><tbx>&b;</tbx>'
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE tbx [<!ENTITY x SYSTEM "file:///etc/passwd">]><tbx>&x;</tbx>'
PARAMETER = '<?xml version="1.0"?><!DOCTYPE tbx [<!ENTITY % p SYSTEM "http://example.org/x">%p;]><tbx/>'
UNKNOWN = '<?xml version="1.0"?><!DOCTYPE tbx SYSTEM "http://example.org/x.dtd"><tbx>&y;</tbx>'


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (BILLION, "document type"),
        (OUTSIDE, "document type"),
        (PARAMETER, "document type"),
        (UNKNOWN, "entity"),
        ("<tbx>" * 100 + "</tbx>" * 100, "deep"),
        ("<tbx><text>", "well-formed"),
        ("<html/>", "no TBX"),
        ("", "well-formed"),
        ('<?xml version="1.0" encoding="x-none"?><tbx/>', "encoding"),
    ],
)
def test_xml_that_nobody_should_trust_is_refused_in_one_sentence(data, said):
    with pytest.raises(GlossaryError, match=said):
        exchange.parse(data.encode(), "tbx", "x.tbx", "en", "es")


def test_a_document_type_that_the_standard_asks_for_is_passed_over():
    data = exchange.render([Term("a", "b")], "tbx2", "en", "es")[0]
    assert b"<!DOCTYPE martif SYSTEM" in data
    assert [term.term for term in exchange.parse(data, "tbx2", "x", "en", "es").terms] == ["a"]


# --- Excel ----------------------------------------------------------------------------------------------------


def workbook(rows):
    openpyxl = pytest.importorskip("openpyxl", reason="Excel needs openpyxl; run: pip install 'pinglot[xlsx]'")
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_formulas_are_texts():
    openpyxl = pytest.importorskip("openpyxl", reason="Excel needs openpyxl; run: pip install 'pinglot[xlsx]'")
    data, losses = exchange.render([Term("a", '=HYPERLINK("http://example.org","b")', locale="es")], "xlsx", "en", "es")
    assert losses == []
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert {cell.data_type for row in sheet.iter_rows(min_row=2) for cell in row if cell.value} == {"s"}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


def test_cells_of_other_kinds_become_text():
    found = exchange.parse(workbook([["Term", "Translation", "shop"], ["a", 5, True], [None, "b", None]]), "xlsx")
    assert [(term.term, term.translation, term.extra) for term in found.terms] == [("a", "5", (("shop", "yes"),))]
    assert [(finding.check, finding.line) for finding in found.findings] == [("import.term", 3)]


def test_workbooks_that_nobody_should_trust():
    good = workbook([["term"], ["a"]])
    with pytest.raises(GlossaryError, match="no Excel workbook"):
        exchange.parse(b"PK\x03\x04nonsense", "xlsx")
    with pytest.raises(GlossaryError, match="no sheet"):
        exchange.parse(workbook([["x"], ["a"]]), "xlsx")
    evil = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(good)) as old, zipfile.ZipFile(evil, "w") as new:
        for item in old.infolist():
            text = old.read(item)
            if item.filename == "xl/workbook.xml":
                text = text.replace(b"<workbook", b'<!DOCTYPE w [<!ENTITY a "b">]><workbook', 1)
            new.writestr(item.filename, text)
    with pytest.raises(GlossaryError, match="document type"):
        exchange.parse(evil.getvalue(), "xlsx")
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as new:
        new.writestr("xl/workbook.xml", b" " * 210_000_000)
    with pytest.raises(GlossaryError, match="unpacks"):
        exchange.parse(bomb.getvalue(), "xlsx")


# --- tables ---------------------------------------------------------------------------------------------------


def test_deepl_takes_two_to_five_columns():
    found = exchange.parse(b'Hello,"Hola, t\xc3\xba",en,es\nBye,Adi\xc3\xb3s\nAlone\nCity,Ciudad,EN,ES,high\n', "deepl")
    assert [(term.term, term.translation, term.locale) for term in found.terms] == [
        ("Hello", "Hola, tú", "es"),
        ("Bye", "Adiós", ""),
        ("City", "Ciudad", "es"),
    ]
    assert [finding.line for finding in found.findings] == [3]


def test_weblate_with_and_without_a_header():
    head = '"location","source","target","id","fuzzy","context","translator_comments","developer_comments"\n'
    body = '"","cat","gato","","True","","pet","animal"\n'
    for data in (head + body, body):
        (term,) = exchange.parse(data.encode(), "weblate").terms
        assert (term.translation, term.status, term.note, term.definition) == ("gato", "proposed", "pet", "animal")


def test_omegat_and_its_comments():
    found = exchange.parse(b"# Glossary in tab-separated format\ncat\tgato\tpet\r\ndog\tperro\n\n", "omegat")
    assert [(term.term, term.translation, term.note) for term in found.terms] == [
        ("cat", "gato", "pet"),
        ("dog", "perro", ""),
    ]


def test_utx_of_others():
    data = (
        "#UTX 1.11; en-US/ja-JP; 2008-05-21; copyright: X; license: CC-by;\n#description: d;\n"
        "#src\ttgt\tsrc:pos\tterm status\tconcept ID\n"
        "car\t車\tnoun\tapproved\t1\ncar\t自動車\tnoun\tnon-standard\t1\ncar\tくるま\tnoun\tforbidden\t1\n"
        "bus\tバス\tproperNoun\tprovisional\t2\n"
    )
    car, bus = exchange.parse(data.encode(), "utx").terms
    assert (car.translation, car.forms, car.forbidden, car.pos) == ("車", ("自動車",), ("くるま",), "noun")
    assert (bus.status, bus.pos) == ("proposed", "proper noun")
    with pytest.raises(GlossaryError, match="no UTX"):
        exchange.parse(b"a\tb\n", "utx")


def test_columns_are_found_by_their_usual_names_or_named():
    data = b"stringID,targetLang,pos,description,sourceString,targetString\n7,es_XX,noun,a pet,cat,gato\n8,es_XX,,,,\n"
    found = exchange.parse(data, "csv")
    (term,) = found.terms
    assert (term.term, term.translation, term.pos, term.definition, term.extra) == ("cat", "gato", "noun", "a pet", ())
    assert [finding.check for finding in found.findings] == ["import.term"]
    path = Path("x.csv")
    from pinglot.glossary.exchange.tables import read_table

    swapped = read_table(data, path, {"term": "targetString", "translation": "sourceString"})
    assert (swapped.terms[0].term, swapped.terms[0].translation) == ("gato", "cat")
    with pytest.raises(GlossaryError, match="no column nope"):
        read_table(data, path, {"term": "nope"})
    with pytest.raises(UsageError, match="no column word"):
        read_table(data, path, {"word": "pos"})
    with pytest.raises(GlossaryError, match="--column term=NAME"):
        read_table(b"a,b,c\n1,2,3\n", path)


TICO = Path(__file__).parents[2].parent / "shared" / "data" / "tico19"


@pytest.mark.parametrize(
    "name",
    ["f_en-es_XX", "f_en-ru_RU", "f_en-zh_CN", "g_en_es-419", "g_en_ru", "g_en_zh-CN"],
)
def test_tico19_comes_in_with_its_dirt(name):
    path = TICO / f"terms.{name}.csv"
    if not path.exists():
        pytest.skip("no ../shared/data/tico19 beside the repository")
    found = exchange.read(path)
    assert len(found.terms) > 300
    assert all(term.translation or term.status is Status.PROPOSED for term in found.terms)
    assert len(found.findings) == (306 if name == "f_en-es_XX" else 0)  # as many lines of commas


def test_the_format_is_said_or_shown():
    assert exchange.format_of("a.TBX") == "tbx" and exchange.format_of("a.csv") == "csv"
    assert exchange.format_of("a.csv", "deepl") == "deepl"
    with pytest.raises(UsageError, match="--as"):
        exchange.format_of("a.txt")
    with pytest.raises(UsageError, match="no format"):
        exchange.format_of("a.csv", "word")


@settings(max_examples=80)
@given(data=st.binary(max_size=60) | st.text(max_size=60).map(str.encode), form=st.sampled_from(list(exchange.FORMATS)))
def test_nonsense_is_read_or_refused_and_never_breaks(data, form):
    if form == "xlsx":
        pytest.importorskip("openpyxl", reason="Excel needs openpyxl; run: pip install 'pinglot[xlsx]'")
    try:
        exchange.parse(data, form, "x")
    except GlossaryError as refused:
        assert str(refused)
