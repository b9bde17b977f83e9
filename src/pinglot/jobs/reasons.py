"""Why a glossary row cannot be saved as somebody wants it, or should be looked at again, column by column."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pinglot.glossary import files
from pinglot.model import Finding, Severity, Status, Term

__all__ = ["Reason", "reason_of", "unwritable"]


@dataclass(frozen=True, slots=True)
class Reason:
    """What is to be said about a column of a row that shall be saved: an error keeps it from being saved."""

    column: str
    severity: Severity
    message: str


def unwritable(term: Term) -> Iterable[Reason]:
    """What a glossary file cannot hold."""
    if term.status is Status.APPROVED and not term.target.strip():
        yield Reason("translation", Severity.ERROR, "an approved term needs a translation, or has to be kept as it is")
    for column in files.COLUMNS:
        value = getattr(term, column)
        texts = value if isinstance(value, tuple) else (value,) if isinstance(value, str) else ()
        if any("\0" in text for text in texts):
            yield Reason(column, Severity.ERROR, "a NUL character cannot stand in a glossary")
        if any(0xD800 <= ord(char) < 0xE000 for text in texts for char in text):
            yield Reason(column, Severity.ERROR, "half a character cannot stand in a glossary")
        if isinstance(value, tuple) and any("|" in text for text in texts):
            yield Reason(column, Severity.ERROR, "the sign | stands between the texts of this column, and in none")
        if column in ("term", "translation", "variants", "forms", "forbidden") and any(
            "\n" in text or "\r" in text for text in texts
        ):
            yield Reason(column, Severity.ERROR, "it holds a line break, which no text that is looked for can have")


_COLUMNS = {
    "glossary.untranslated": "translation",
    "glossary.impossible": "forbidden",
    "glossary.keep": "keep",
    "glossary.common": "term",
    "glossary.duplicate": "term",
    "glossary.repeated": "term",
    "glossary.forbidden": "translation",
}


def reason_of(finding: Finding) -> Reason:
    """A finding about a row as a reason at one of its columns."""
    return Reason(_column(finding.check, finding.message), finding.severity, finding.message)


def _column(check: str, message: str) -> str:
    """The column that a finding is about: its check's own, else the one that its sentence begins with."""
    first = message.partition(" ")[0]
    return _COLUMNS.get(check) or (first if first in files.COLUMNS else "term")
