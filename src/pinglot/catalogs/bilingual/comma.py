"""The table as CSV: UTF-8 with a byte order mark, so that spreadsheets read it right; read in what they write.

A text that begins with ``=``, ``+``, ``-``, ``@``, a tab or an apostrophe gets an apostrophe before it, since a
spreadsheet would otherwise take it for a formula (OWASP, "CSV Injection"). It is taken away again on reading.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path

from pinglot.catalogs.bilingual.rows import COLUMNS, NEEDED, Read, Row, TableError

__all__ = ["guarded", "read", "unguarded", "write"]

_GUARD = "'"
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", _GUARD)
_SIGNS = (",", ";", "\t", "|")
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def write(rows: Sequence[Row]) -> bytes:
    """Lines as CSV with a header, in UTF-8 with a byte order mark."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(column.name for column in COLUMNS)
    for row in rows:
        writer.writerow(guarded(row.cell(column.name)) for column in COLUMNS)
    return codecs.BOM_UTF8 + out.getvalue().encode("utf-8", "replace")


def read(data: bytes, path: str | Path) -> list[Read]:
    """Lines of a CSV file: UTF-8 or UTF-16, with commas, semicolons or tabs.

    Raises:
        TableError: it is in another encoding, is no table, or lacks a column.
    """
    text = _text(data, path)
    sign, start = _sign(text)
    records = _records(text[start:], sign, path)
    names = [name.strip().lower() for name in next(records, [])]
    missing = [name for name in NEEDED if name not in names]
    if missing:
        raise TableError(
            f"has no column {', '.join(missing)} in its first line; 'pinglot catalog export' writes such a table", path
        )
    return [_row(names, cells, number) for number, cells in enumerate(records, 2) if any(map(str.strip, cells))]


def guarded(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return _GUARD + text if text.startswith(_DANGEROUS) else text


def unguarded(text: str) -> str:
    """The text that :func:`guarded` was given."""
    return text[1:] if text.startswith(_GUARD) and text[1:].startswith(_DANGEROUS) else text


def _row(names: Sequence[str], cells: Sequence[str], number: int) -> Read:
    named = {name: cell for name, cell in zip(names, cells, strict=False) if name}
    bad = {name: f"is a formula ({cell[:40]})" for name, cell in named.items() if cell.startswith("=")}
    return Read(f"row {number}", named, bad)


def _text(data: bytes, path: str | Path) -> str:
    mark, name = next((one for one in _BYTE_ORDER_MARKS if data.startswith(one[0])), (b"", "utf-8"))
    try:
        return data[len(mark) :].decode(name)
    except UnicodeDecodeError:
        raise TableError("is in another encoding than UTF-8 and UTF-16; save it as “CSV UTF-8”", path) from None


def _sign(text: str) -> tuple[str, int]:
    """The sign between cells, and where the table begins: Excel may say the sign in a line ``sep=;`` of its own."""
    first, end, _ = text.partition("\n")
    said = first.rstrip("\r")
    if said.lower().startswith("sep=") and len(said) == 5:
        return said[4], len(first) + len(end)
    return max(_SIGNS, key=first.count), 0


def _records(text: str, sign: str, path: str | Path) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=sign, strict=True)
    try:
        yield from reader
    except csv.Error as trouble:
        raise TableError(f"cannot be read as CSV ({trouble})", path, reader.line_num) from None
