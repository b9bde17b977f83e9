"""Terms back into a glossary file: what says the same keeps its spelling."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from pinglot.errors import GlossaryError
from pinglot.files import write_bytes
from pinglot.glossary.files.places import canonical, locale_of
from pinglot.glossary.files.reading import read
from pinglot.glossary.files.table import COLUMNS, LINE_END, Record, Row, Table, one_line
from pinglot.model import Status, Term

__all__ = ["amend", "cell", "render", "rewritten", "write"]

_LISTS = ("variants", "forms", "forbidden")


def write(path: str | Path, terms: Iterable[Term]) -> bool:
    """Writes terms to a glossary file, whole or not at all; returns whether anything changed.

    An existing file keeps its columns, their order, delimiter, line ends, byte order mark, and the spelling of every
    row that says the same as before. A changed term whose ``line`` is that of a row keeps the row's other cells. A
    column that a term needs and the file lacks is added at the end. A row whose term is not given is removed.

    Raises:
        GlossaryError: the existing file cannot be read, or a term cannot be written in this format.
        UsageError: the place cannot be written.
    """
    path = Path(path)
    terms = list(terms)
    table = read(path) if path.exists() else _new_table(path, terms)
    return write_bytes(path, _written(table, terms).encode("utf-8"))


def render(name: str, terms: Iterable[Term]) -> bytes:
    """Terms as a new glossary file of this name: its suffix says the sign between cells, its locale what is left out.

    Raises:
        GlossaryError: a term cannot be written in this format.
    """
    terms = list(terms)
    return _written(_new_table(Path(name), terms), terms).encode("utf-8")


def rewritten(path: str | Path, terms: Iterable[Term]) -> bytes:
    """What :func:`write` would make of an existing file."""
    return _written(read(path), list(terms)).encode("utf-8")


def amend(table: Table, changes: Mapping[int, Term | None]) -> bool:
    """Writes a file back with some rows changed; returns whether anything changed.

    Every other record keeps its spelling, those that could not be read too. A changed row keeps the spelling of the
    cells that say the same as before, without outer blanks. A column that a row needs and the file lacks is added at
    the end.

    Args:
        table: the file as :func:`read` gave it, just before.
        changes: the line of a row, and its new term, None to take the row away.

    Raises:
        GlossaryError: a term cannot be written in this format.
        UsageError: the place cannot be written.
    """
    terms = [term for term in changes.values() if term is not None]
    missing = _missing(table, terms)
    columns = (*table.columns, *missing)
    rows = {row.line: row for row in table.rows}
    lines = [_header_line(table, missing)] if table._header or missing else []
    for record in table._records:
        changed = changes.get(record.line)
        if changed is not None:
            written = _cells(changed, columns, rows.get(record.line), locale_of(table.path))
            known = len(table.columns)
            cells = [
                text.strip() if index < known and column in COLUMNS else text
                for index, (column, text) in enumerate(zip(columns, written, strict=True))
            ]
            lines.append(_line(cells, table))
        elif record.line not in changes:
            lines.append(_padded(record, len(columns), table) if missing and not record.blank else record.raw)
    return write_bytes(table.path, (table._prefix + "".join(_ended(lines, table))).encode("utf-8"))


def _padded(record: Record, width: int, table: Table) -> str:
    end = LINE_END.search(record.raw[len(record.raw.rstrip("\r\n")) :])
    bare = record.raw[: len(record.raw) - len(end.group())] if end else record.raw
    return bare + table.delimiter * (width - len(record.cells)) + (end.group() if end else "")


def _ended(lines: Sequence[str], table: Table) -> list[str]:
    """The file's last line may have had no end, and now something follows it."""
    lines = [line for line in lines if line]
    ended = [line if line.endswith(("\r", "\n")) else line + table.line_end for line in lines[:-1]]
    return [*ended, *lines[-1:]]


def _missing(table: Table, terms: Sequence[Term]) -> list[str]:
    extra = dict.fromkeys(column for term in terms for column, _ in term.extra)
    return [
        column
        for column in (*COLUMNS, *extra)
        if column not in table.columns and (column not in COLUMNS or _uses(column, terms, table.path))
    ]


