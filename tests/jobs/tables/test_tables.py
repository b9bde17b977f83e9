"""Catalogs out as tables and people's edits back: exactly those, all or none, and nothing misread."""

from __future__ import annotations

import csv
import io
import shutil
import threading
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.utils import get_column_letter

from pinglot import config
from pinglot.catalogs import po, provenance
from pinglot.catalogs.bilingual.rows import COLUMNS, TableError
from pinglot.catalogs.catalog import Catalog
from pinglot.catalogs.unit_ids import unit_id
from pinglot.errors import EngineMissing, UsageError
from pinglot.jobs.events import ArticleResult
from pinglot.jobs.project import Project
from pinglot.jobs.tables.back import bring_back
from pinglot.jobs.tables.out import export
from pinglot.jobs.translate import translate_articles
from pinglot.model import Unit

ARTICLE = """\
# Aid to the regions

The province counted <b>12</b> projects in *Northern Ireland*.

=SUM(A1:A9) is a formula of spreadsheets.

-5 degrees were measured; +3 are expected.

@everybody reads the `code` here.

A line with "quotes", a comma, and a semicolon; and more.

"""
GLOSSARY = "term,translation,pos\nprovince,provincia,noun\nNorthern Ireland,Irlanda del Norte,proper noun\n"
NAMES = [column.name for column in COLUMNS]


@dataclass
class Place:
    """A project with one article translated into two locales."""

    root: Path
    texts: list[str] = field(default_factory=list)

    @property
    def project(self) -> Project:
        return Project(config.load(self.root).override(engine="pseudo", targets=("es", "ar")))

    def catalog(self, locale: str = "es") -> Path:
        return self.root / "locales" / locale / "LC_MESSAGES" / "a.po"

    def entries(self, locale: str = "es") -> dict[str, po.Entry]:
        path = self.catalog(locale)
        return {entry.msgid: entry for entry in po.parse(path.read_bytes(), path).messages if not entry.obsolete}

    def translate(self) -> list[ArticleResult]:
        events = translate_articles(self.project, [self.root / "a.md"])
        return [event for event in events if isinstance(event, ArticleResult)]

    def export(self, form: str, **options: object) -> Path:
        out = self.root / f"table.{form}"
        paths = options.pop("paths", [self.catalog()])
        return export(self.project, paths, out, **options).path  # type: ignore[arg-type]

    def bring(self, path: Path, **options: object):
        return bring_back(self.project, path, **options)  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def translated(tmp_path_factory):
    root = tmp_path_factory.mktemp("translated")
    (root / "glossary").mkdir()
    (root / "glossary" / "g.es.csv").write_text(GLOSSARY, encoding="utf-8")
    (root / "pinglot.toml").write_text("", encoding="utf-8")
    more = "".join(f"Paragraph number {number} of the article.\n\n" for number in range(30))
    (root / "a.md").write_text(ARTICLE + more, encoding="utf-8")
    Place(root).translate()
    return root


@pytest.fixture
def place(translated, tmp_path):
    return Place(Path(shutil.copytree(translated, tmp_path / "project")))


class Sheet:
    """A workbook in a person's hands."""

    def __init__(self, path: Path, index: int = 0) -> None:
        self.path = path
        self.book = openpyxl.load_workbook(path)
        self.sheet = self.book.worksheets[index]

    def cell(self, source: str, column: str, form: int = 0):
        rows = [row for row in range(2, self.sheet.max_row + 1) if self.sheet.cell(row, 4).value == source]
        return self.sheet.cell(rows[form], NAMES.index(column) + 1)

    def save(self) -> Path:
        self.book.save(self.path)
        return self.path


def read_csv(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))


def write_csv(path: Path, rows: list[dict[str, str]], sign: str = ",", encoding: str = "utf-8-sig") -> Path:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), delimiter=sign, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    path.write_bytes(out.getvalue().encode(encoding))
    return path


