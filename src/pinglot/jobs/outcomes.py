"""What became of what a reviewer wanted of glossary rows: see :mod:`pinglot.jobs.terms`."""

from __future__ import annotations

from dataclasses import dataclass, field

from pinglot.jobs.journal import Change
from pinglot.jobs.reasons import Reason
from pinglot.jobs.rows import Row

__all__ = ["Batch", "Proposed", "Saved", "Undone"]


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a row that was to be saved.

    Attributes:
        row: the row as it is in the file now; None where it was not saved, or is gone.
        reasons: errors, for which nothing was written, and warnings.
        conflict: whether the file had another row, which is ``row``, or none; nothing was written then.
        takes_back: whether it was not written because it takes a decision back, which has to be asked for.
        changed: whether anything was written.
    """

    row: Row | None
    reasons: tuple[Reason, ...] = ()
    conflict: bool = False
    takes_back: bool = False
    changed: bool = False


@dataclass(slots=True)
class Batch:
    """What became of many rows: how many were decided, and what is to be said of the others, each with its term.

    Where no term is said, it is a whole sentence.
    """

    done: int = 0
    left: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Undone:
    """What an undoing did: the changes that it took back, and the terms whose rows have changed since."""

    changes: tuple[Change, ...] = ()
    left: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Proposed:
    """What an article brought: how many terms it suggests, how many rows were added to which file, and what lacked."""

    found: int
    added: int
    file: str
    trouble: str = ""
