"""The table as an Excel workbook: a sheet a catalog, for reading, printing and editing.

Every cell is a text, formulas included. Columns that are not for editing are grey and protected (without a password:
against slips of the hand, not against will). Needs openpyxl, the extra ``xlsx``.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from math import ceil
from pathlib import Path
from typing import Any
from unicodedata import east_asian_width

from pinglot import locales, workbooks
from pinglot.catalogs.bilingual.rows import COLUMNS, NEEDED, Read, Row, TableError

__all__ = ["read", "write"]

_GREY, _PALE, _HEAD, _ALERT = "F2F2F2", "FFFFFF", "1F3A5F", "FCE4D6"
_HEADER_ROWS = 20  # rows in which the header is looked for: people put a title above
_LINE, _HIGHEST = 14.0, 409.0  # points; Excel's own limit
_SHEET_NAME = 31  # characters, Excel's own limit


def write(tables: Mapping[tuple[str, str], Sequence[Row]]) -> bytes:
    """A workbook with a sheet for each catalog, and one that explains the columns.

    Args:
        tables: (locale, domain) → lines.

    Raises:
        EngineMissing: openpyxl is not installed.
    """
    openpyxl = workbooks.library()
    book = openpyxl.Workbook()
    book.remove(book.active)
    for style in _styles():
        book.add_named_style(style)
    taken: set[str] = set()
    for (locale, domain), rows in tables.items():
        sheet = book.create_sheet(_title(f"{locale} {domain}".strip(), taken))
        _fill(sheet, rows, bool(locale) and locales.is_rtl(locale))
        _lay_out(sheet, rows, f"{domain} ({locale})" if locale else domain)
    _explain(book.create_sheet(_title("help", taken)))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _title(wanted: str, taken: set[str]) -> str:
    """A name that Excel takes for a sheet, and that no other sheet has."""
    clean = re.sub(r"[\[\]:*?/\\\x00-\x1f]", " ", wanted).strip("' ") or "table"
    for number in range(1, 10_000):
        mark = f" {number}" if number > 1 else ""
        name = clean[: _SHEET_NAME - len(mark)] + mark
        if name.casefold() not in taken:
            break
    taken.add(name.casefold())
    return name


def _fill(sheet: Any, rows: Sequence[Row], rtl: bool) -> None:
    for place, column in enumerate(COLUMNS, 1):
        sheet.cell(1, place, column.name).style = "pinglot head"
    styles = ["pinglot open" if column.editable else "pinglot locked" for column in COLUMNS]
    names = [column.name for column in COLUMNS]
    if rtl:
        styles[names.index("translation")] = "pinglot open rtl"
    state = names.index("state")
    for number, row in enumerate(rows, 2):
        waits = row.state.split(",")[0] not in ("machine", "person")
        for place, (name, style) in enumerate(zip(names, styles, strict=True)):
            cell = sheet.cell(number, place + 1)
            cell.style = "pinglot waits" if waits and place == state else style
            _put(cell, row.cell(name))


def _styles() -> list[Any]:
    """How cells look; one name a kind, since a sheet of thousands takes a multiple of the time cell by cell."""
    from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Protection, Side

    line = Side(style="thin", color="BFBFBF")
    plain = Alignment(wrap_text=True, vertical="top")
    turned = Alignment(wrap_text=True, vertical="top", horizontal="right", readingOrder=2)

    def made(name: str, colour: str, alignment: Any = plain, locked: bool = True, font: Any = None) -> Any:
        return NamedStyle(
            f"pinglot {name}",
            font=font or Font(name="Calibri", size=11),
            fill=PatternFill("solid", fgColor=colour),
            border=Border(line, line, line, line),
            alignment=alignment,
            number_format="@",  # what people type stays a text, too
            protection=Protection(locked=locked),
        )

    return [
        made(
            "head", _HEAD, Alignment(vertical="center"), font=Font(name="Calibri", size=11, bold=True, color="FFFFFF")
        ),
        made("locked", _GREY),
        made("waits", _ALERT),
        made("open", _PALE, locked=False),
        made("open rtl", _PALE, turned, locked=False),
    ]


def _put(cell: Any, text: str) -> None:
    if text:
        cell.value = workbooks.encoded(text)
        cell.data_type = "s"  # “=1+1” stays a text
        if text[0] in "=+-@":
            cell.quotePrefix = True


def _lay_out(sheet: Any, rows: Sequence[Row], name: str) -> None:
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    letters = {column.name: get_column_letter(place) for place, column in enumerate(COLUMNS, 1)}
    seen = [one for one in COLUMNS if one.editable or (not one.hidden and any(row.cell(one.name) for row in rows))]
    for column in COLUMNS:
        shape = sheet.column_dimensions[letters[column.name]]
        shape.width, shape.hidden = column.width, column not in seen
    for number, row in enumerate(rows, 2):
        most = max(_lines(row.cell(column.name), column.width) for column in seen)
        sheet.row_dimensions[number].height = min(most * _LINE + 3, _HIGHEST)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    last = sheet.max_row
    sheet.print_area = f"{letters[seen[0].name]}1:{letters[seen[-1].name]}{last}"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0
    sheet.page_margins.left = sheet.page_margins.right = 0.4  # inches
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.oddHeader.center.text = name.replace("&", "&&")
    sheet.oddFooter.center.text = "&P / &N"
    sheet.protection.sheet = True
    for allowed in ("formatColumns", "formatRows", "formatCells", "autoFilter", "sort"):
        setattr(sheet.protection, allowed, False)  # False is: not forbidden
    approve = DataValidation(type="list", formula1='"yes"', allow_blank=True)
    approve.error, approve.errorTitle = "Write yes, or leave the cell empty.", "approve"
    approve.add(f"{letters['approve']}2:{letters['approve']}{max(last, 2)}")
    sheet.add_data_validation(approve)


def _lines(text: str, width: int) -> int:
    """About how many lines a text takes in a column; no program tells it before a sheet is opened."""
    wide = (sum(2 if east_asian_width(char) in "WF" else 1 for char in line) for line in text.split("\n"))
    return sum(ceil(max(length, 1) / width) for length in wide)


def _explain(sheet: Any) -> None:
    from openpyxl.styles import Alignment, Font

    lines = [
        ("How to work with this table", ""),
        ("", "Change the white cells alone. Save the file, and give it back: pinglot catalog import FILE"),
        *((column.name, column.help) for column in COLUMNS if not column.hidden),
    ]
    for number, (name, said) in enumerate(lines, 1):
        sheet.cell(number, 1, name).font = Font(bold=True)
        sheet.cell(number, 2, said).alignment = Alignment(wrap_text=True, vertical="top")
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 16, 90
    sheet.protection.sheet = True


def read(data: bytes, path: str | Path) -> list[Read]:
    """Lines of every sheet that has the table's columns.

    Raises:
        TableError: it is no workbook, is not safe to open, or has no such sheet.
        EngineMissing: openpyxl is not installed.
    """
    openpyxl = workbooks.library()
    workbooks.check(data, path, TableError)
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
        tables = [_table(sheet, path) for sheet in book.worksheets]
    except TableError:
        raise
    except Exception as trouble:  # openpyxl raises whatever the XML made it stumble over
        raise TableError(f"cannot be read as an Excel workbook ({type(trouble).__name__})", path) from None
    found = [table for table in tables if table is not None]
    if not found:
        raise TableError(
            f"has no sheet with the columns {', '.join(NEEDED)}; 'pinglot catalog export' writes such a table", path
        )
    return [line for table in found for line in table]


def _table(sheet: Any, path: str | Path) -> list[Read] | None:
    """The lines of a sheet; None where it has no header with our columns near its top."""
    names: list[str] | None = None
    found: list[Read] = []
    for number, row in enumerate(workbooks.rows(sheet, path, TableError), 1):
        cells = [_cell(cell) for cell in row]
        if names is not None:
            if any(text.strip() or bad for text, bad in cells):
                found.append(_line(f"sheet “{sheet.title}”, row {number}", cells, names))
        elif number > _HEADER_ROWS:
            return None
        else:
            titles = [text.strip().lower() for text, _ in cells]
            names = titles if all(name in titles for name in NEEDED) else None
    return found if names is not None else None


_Cell = tuple[str, str]  # its text, and why it is none


def _line(place: str, cells: Sequence[_Cell], names: Sequence[str]) -> Read:
    named = {name: cell for name, cell in zip(names, cells, strict=False) if name}
    texts = {name: text for name, (text, _) in named.items()}
    return Read(place, texts, {name: bad for name, (_, bad) in named.items() if bad})


def _cell(cell: Any) -> _Cell:
    value, kind = cell.value, cell.data_type
    if value is None:
        return "", ""
    if kind == "f":
        shown = value if isinstance(value, str) else "=…"
        return "", f"is a formula ({shown[:40]})"
    if kind == "e":
        return "", f"is the error {value}"
    if isinstance(value, str):
        return workbooks.decoded(value), ""
    names = {"b": "a truth value", "d": "a date", "n": "a number"}
    return str(value), f"is {names.get(kind, 'no text')} ({value})"
