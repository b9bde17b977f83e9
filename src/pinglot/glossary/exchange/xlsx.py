"""Excel workbooks: the glossary's own columns on one sheet, every cell a text, formulas written as text.

Needs openpyxl (the extra ``xlsx``). A workbook is a zip of XML: what it unpacks to has a limit, and a document type or
an entity in it is refused before openpyxl sees it.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pinglot.errors import GlossaryError, UsageError
from pinglot.glossary import files
from pinglot.glossary.exchange.imported import Imported, finding, made_term
from pinglot.model import Finding, Term

__all__ = ["read", "write"]

_LISTS = ("variants", "forms", "forbidden")
_MOST = 200 * 1024 * 1024  # bytes unpacked
_CELL = 32_767  # code units in a cell, Excel's own limit
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def write(terms: Sequence[Term], source: str, target: str) -> bytes:
    """Rows as a workbook with a header line that stays in view.

    Raises:
        UsageError: openpyxl is not installed.
    """
    openpyxl = _openpyxl()
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
                cell.value = _UNWRITABLE.sub("", value)[:_CELL]
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
        UsageError: openpyxl is not installed.
    """
    _check(data, path)
    openpyxl = _openpyxl()
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
        sheets = [[_texts(row) for row in sheet.iter_rows(values_only=True)] for sheet in book.worksheets]
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


def _texts(row: Sequence[object]) -> list[str]:
    return ["" if value is None else _text(value) for value in row]


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if hasattr(value, "date") and hasattr(value, "isoformat"):
        return str(value.date().isoformat())
    # Excel writes what XML cannot hold as _x000D_.
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda match: chr(int(match[1], 16)), str(value))


def _check(data: bytes, path: Path) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            size = 0
            for item in archive.infolist():
                size += item.file_size
                if size > _MOST:
                    raise GlossaryError(f"unpacks to more than {_MOST // 1048576} MB", path)
                if item.filename.endswith((".xml", ".rels")):
                    with archive.open(item) as part:
                        head = part.read(4096)
                    if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
                        raise GlossaryError("holds a document type, which a workbook never needs", path)
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError):
        raise GlossaryError("is no Excel workbook (.xlsx); save it as one, or as CSV", path) from None


def _openpyxl() -> Any:
    try:
        import openpyxl
    except ImportError:
        raise UsageError("Excel files need openpyxl; run: pip install 'pinglot[xlsx]'") from None
    return openpyxl