CODED = "The province counted <g1>12</g1> projects in <g2>Northern Ireland</g2>."


# --- out ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_a_table_has_every_text_with_its_source_pins_findings_and_state(place, form):
    path = place.export(form)
    if form == "csv":
        rows = read_csv(path)
    else:
        lines = list(openpyxl.load_workbook(path).worksheets[0].iter_rows(values_only=True))
        rows = [dict(zip(map(str, lines[0]), [str(cell or "") for cell in line], strict=True)) for line in lines[1:]]
    entries = place.entries()
    assert list(rows[0]) == NAMES
    guard = "'" if form == "csv" else ""
    assert [row["source"].removeprefix(guard) for row in rows] == list(entries)
    (row,) = [row for row in rows if row["source"] == CODED]
    assert row["translation"] == entries[CODED].msgstr[0]
    assert "held: province → provincia" in row["pins"] and "held: Northern Ireland → Irlanda del Norte" in row["pins"]
    assert row["state"] == "machine" and row["unit"] == unit_id(None, CODED)
    assert "<g1>" in row["notes"]
    assert row["catalog"] == "locales/es/LC_MESSAGES/a.po"


def test_a_table_says_what_waits_for_a_person(place):
    path = place.catalog()
    text = path.read_text(encoding="utf-8")
    for source, said in ((CODED, ""), ("Paragraph number 1 of the article.", "Párrafo 2.")):
        old = place.entries()[source].msgstr[0]
        text = text.replace(f'msgstr "{old}"\n', f'msgstr "{said}"\n')
    path.write_text(text, encoding="utf-8")
    rows = {row["source"]: row for row in read_csv(place.export("csv", waiting=True))}
    assert list(rows) == [CODED]
    assert rows[CODED]["state"] == "missing"
    assert "wanted: province → provincia" in rows[CODED]["pins"]
    rows = {row["source"]: row for row in read_csv(place.export("csv", force=True))}
    changed = rows["Paragraph number 1 of the article."]
    assert changed["state"] == "person"
    assert "error: " in changed["findings"] and "[" not in changed["findings"]


def test_a_sheet_is_for_people(place):
    sheet = Sheet(place.export("xlsx")).sheet
    assert sheet.freeze_panes == "A2"
    assert sheet.protection.sheet and sheet.protection.password is None
    assert sheet.print_title_rows == "$1:$1" and sheet.page_setup.orientation == "landscape"
    heights = {sheet.cell(row, 4).value: sheet.row_dimensions[row].height for row in range(2, sheet.max_row + 1)}
    assert heights["Aid to the regions"] < heights[CODED], "room for its pins"
    for place_, column in enumerate(COLUMNS, 1):
        cell = sheet[f"{get_column_letter(place_)}2"]
        assert cell.protection.locked is not column.editable
        assert (cell.fill.fgColor.rgb == "00F2F2F2") is not column.editable
        assert cell.alignment.wrap_text and cell.number_format == "@"
        empty = column.name in ("form", "context", "findings")
        assert sheet.column_dimensions[get_column_letter(place_)].hidden is (column.hidden or empty)
        assert sheet.column_dimensions[get_column_letter(place_)].width == column.width


def test_arabic_runs_from_right_to_left(place):
    sheets = openpyxl.load_workbook(place.export("xlsx", paths=[place.root / "locales"])).worksheets
    assert [sheet.title for sheet in sheets] == ["ar a", "es a", "help"]
    turned = [sheet.cell(2, NAMES.index("translation") + 1).alignment.readingOrder for sheet in sheets[:2]]
    assert turned == [2, 0]
    assert [sheet.cell(2, NAMES.index("source") + 1).alignment.readingOrder for sheet in sheets[:2]] == [0, 0]


