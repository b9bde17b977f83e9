"""A problem of a glossary: a finding, and the rows as they should be where only one remedy makes sense."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pinglot import locales
from pinglot.glossary import files
from pinglot.model import Finding, Severity, Status, Term

__all__ = ["Change", "Problem", "approved_rows", "language", "problem"]


@dataclass(frozen=True, slots=True)
class Change:
    """A row, and what it should be; ``after`` is None where it should be taken away."""

    before: Term
    after: Term | None

    def __str__(self) -> str:
        """What a person reads: the columns that change, with their new text."""
        if self.after is None:
            return f"took the row of {self.before.path}:{self.before.line} away"
        said = [
            f"{column} is now “{new}”"
            for column in files.COLUMNS
            if (new := files.cell(self.after, column)) != files.cell(self.before, column)
        ]
        return files.one_line(", ".join(said)) or "wrote the row without outer blanks"


@dataclass(frozen=True, slots=True)
class Problem:
    """A finding about rows, and the changes that end it; empty where a person must choose."""

    finding: Finding
    remedy: tuple[Change, ...] = ()


def problem(term: Term, check: str, severity: Severity, message: str, *remedy: Change) -> Problem:
    """A problem of one row; its finding stands at the row's file and line."""
    return Problem(Finding(f"glossary.{check}", severity, files.one_line(message), term.path, term.line), remedy)


def language(tag: str) -> str:
    """The language of a tag, ``""`` for none."""
    return locales.language(tag) if tag else ""


def approved_rows(rows: Iterable[Term]) -> list[Term]:
    """The rows that pin."""
    return [term for term in rows if term.status is Status.APPROVED]
