"""Excel workbooks: the glossary's own columns on one sheet, every cell a text, formulas written as text.

Needs openpyxl (the extra ``xlsx``); :mod:`pinglot.workbooks` refuses what is not safe to open.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pinglot import workbooks
from pinglot.errors import GlossaryError
from pinglot.glossary import files
from pinglot.glossary.exchange.imported import Imported, finding, made_term
from pinglot.model import Finding, Term

__all__ = ["read", "write"]

_LISTS = ("variants", "forms", "forbidden")


def write(terms: Sequence[Term], source: str, target: str) -> bytes:
    """Rows as a workbook with a header line that stays in view.

    Raises:
        EngineMissing: openpyxl is not installed.
    """
    openpyxl = workbooks.library()
    book = openpyxl.Workbook(write_only=False)
    sheet = book.active
    sheet.title = "glossary"
    extra = list(dict.fromkeys(column for term in terms for column, _ in term.extra))
    names = [*files.COLUMNS, *extra]
    rows = [names, *([*(files.cell(term, column) for column in names)] for term in terms)]
    for number, cells in enumerate(rows, 1):
        for place, value in enumerate(cells, 1):
            if value:
                cell = sheet.cell(number, place)
                cell.value = workbooks.encoded(value)[: workbooks.CELL]
                cell.data_type = "s"  # “=1+1” stays a text
                cell.quotePrefix = value[:1] in "=+-@"
    sheet.freeze_panes = "A2"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read(data: bytes, path: Path) -> Imported:
    """Rows from the first sheet of a workbook that has a column ``term``; formulas are read as their text.

    Raises:
        GlossaryError: it is no workbook, is too large, holds an entity, or has no such column.
        EngineMissing: openpyxl is not installed.
    """
    workbooks.check(data, path, GlossaryError)
    openpyxl = workbooks.library()
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
        sheets = [[_texts(row) for row in workbooks.rows(sheet, path, GlossaryError)] for sheet in book.worksheets]
    except GlossaryError:
        raise
    except Exception as trouble:  # openpyxl raises whatever the XML made it stumble over
        raise GlossaryError(f"cannot be read as an Excel workbook ({type(trouble).__name__})", path) from None
    for rows in sheets:
        start = next((place for place, row in enumerate(rows) if any(row)), None)
        if start is not None and "term" in [cell.strip().lower() for cell in rows[start]]:
            return _rows(rows, start, path)
    raise GlossaryError("has no sheet whose first line names a column `term`", path)


def _rows(rows: Sequence[Sequence[str]], start: int, path: Path) -> Imported:
    names = [cell.strip().lower() for cell in rows[start]]
    terms: list[Term] = []
    findings: list[Finding] = []
    for line, row in enumerate(rows[start + 1 :], start + 2):
        if not any(cell.strip() for cell in row):
            continue
        named = {name: cell for name, cell in zip(names, row, strict=False) if name}
        cells = {name: cell for name, cell in named.items() if name in files.COLUMNS}
        lists = {
            column: [part.strip() for part in cells.pop(column, "").split("|") if part.strip()] for column in _LISTS
        }
        extra = [(name, cell) for name, cell in named.items() if name not in files.COLUMNS and cell.strip()]
        made = made_term(cells, lists, extra, path, line)
        if isinstance(made, Finding):
            findings.append(made)
        else:
            terms.append(made)
    if not terms and not findings:
        findings.append(finding("empty", "holds no row", path, start + 1))
    return Imported(terms, findings)


def _texts(row: Sequence[Any]) -> list[str]:
    return ["" if cell.value is None else _text(cell.value) for cell in row]


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if hasattr(value, "date") and hasattr(value, "isoformat"):
        return str(value.date().isoformat())
    return workbooks.decoded(str(value))
