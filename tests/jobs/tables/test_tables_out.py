"""Catalogs as tables: every text with what there is to say of it, readable, printable, and without formulas."""

from __future__ import annotations

import sys
import zipfile

import openpyxl
import pytest
from openpyxl.utils import get_column_letter

from pinglot.catalogs.bilingual.rows import COLUMNS
from pinglot.catalogs.unit_ids import unit_id
from pinglot.errors import EngineMissing, UsageError
from pinglot.jobs.tables.out import export

NAMES = [column.name for column in COLUMNS]
CODED = "The province counted <g1>12</g1> projects in <g2>Northern Ireland</g2>."


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_a_table_has_every_text_with_its_source_pins_findings_and_state(place, form):
    path = place.export(form)
    if form == "csv":
        rows = place.read(path)
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
    place.edit(CODED, "")
    place.edit("Paragraph number 1 of the article.", "Párrafo 2.")
    rows = {row["source"]: row for row in place.rows(waiting=True)}
    assert list(rows) == [CODED, "Paragraph number 1 of the article."]
    assert rows[CODED]["state"] == "missing"
    assert "wanted: province → provincia" in rows[CODED]["pins"]
    changed = rows["Paragraph number 1 of the article."]
    assert changed["state"] == "person"
    assert "error: " in changed["findings"] and "[" not in changed["findings"]


def test_a_sheet_is_for_people(place):
    sheet = place.sheet().sheet
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
    sheets = openpyxl.load_workbook(place.export("xlsx", place.root / "locales")).worksheets
    assert [sheet.title for sheet in sheets] == ["ar a", "es a", "help"]
    turned = [sheet.cell(2, NAMES.index("translation") + 1).alignment.readingOrder for sheet in sheets[:2]]
    assert turned == [2, 0]
    assert [sheet.cell(2, NAMES.index("source") + 1).alignment.readingOrder for sheet in sheets[:2]] == [0, 0]


def test_texts_that_look_like_formulas_stay_texts(place):
    with zipfile.ZipFile(place.export("xlsx")) as archive:
        assert b"<f>" not in b"".join(archive.read(name) for name in archive.namelist())
    assert [cell for row in place.sheet().sheet.iter_rows() for cell in row if cell.data_type == "f"] == []
    cells = [cell for row in place.rows() for cell in row.values()]
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
        export(place.project, [place.catalog()], path)
    assert export(place.project, [place.catalog()], path, force=True).path == path


def test_excel_without_openpyxl_names_the_extra(place, monkeypatch):
    path = place.export("xlsx")
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    for action in (lambda: place.export("xlsx"), lambda: place.bring(path)):
        with pytest.raises(EngineMissing, match=r"pip install 'pinglot\[xlsx\]'") as caught:
            action()
        assert caught.value.exit_code == 3


def test_sheets_have_names_that_excel_takes(place):
    names = ["a" * 40 + "1", "a" * 40 + "2", "b[c]:d*e?", "HELP"]
    for name in names:
        path = place.root / "locales" / "es" / "LC_MESSAGES" / f"{name}.po"
        path.write_bytes(place.catalog().read_bytes())
    book = openpyxl.load_workbook(place.export("xlsx", place.root / "locales" / "es"))
    titles = [sheet.title for sheet in book.worksheets]
    assert len(titles) == len({title.casefold() for title in titles}) == len(names) + 2
    assert all(0 < len(title) <= 31 and not set(title) & set("[]:*?/\\") for title in titles)
    done = place.bring(place.root / "table.xlsx")
    assert (done.rows, done.changes, done.troubles) == ((len(names) + 1) * len(place.entries()), (), ())