def test_texts_that_look_like_formulas_stay_texts(place):
    with zipfile.ZipFile(place.export("xlsx")) as archive:
        assert b"<f>" not in b"".join(archive.read(name) for name in archive.namelist())
    formulas = [
        cell for row in Sheet(place.root / "table.xlsx").sheet.iter_rows() for cell in row if cell.data_type == "f"
    ]
    assert formulas == []
    cells = [cell for row in read_csv(place.export("csv")) for cell in row.values()]
    assert not [cell for cell in cells if cell[:1] in ("=", "+", "-", "@")]
    assert [cell for cell in cells if cell[:2] in ("'=", "'-", "'@")]


def test_a_locale_alone_and_what_is_not_there(place):
    done = export(place.project, [], place.root / "ar.csv", target="ar")
    assert done.catalogs == (place.catalog("ar"),)
    with pytest.raises(UsageError, match="no catalog for fr there"):
        export(place.project, [], place.root / "fr.csv", target="fr")
    with pytest.raises(UsageError, match="say what to write with --format"):
        export(place.project, [], place.root / "table.ods")


def test_a_table_that_is_there_is_not_overwritten(place):
    path = place.export("xlsx")
    with pytest.raises(UsageError, match="may hold somebody's edits"):
        place.export("xlsx")
    assert place.export("xlsx", force=True) == path


def test_excel_without_openpyxl_names_the_extra(place, monkeypatch):
    path = place.export("xlsx")
    monkeypatch.setitem(__import__("sys").modules, "openpyxl", None)
    for action in (lambda: place.export("xlsx", force=True), lambda: place.bring(path)):
        with pytest.raises(EngineMissing, match=r"pip install 'pinglot\[xlsx\]'") as caught:
            action()
        assert caught.value.exit_code == 3


# --- and back -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_nothing_edited_is_nothing_changed(place, form):
    before = place.catalog().read_bytes(), place.catalog().stat().st_mtime_ns
    done = place.bring(place.export(form))
    assert (done.rows, done.changes, done.troubles, done.written) == (len(place.entries()), (), (), ())
    assert (place.catalog().read_bytes(), place.catalog().stat().st_mtime_ns) == before


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_ten_edited_cells_are_ten_entries_of_a_person(place, form):
    before = place.entries()
    chosen = [f"Paragraph number {number} of the article." for number in range(0, 30, 3)]
    said = {source: f"Número {index}: “dicho” por\nuna persona; así = {index}" for index, source in enumerate(chosen)}
    path = place.export(form)
    if form == "xlsx":
        sheet = Sheet(path)
        for source, text in said.items():
            sheet.cell(source, "translation").value = text
        sheet.save()
    else:
        rows = read_csv(path)
        for row in rows:
            row["translation"] = said.get(row["source"], row["translation"])
        write_csv(path, rows)
    assert len(chosen) == 10
    done = place.bring(path)
    assert done.troubles == () and done.written == (place.catalog(),)
    assert [change.source for change in done.changes] == chosen
    after = place.entries()
    for source, entry in after.items():
        if source in said:
            assert entry.msgstr == [said[source]]
            assert not provenance.is_machine(entry) and not entry.fuzzy
        else:
            assert entry.content() == before[source].content()

    # A later run, even with another glossary, leaves them; and the same table again changes nothing.
    (place.root / "glossary" / "g.es.csv").write_text(GLOSSARY + "paragraph,párrafo,noun\n", encoding="utf-8")
    results = {result.locale: result for result in place.translate()}
    assert results["es"].stats.people == 10
    assert {source: place.entries()[source].msgstr for source in chosen} == {key: [text] for key, text in said.items()}
    again = place.bring(path)
    assert (again.changes, again.troubles, again.written) == ((), (), ())


def test_an_approved_text_is_a_persons_as_it_stands(place):
    sheet = Sheet(place.export("xlsx"))
    sheet.cell(CODED, "approve").value = "yes"
    sheet.cell("Aid to the regions", "approve").value = "no"
    before = place.entries()[CODED].msgstr
    done = place.bring(sheet.save())
    assert [(change.source, change.before, change.after) for change in done.changes] == [
        (CODED, tuple(before), tuple(before))
    ]
    entry = place.entries()[CODED]
    assert entry.msgstr == before and not provenance.is_machine(entry)
    assert provenance.is_machine(place.entries()["Aid to the regions"])


