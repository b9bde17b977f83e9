"""Excel workbooks from anybody, and texts in them: what all who read or write ``.xlsx`` share.

Needs openpyxl (the extra ``xlsx``). A workbook is a zip of XML: what it unpacks to has a limit, and a document type or
an entity in it is refused before openpyxl sees it. Characters that XML cannot hold are written as Excel does
(``_x000D_``; ECMA-376 part 1, section 22.9.2.19), so that a text comes back as it was.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from pinglot.errors import EngineMissing, InputError

__all__ = ["CELL", "check", "decoded", "encoded", "library", "rows"]

CELL = 32_767
"""UTF-16 code units in a cell: Excel's own limit."""

_ROWS, _CELLS = 1_048_576, 10_000_000  # Excel's own limit, and what is read of one sheet
_MOST = 200 * 1024 * 1024  # bytes unpacked
_UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff\ud800-\udfff]|_(?=x[0-9A-Fa-f]{4}_)")
_WRITTEN = re.compile("_x([0-9A-Fa-f]{4})_")


def library() -> Any:
    """openpyxl itself, which is imported when a workbook is first asked for.

    Raises:
        EngineMissing: it is not installed.
    """
    try:
        import openpyxl
    except ImportError:
        raise EngineMissing("Excel files need the extra 'xlsx' (openpyxl): pip install 'pinglot[xlsx]'") from None
    return openpyxl


def check(data: bytes, path: str | Path, error: type[InputError]) -> None:
    """Refuses what is no workbook, or might harm who opens it.

    Raises:
        error: it is no zip, unpacks to too much, or holds a document type.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            size = 0
            for item in archive.infolist():
                size += item.file_size
                if size > _MOST:
                    raise error(f"unpacks to more than {_MOST // 1048576} MB", path)
                if item.filename.lower().endswith((".xml", ".rels", ".vml")):
                    with archive.open(item) as part:
                        _check_part(part, path, error)
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError):
        raise error("is no Excel workbook (.xlsx); save it as one, or as CSV", path) from None


def _check_part(part: IO[bytes], path: str | Path, error: type[InputError]) -> None:
    """Looks through a whole part of XML, since a comment of any length may stand before a document type."""
    kept = b""
    while piece := part.read(1 << 20):
        if b"\0" in piece:
            raise error("is not written in UTF-8, as workbooks are; save it anew", path)
        if b"<!DOCTYPE" in kept + piece or b"<!ENTITY" in kept + piece:
            raise error("holds a document type, which a workbook never needs", path)
        kept = piece[-9:]


def rows(sheet: Any, path: str | Path, error: type[InputError]) -> Iterator[tuple[Any, ...]]:
    """The cells of a sheet that was opened to be read only, row by row from the first; gaps are filled.

    Raises:
        error: there are more rows or cells than a table has: a file may claim a row of any number.
    """
    sheet.reset_dimensions()  # what a file says of its size need not be true
    cells = 0
    for number, row in enumerate(sheet.iter_rows(), 1):
        cells += len(row)
        if number > _ROWS or cells > _CELLS:
            raise error("has more cells than a table; delete what is empty below it and beside it", path)
        yield row


def encoded(text: str) -> str:
    """A text as a cell can hold it."""
    return _UNWRITABLE.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def decoded(text: str) -> str:
    """What a cell's text stands for."""
    return _WRITTEN.sub(lambda found: chr(int(found[1], 16)), text)
