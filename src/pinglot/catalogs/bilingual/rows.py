"""The table itself: its columns, its lines, and what tells an edited line from one that nobody touched."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from pinglot.errors import InputError

__all__ = ["COLUMNS", "NEEDED", "Column", "Read", "Row", "TableError", "Version", "same_text", "text_digest"]


class TableError(InputError):
    """A table that cannot be read as one that ``pinglot catalog export`` has written."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table.

    Attributes:
        name: its title, and the name of the field of :class:`Row`.
        width: in characters, as spreadsheets count.
        editable: whether people write there.
        hidden: whether it is there for the way back alone.
        help: what it holds, for people.
    """

    name: str
    width: int
    help: str
    editable: bool = False
    hidden: bool = False


COLUMNS = (
    Column("unit", 10, "the unit's id, the same in every language"),
    Column("form", 12, "of a text with plural forms, which one, and a number that takes it"),
    Column("context", 12, "where the text stands, if its author says so"),
    Column("source", 46, "the text to translate; <g1>…</g1> and <x1/> stand for formatting, links and pictures"),
    Column("translation", 46, "its translation: change it here, and keep each <g1>…</g1> and <x1/>", editable=True),
    Column("approve", 9, "write yes where the translation is right as it stands", editable=True),
    Column("state", 12, "whose text it is, and whether it waits for somebody"),
    Column("pins", 32, "agreed terms, each with its translation, held or not"),
    Column("findings", 32, "what the checks noticed"),
    Column("notes", 20, "what the codes stand for, and what was said about the text"),
    Column("catalog", 20, "the catalog that the line goes back to", hidden=True),
    Column("version", 20, "what the catalog said when the table was written", hidden=True),
)
NEEDED = ("unit", "source", "translation", "catalog", "version")


@dataclass(frozen=True, slots=True)
class Row:
    """One line: a text of a catalog, or of a text with plural forms one of them. The fields are the columns."""

    unit: str
    source: str
    translation: str
    catalog: str
    version: str
    form: str = ""
    context: str = ""
    approve: str = ""
    state: str = ""
    pins: str = ""
    findings: str = ""
    notes: str = ""

    def cell(self, name: str) -> str:
        """What stands in a column."""
        said: str = getattr(self, name)
        return said


@dataclass(frozen=True, slots=True)
class Read:
    """A line as it was read.

    Attributes:
        place: where it stands, for people: ``row 12`` or ``sheet “es article”, row 12``,
            as a spreadsheet counts.
        cells: column → text; a column that the file lacks is not there.
        bad: column → why what stands there is no text: a formula, a number.
    """

    place: str
    cells: Mapping[str, str]
    bad: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Version:
    """What a line knows of the catalog that it was made from: the cell ``version``.

    Attributes:
        kind: ``csv`` where an apostrophe guards texts that a spreadsheet would take for formulas, else ``xlsx``.
        entry: :func:`pinglot.catalogs.review.digest` of the entry.
        text: digest of the translation in this line.
        form: which plural form it is, from 0.
        whole: whether the line holds the whole text; where it does not, it cannot be edited here.
    """

    kind: str
    entry: str
    text: str
    form: int = 0
    whole: bool = True

    def __str__(self) -> str:
        return f"{self.kind}.{self.entry}.{self.text}.{self.form}{'' if self.whole else '.part'}"

    @classmethod
    def read(cls, said: str) -> Version | None:
        """None where it is none, as in a line that somebody wrote."""
        found = re.fullmatch(r"(csv|xlsx)\.([a-z2-7]{16})\.([a-z2-7]{8})\.(\d{1,3})(\.part)?", said.strip())
        return cls(found[1], found[2], found[3], int(found[4]), found[5] is None) if found else None


def text_digest(text: str) -> str:
    """What a translation says, in eight characters, whatever a spreadsheet does to its line ends."""
    said = same_text(text).encode("utf-8", "surrogatepass")
    return base64.b32encode(hashlib.sha256(said).digest()[:5]).decode("ascii").lower()


def same_text(text: str) -> str:
    """A text with line ends as catalogs have them."""
    return text.replace("\r\n", "\n").replace("\r", "\n")