def test_check_writes_nothing_and_says_what_it_would_do(place):
    before = place.catalog().read_bytes()
    sheet = Sheet(place.export("xlsx"))
    sheet.cell("Aid to the regions", "translation").value = "Ayuda"
    done = place.bring(sheet.save(), check=True)
    assert [change.after for change in done.changes] == [("Ayuda",)] and done.written == ()
    assert place.catalog().read_bytes() == before


def test_a_broken_pin_is_a_finding_and_the_persons_word_stays(place):
    sheet = Sheet(place.export("xlsx"))
    sheet.cell(CODED, "translation").value = "La región contó <g1>12</g1> en <g2>Irlanda del Norte</g2>."
    (change,) = place.bring(sheet.save()).changes
    assert "terms.missing" in {finding.check for finding in change.findings}
    assert place.entries()[CODED].msgstr == ["La región contó <g1>12</g1> en <g2>Irlanda del Norte</g2>."]


GOOD = "Paragraph number 7 of the article."


def refused(place: Place, path: Path) -> str:
    """What is said of a table with a bad row and a good one; and nothing may be written."""
    before = place.catalog().read_bytes()
    done = place.bring(path)
    assert done.changes == () and done.written == ()
    assert place.catalog().read_bytes() == before
    (trouble,) = done.troubles
    return f"{trouble.place}: {trouble.reason}"


def spoil(place: Place, source: str, column: str, value: object, data_type: str = "") -> str:
    """A workbook with one good edit and a cell of the given kind."""
    sheet = Sheet(place.export("xlsx", force=True))
    sheet.cell(GOOD, "translation").value = "Párrafo siete."
    cell = sheet.cell(source, column)
    cell.value = value
    if data_type:
        cell.data_type = data_type
    row = cell.row
    said = refused(place, sheet.save())
    assert said.startswith(f"sheet “es a”, row {row}: ")
    return said


@pytest.mark.parametrize(
    ("column", "value", "data_type", "wanted"),
    [
        ("translation", "La provincia contó 12 en <g2>Irlanda del Norte</g2>.", "", "<g1>"),
        ("translation", "La <g2>provincia <g1>12</g2> de Irlanda del Norte</g1>.", "", "[codes."),
        ("translation", "", "", "the translation was emptied"),
        ("translation", " \n ", "", "the translation was emptied"),
        ("translation", "=1+1", "f", "the translation is a formula (=1+1), not a text"),
        ("translation", '=HYPERLINK("http://example.org")', "f", "is a formula"),
        ("translation", 2026, "", "is a number (2026)"),
        ("translation", True, "", "is a truth value"),
        ("translation", "#REF!", "e", "is the error #REF!"),
        ("source", "Another source.", "", None),
        ("version", "=A1", "f", "'version' is a formula"),
        ("version", "", "", "was not written by 'pinglot catalog export'"),
        ("version", "xlsx.nonsense", "", "was not written by"),
        ("approve", "perhaps", "", "'approve' says “perhaps”"),
    ],
)
def test_each_error_names_its_row_and_nothing_is_written(place, column, value, data_type, wanted):
    if wanted is None:  # counts only where the row is edited
        sheet = Sheet(place.export("xlsx"))
        sheet.cell(CODED, "translation").value = "Otra cosa <g1>12</g1> <g2>x</g2>."
        sheet.cell(CODED, "source").value = value
        assert "the source is not the catalog's" in refused(place, sheet.save())
        return
    assert wanted in spoil(place, CODED, column, value, data_type)


def test_a_date_is_no_text(place):
    import datetime

    assert "is a date" in spoil(place, CODED, "translation", datetime.date(2026, 1, 2))


