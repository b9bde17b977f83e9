"""A glossary file in memory: its columns, its rows, and the records as they are spelt."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from pinglot.brief import cut
from pinglot.errors import GlossaryError
from pinglot.model import Term

__all__ = ["COLUMNS", "LINE_END", "Record", "Row", "Table", "one_line", "place"]

COLUMNS = (
    "term", "translation", "variants", "forms", "forbidden", "keep", "case", "status", "pos", "gender", "number",
    "locale", "definition", "note", "reviewer", "reviewed",
)  # fmt: skip
"""The columns that pinglot knows, in the order in which it writes them to a new file."""

LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class Row:
    """A record of a glossary file.

    Attributes:
        cells: as the file has them, blanks and all, without quotation marks.
        term: what they say.
        line: 1-based line where the record begins.
    """

    cells: tuple[str, ...]
    term: Term
    line: int


@dataclass(slots=True)
class Record:
    raw: str
    cells: tuple[str, ...]
    line: int

    @property
    def blank(self) -> bool:
        return not any(cell.strip() for cell in self.cells)


@dataclass(slots=True)
class Table:
    """A glossary file as read.

    Attributes:
        path: the file.
        columns: the column names in order, lower case, as the header has them; for a file without header, the two
            that it has.
        rows: its rows in order; blank lines are none.
        errors: what could not be read, where reading was asked to go on.
    """

    path: Path
    columns: tuple[str, ...]
    rows: list[Row]
    errors: list[GlossaryError] = field(default_factory=list)
    delimiter: str = ","
    line_end: str = "\n"
    _prefix: str = ""  # byte order mark, Excel's "sep=;" line
    _header: Record | None = None
    _records: list[Record] = field(default_factory=list)

    @property
    def terms(self) -> list[Term]:
        """Every row's term, in file order."""
        return [row.term for row in self.rows]

    @property
    def hollow(self) -> list[int]:
        """The lines of rows that hold nothing but what a spreadsheet fills down: a locale, columns nobody knows."""
        filled = ("locale", "status", "case", "keep")
        return [
            record.line
            for record in self._records
            if not record.blank
            and not any(
                text.strip()
                for column, text in zip(self.columns, record.cells, strict=False)
                if column in COLUMNS and column not in filled
            )
        ]

    @property
    def unknown_columns(self) -> tuple[str, ...]:
        """Columns that pinglot does not know; it keeps them."""
        return tuple(column for column in self.columns if column and column not in COLUMNS)


def one_line(text: str) -> str:
    """A cell's text in a message: on one line and not longer than a message can bear."""
    return cut(LINE_END.sub(" ", text), 400)


def place(term: Term) -> str:
    """Where a row stands, for messages."""
    return f"{term.path}:{term.line}" if term.path else "given in code"