def _new_table(path: Path, terms: Sequence[Term]) -> Table:
    used = [column for column in COLUMNS if column in ("term", "translation") or _uses(column, terms, path)]
    extra = dict.fromkeys(column for term in terms for column, _ in term.extra)
    delimiter = "\t" if path.suffix.lower() == ".tsv" else ","
    columns = (*used, *extra)
    return Table(path, columns, [], delimiter=delimiter, _header=Record("", columns, 1))


def _uses(column: str, terms: Sequence[Term], path: Path) -> bool:
    if column == "locale":
        return any(term.locale and canonical(term.locale) != canonical(locale_of(path)) for term in terms)
    if column == "status":
        return any(term.status is not Status.APPROVED for term in terms)
    return any(cell(term, column) for term in terms)


def _written(table: Table, terms: Sequence[Term]) -> str:
    missing = _missing(table, terms)
    columns = (*table.columns, *missing)
    own_locale = locale_of(table.path)
    unchanged: dict[Term, list[Row]] = defaultdict(list)
    for known in reversed(table.rows):
        unchanged[known.term].append(known)
    by_line = {known.line: known for known in table.rows}
    raw = {record.line: record.raw for record in table._records}
    blank_after = _blanks_after(table._records)
    lines = [_header_line(table, missing), blank_after.get(0, "")]
    for term in terms:
        same = unchanged[term].pop() if unchanged.get(term) else None
        row = same or (by_line.get(term.line) if term.path in ("", str(table.path)) else None)
        if same and not missing:
            lines.append(raw[same.line])
        else:
            lines.append(_line(_cells(term, columns, row, own_locale), table))
        lines.append(blank_after.get(row.line, "") if row else "")
    return table._prefix + "".join(_ended(lines, table))


def _header_line(table: Table, missing: Sequence[str]) -> str:
    header = table._header
    if header and header.raw and not missing:
        return header.raw
    if header or missing:
        return _line((*(header.cells if header else table.columns), *missing), table)
    return ""  # a file of two columns that had no header, and needs none


def _blanks_after(records: Sequence[Record]) -> dict[int, str]:
    """Blank lines, by the line of the row that they follow; 0 for those before the first."""
    found: dict[int, str] = {}
    last = 0
    for record in records:
        if record.blank:
            found[last] = found.get(last, "") + record.raw
        else:
            last = record.line
    return found


def _cells(term: Term, columns: Sequence[str], row: Row | None, own_locale: str) -> tuple[str, ...]:
    cells: list[str] = []
    for index, column in enumerate(columns):
        value = cell(term, column)
        if column == "locale" and canonical(value) == canonical(own_locale):
            value = ""
        had = row.cells[index] if row and index < len(row.cells) else ""
        if row and column == "locale" and row.term.locale == term.locale:
            value = had
        elif row and cell(row.term, column) == cell(term, column):
            value = had  # as it was written: “Approved”, “a | b”, outer blanks
        elif not row and column == "status":
            value = term.status.value
        cells.append(value)
    return tuple(cells)


def cell(term: Term, column: str) -> str:
    """What a column says of a term, as :func:`write` puts it into a new file.

    Raises:
        GlossaryError: a text of a list holds the sign that stands between them.
    """
    if column in _LISTS:
        for text in (texts := getattr(term, column)):
            if "|" in text:
                raise GlossaryError(
                    f"“{one_line(text)}” cannot be written: | stands between {column}", term.path or None, term.line
                )
        return "|".join(texts)
    if column == "keep":
        return "yes" if term.keep else ""
    if column == "case":
        return term.case.value if term.case else ""
    if column == "status":
        return term.status.value
    if column in COLUMNS:
        return str(getattr(term, column))
    return dict(term.extra).get(column, "")


def _line(cells: Sequence[str], table: Table) -> str:
    return table.delimiter.join(_quoted(cell, table.delimiter) for cell in cells) + table.line_end


def _quoted(cell: str, delimiter: str) -> str:
    if any(sign in cell for sign in ('"', delimiter, "\r", "\n")):
        return '"' + cell.replace('"', '""') + '"'
    return cell