def test_a_source_that_has_changed_meanwhile_is_named(place):
    sheet = Sheet(place.export("xlsx"))
    sheet.cell(CODED, "translation").value = "Da igual <g1>12</g1> <g2>x</g2>."
    sheet.cell(GOOD, "translation").value = "Párrafo siete."
    article = place.root / "a.md"
    article.write_text(article.read_text("utf-8").replace("counted <b>", "has counted <b>"), encoding="utf-8")
    place.translate()
    said = refused(place, sheet.save())
    assert f"the source “{CODED}”" in said and "export the table again" in said


def test_a_persons_text_whose_source_has_changed_says_the_new_source(place):
    sheet = Sheet(place.export("xlsx"))
    sheet.cell(GOOD, "translation").value = "Párrafo siete."
    place.bring(sheet.save())
    article = place.root / "a.md"
    article.write_text(article.read_text("utf-8").replace("number 7 of the", "number 7 of this"), encoding="utf-8")
    place.translate()
    sheet.cell(GOOD, "translation").value = "El séptimo."
    said = refused(place, sheet.save())
    assert "it is “Paragraph number 7 of this article.” now" in said


def test_a_translation_that_somebody_has_changed_meanwhile_is_a_conflict(place):
    sheet = Sheet(place.export("xlsx"))
    sheet.cell(CODED, "translation").value = "De la tabla <g1>12</g1> <g2>x</g2>."
    old = place.entries()[CODED].msgstr[0]
    path = place.catalog()
    path.write_text(path.read_text("utf-8").replace(old, "Mientras <g1>12</g1> <g2>tanto</g2>."), encoding="utf-8")
    assert "it says “Mientras <g1>12</g1> <g2>tanto</g2>.” now" in refused(place, sheet.save())


def test_an_unedited_row_of_a_text_that_changed_meanwhile_is_no_edit(place):
    path = place.export("csv")
    old = place.entries()[CODED].msgstr[0]
    catalog = place.catalog()
    catalog.write_text(catalog.read_text("utf-8").replace(old, "Mientras <g1>12</g1> <g2>tanto</g2>."), "utf-8")
    done = place.bring(path)
    assert (done.changes, done.troubles) == ((), ())


@pytest.mark.parametrize(
    "name", ["../outside.po", "/etc/passwd", "locales/es/LC_MESSAGES/none.po", "a.md", "glossary/g.es.csv", ""]
)
def test_a_row_may_name_no_file_but_the_projects_catalogs(place, tmp_path_factory, name):
    (place.root.parent / "outside.po").write_bytes(place.catalog().read_bytes())
    rows = read_csv(place.export("csv"))
    for row in rows:
        if row["source"] == CODED:
            row["catalog"], row["translation"] = name, "X <g1>12</g1> <g2>x</g2>."
    assert "say where it goes with --into" in refused(place, write_csv(place.root / "bad.csv", rows))


def test_into_takes_a_catalog_that_was_moved(place):
    sheet = Sheet(place.export("xlsx"))
    sheet.cell(GOOD, "translation").value = "Párrafo siete."
    moved = place.root.parent / "moved.po"
    place.catalog().rename(moved)
    done = place.bring(sheet.save(), into=moved)
    assert done.written == (moved,)
    assert b"P\xc3\xa1rrafo siete." in moved.read_bytes()


def test_two_rows_of_one_text_must_agree(place):
    rows = read_csv(place.export("csv"))
    (row,) = [row for row in rows if row["source"] == GOOD]
    row["translation"] = "Siete."
    rows.append({**row, "translation": "Siete de verdad."})
    assert f"row {len(rows) + 1}: says something else than row" in refused(place, write_csv(place.root / "x.csv", rows))
    rows[-1]["translation"] = "Siete."
    assert [change.after for change in place.bring(write_csv(place.root / "x.csv", rows)).changes] == [("Siete.",)]


