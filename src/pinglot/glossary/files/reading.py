"""Glossary files as terms: what each cell may say, and what is refused, with its line."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path

from pinglot import locales
from pinglot.errors import GlossaryError, UsageError
from pinglot.files import MAX_FILE_SIZE, read_bytes
from pinglot.glossary.files.places import canonical, locale_of, lookup
from pinglot.glossary.files.records import decoded, delimiter_of, records_of
from pinglot.glossary.files.table import COLUMNS, LINE_END, Record, Row, Table, one_line
from pinglot.model import Case, Status, Term

__all__ = ["check_translation", "read"]

_Refuse = Callable[[str], GlossaryError]
_YES = frozenset({"yes", "y", "true", "1", "x"})
_NO = frozenset({"", "no", "n", "false", "0"})
# First cells of tables that are glossaries under other names; a row of such names is a header, not a term.
_FOREIGN = frozenset(
    (
        *("source", "src", "en", "english", "sourcestring", "sourceterm", "source_term", "sourcelang"),
        *("target", "tgt", "translation", "targetstring", "targetterm", "target_term", "targetlang"),
        *("id", "stringid"),
    )
)
_SEP_LINE = re.compile(r"sep=(?P<delimiter>[,;\t])(?:\r\n|\r|\n)", re.IGNORECASE)  # Excel's own hint


def read(path: str | Path, go_on: bool = False, limit: int = MAX_FILE_SIZE) -> Table:
    """Reads a glossary file.

    Args:
        path: a CSV or TSV file.
        go_on: collect what is wrong with single rows in ``Table.errors`` and leave those rows out, instead of
            raising at the first; an approved row without translation is let through. For lint.
        limit: bytes; a larger file is refused.

    Raises:
        GlossaryError: it cannot be read; the message names the line.
    """
    path = Path(path)
    text = decoded(read_bytes(path, limit, GlossaryError), path)
    prefix = "\ufeff" if text.startswith("\ufeff") else ""
    hint = _SEP_LINE.match(text, len(prefix))
    if hint:
        prefix += hint.group()
    body = text[len(prefix) :]
    first_line = 1 + len(LINE_END.findall(prefix))
    delimiter = hint["delimiter"] if hint else delimiter_of(body, path)
    records = list(records_of(body, delimiter, path, first_line))
    end = LINE_END.search(text)
    table = Table(path, (), [], delimiter=delimiter, line_end=end.group() if end else "\n", _prefix=prefix)
    start = next((index for index, record in enumerate(records) if not record.blank), None)
    if start is None:
        raise GlossaryError("is empty; its first line names the columns: term,translation", path)
    table.columns, headed = _columns(records[start:], path)
    if headed:
        table._header = records[start]
        table._prefix += "".join(record.raw for record in records[:start])
        records = records[start + 1 :]
    table._records = records
    locale = locale_of(path)
    for record in records:
        if record.blank:
            continue
        try:
            term = _term(record.cells, table.columns, locale, str(path), record.line)
            if not go_on:
                check_translation(term)
            table.rows.append(Row(record.cells, term, record.line))
        except GlossaryError as error:
            if not go_on:
                raise
            table.errors.append(error)
    return table


def _columns(records: Sequence[Record], path: Path) -> tuple[tuple[str, ...], bool]:
    """The column names, and whether the first record says them."""
    head = records[0]
    names = tuple(cell.strip().lower() for cell in head.cells)
    if "term" in names:
        twice = next((name for name in names if name and names.count(name) > 1), None)
        if twice:
            raise GlossaryError(f"has two columns `{one_line(twice)}`", path, head.line)
        return names, True
    shown = one_line(", ".join(cell.strip() for cell in head.cells if cell.strip()))
    if "sourcestring" in names and "targetstring" in names:
        raise GlossaryError(
            f"has no column `term` (it has {shown}); rename sourceString to term and targetString to translation",
            path,
            head.line,
        )
    width = max(len(record.cells) for record in records if not record.blank)
    if width != 2 or _FOREIGN.intersection(names):
        raise GlossaryError(
            f"has no column `term` (its first line is: {shown}); name the columns there, as in term,translation",
            path,
            head.line,
        )
    return ("term", "translation"), False


# A page that saves a row reads the file before and after: all other rows are the same again.
@lru_cache(maxsize=32_768)
def _term(row: tuple[str, ...], columns: tuple[str, ...], file_locale: str, path: str, line: int) -> Term:
    def refuse(reason: str) -> GlossaryError:
        return GlossaryError(one_line(reason), path, line)

    if any(cell.strip() for cell in row[len(columns) :]):
        raise refuse(
            f"the row has {len(row)} cells, but there are {len(columns)} columns; "
            "a cell that holds the delimiter must stand in quotation marks"
        )
    cells = {column: cell.strip() for column, cell in zip(columns, row, strict=False)}
    extra = tuple(
        (column, cell) for column, cell in zip(columns, row, strict=False) if column not in COLUMNS and cell.strip()
    )
    name = cells.get("term", "")
    if not name:
        raise refuse("the row has no term")
    return Term(
        term=name,
        translation=cells.get("translation", ""),
        variants=_list(cells.get("variants", "")),
        forms=_list(cells.get("forms", "")),
        forbidden=_list(cells.get("forbidden", "")),
        keep=_keep(cells.get("keep", ""), name, refuse),
        case=_case(cells.get("case", ""), name, refuse),
        status=_status(cells.get("status", ""), name, refuse),
        pos=cells.get("pos", ""),
        gender=cells.get("gender", ""),
        number=cells.get("number", ""),
        locale=_locale(cells.get("locale", ""), file_locale, name, refuse),
        definition=cells.get("definition", ""),
        note=cells.get("note", ""),
        reviewer=cells.get("reviewer", ""),
        reviewed=cells.get("reviewed", ""),
        extra=extra,
        path=path,
        line=line,
    )


def check_translation(term: Term) -> None:
    """Refuses an approved row that pins nothing.

    Raises:
        GlossaryError: it has neither a translation nor ``keep``.
    """
    if term.status is Status.APPROVED and not term.target.strip():
        raise GlossaryError(
            f"“{one_line(term.term)}” has no translation; give it one, set keep to yes, or its status to proposed",
            term.path or None,
            term.line,
        )


def _list(cell: str) -> tuple[str, ...]:
    if not cell:
        return ()
    return tuple(dict.fromkeys(part for piece in cell.split("|") if (part := piece.strip())))


def _keep(cell: str, name: str, refuse: _Refuse) -> bool:
    if cell.lower() in _YES:
        return True
    if cell.lower() in _NO:
        return False
    raise refuse(f"keep of “{name}” is “{cell}”; it can be yes or no")


def _case(cell: str, name: str, refuse: _Refuse) -> Case | None:
    try:
        return Case(cell.lower()) if cell else None
    except ValueError:
        raise refuse(f"case of “{name}” is “{cell}”; it can be exact, any or blank") from None


def _status(cell: str, name: str, refuse: _Refuse) -> Status:
    try:
        return Status(cell.lower()) if cell else Status.APPROVED
    except ValueError:
        raise refuse(
            f"status of “{name}” is “{cell}”; it can be approved, proposed, rejected, deprecated or blank (approved)"
        ) from None


def _locale(cell: str, file_locale: str, name: str, refuse: _Refuse) -> str:
    if not cell:
        return file_locale
    try:
        locale = locales.normalize(cell)
    except UsageError:
        raise refuse(f"locale of “{name}” is “{cell}”; use a BCP 47 tag such as es, es-MX or zh-Hans") from None
    if file_locale and canonical(file_locale) not in lookup(locale):
        raise refuse(f"locale of “{name}” is {locale}, but the file's name says {file_locale}")
    return locale