def test_several_errors_are_all_named(place):
    rows = read_csv(place.export("csv"))
    for row in rows[2:5]:
        row["translation"] = ""
    done = place.bring(write_csv(place.root / "x.csv", rows))
    assert [trouble.place for trouble in done.troubles] == ["row 4", "row 5", "row 6"]


def test_an_error_in_one_catalog_leaves_the_others_alone(place):
    rows = read_csv(place.export("csv", paths=[place.root / "locales"]))
    for row in rows:
        if row["source"] == GOOD:
            row["translation"] = "Siete." if "/es/" in row["catalog"] else "=1+1"
    before = [place.catalog(locale).read_bytes() for locale in ("es", "ar")]
    done = place.bring(write_csv(place.root / "x.csv", rows))
    assert [trouble.reason.split(",")[0] for trouble in done.troubles] == ["the translation is a formula (=1+1)"]
    assert [place.catalog(locale).read_bytes() for locale in ("es", "ar")] == before
    for row in rows:
        if row["source"] == GOOD:
            row["translation"] = "Siete."
    assert len(place.bring(write_csv(place.root / "x.csv", rows)).written) == 2


@pytest.mark.parametrize("sign", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_csv_as_spreadsheets_write_it(place, sign, encoding):
    rows = read_csv(place.export("csv"))
    for row in rows:
        if row["source"] == GOOD:
            row["translation"] = "Señal; con, todo:\r\n“ésta”"
    path = write_csv(place.root / "theirs.csv", rows, sign, encoding)
    (change,) = place.bring(path).changes
    assert change.after == ("Señal; con, todo:\n“ésta”",)


def test_csv_with_a_line_that_says_its_sign_and_columns_in_another_order(place):
    rows = read_csv(place.export("csv"))
    turned = [{name: row[name] for name in reversed(NAMES)} for row in rows]
    turned[9]["translation"] = "Otra."
    path = write_csv(place.root / "theirs.csv", turned, ";", "utf-8")
    path.write_bytes(b"sep=;\r\n" + path.read_bytes())
    assert [change.after for change in place.bring(path).changes] == [("Otra.",)]


@pytest.mark.parametrize(
    ("data", "wanted"),
    [
        (b"", "has no column unit"),
        (b"a,b\n1,2\n", "has no column unit, source, translation, catalog, version"),
        ("unit,source,translation,catalog,version\nñ".encode("latin-1"), "is in another encoding"),
        (b'unit,source,translation,catalog,version\n"a', "cannot be read as CSV"),
        (b"\xd0\xcf\x11\xe0 old", "is an old or an encrypted Excel file"),
        (b"PK\x03\x04 broken", "is no Excel workbook"),
    ],
)
def test_what_is_no_table_is_said_in_one_sentence(place, data, wanted):
    path = place.root / "bad.csv"
    path.write_bytes(data)
    with pytest.raises(TableError, match=f"bad.csv:.*{wanted}"):
        place.bring(path)


def test_a_workbook_with_entities_or_without_the_columns_is_refused(place):
    path = place.export("xlsx")
    evil = place.root / "evil.xlsx"
    with zipfile.ZipFile(path) as archive, zipfile.ZipFile(evil, "w") as out:
        for name in archive.namelist():
            data = archive.read(name)
            if name == "xl/workbook.xml":
                padding = b"<!--" + b" " * 3_000_000 + b"-->"
                data = padding + b'<!DOCTYPE x [<!ENTITY a "b">]>' + data.split(b"?>", 1)[-1]
            out.writestr(name, data)
    with pytest.raises(TableError, match="holds a document type"):
        place.bring(evil)
    book = openpyxl.Workbook()
    book.worksheets[0]["A1"] = "unit"
    book.save(evil)
    with pytest.raises(TableError, match="has no sheet with the columns"):
        place.bring(evil)


def test_plural_forms_are_rows_of_their_own(place):
    files = Unit("%d file", plural="%d files", flags=("c-format",), kind="message")
    made = Catalog.open(place.root / "locales", "ar", "app")
    made.update([files], "a.c")
    made.save(place.root / ".pinglot")
    path = place.root / "app.csv"
    export(place.project, [made.path], path)
    rows = read_csv(path)
    assert [row["form"].split(" (")[0] for row in rows] == [f"{number} of 6" for number in range(1, 7)]
    assert [row["source"] for row in rows] == ["%d file", *["%d files"] * 5]
    for number, row in enumerate(rows):
        row["translation"] = f"{number} %d ملف"
    rows[3]["translation"] = "بلا رقم"
    troubles = place.bring(write_csv(path, rows)).troubles
    assert any("msgstr[3]" in trouble.reason for trouble in troubles)
    rows[3]["translation"] = "3 %d ملف"
    del rows[5]
    assert [trouble.reason for trouble in place.bring(write_csv(path, rows)).troubles]
    export(place.project, [made.path], path, force=True)
    rows = read_csv(path)
    for number, row in enumerate(rows):
        row["translation"] = f"{number} %d ملف"
    (change,) = place.bring(write_csv(path, rows)).changes
    assert change.after == tuple(f"{number} %d ملف" for number in range(6))


def test_a_text_too_long_for_a_cell_is_changed_in_the_catalog(place):
    long = Unit("word " * 8000 + "end.")
    made = Catalog.open(place.root / "locales", "es", "long")
    made.update([long], "a.md")
    made.set(long, "palabra " * 8000 + "fin.", engine="pseudo 1")
    made.save(place.root / ".pinglot")
    for form in ("xlsx", "csv"):
        path = place.root / f"long.{form}"
        export(place.project, [made.path], path)
        assert place.bring(path).changes == place.bring(path).troubles == ()
    rows = read_csv(path)
    assert len(rows[0]["translation"]) < 2000
    rows[0]["translation"] = "corto"
    (trouble,) = place.bring(write_csv(path, rows)).troubles
    assert "longer than a cell can hold" in trouble.reason


def test_two_people_bring_their_tables_back_at_once(place):
    tables = []
    for number in range(2):
        sheet = Sheet(place.export("xlsx", force=True))
        for index in range(number, 30, 2):
            sheet.cell(
                f"Paragraph number {index} of the article.", "translation"
            ).value = f"Párrafo {index}, de {number}."
        sheet.path = place.root / f"{number}.xlsx"
        tables.append(sheet.save())
    threads = [threading.Thread(target=place.bring, args=(path,)) for path in tables]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    entries = place.entries()
    for index in range(30):
        assert entries[f"Paragraph number {index} of the article."].msgstr == [f"Párrafo {index}, de {index % 2}."]


TEXT = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\x00\ufeff"), min_size=1, max_size=40
) | st.sampled_from(["=1", "'=1", "''=1", "_x0041_", "_x005F_x0041_", "\t=1", "+", "@", "-", "'", "a\r\nb", '"', ";"])


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(TEXT, min_size=1, max_size=12, unique=True))
def test_any_text_goes_out_and_comes_back_untouched(texts, tmp_path):
    """Whatever people or engines wrote, a table that nobody edited changes nothing, in both formats."""
    (tmp_path / "pinglot.toml").write_text("", encoding="utf-8")
    project = Project(config.load(tmp_path))
    entries = [po.Entry("", ["Language: es\nContent-Type: text/plain; charset=UTF-8\n"])]
    entries += [po.Entry(f"source {number}", [text]) for number, text in enumerate(texts)]
    path = tmp_path / "es.po"
    path.write_bytes(po.render(po.PoFile(entries)))
    for form in ("xlsx", "csv"):
        table = tmp_path / f"t.{form}"
        export(project, [path], table, force=True)
        done = bring_back(project, table)
        assert (done.rows, done.changes, done.troubles) == (len(texts), (), ())
