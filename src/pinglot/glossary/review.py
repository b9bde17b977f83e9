"""Decisions on glossary rows: who approved or rejected what, when, and written at once.

A row goes from ``proposed`` to ``approved`` or ``rejected``, and from ``approved`` to ``deprecated``. Every other
change of a status takes a decision back; it must be asked for by name (:func:`overturns`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pinglot.errors import UsageError
from pinglot.files import locked
from pinglot.glossary import files
from pinglot.model import Status, Term

__all__ = ["Conflict", "decided", "overturns", "store"]

_REMARK = re.compile(r"(?:^|; )translation from [^;]+$")


@dataclass(frozen=True, slots=True)
class Conflict:
    """A row that could not be changed, because the file has changed in the meantime.

    Attributes:
        before: the row as it was read.
        current: the row for the same term as it stands now, None where it is gone.
    """

    before: Term
    current: Term | None


def overturns(before: Status, after: Status) -> bool:
    """Whether a change of status takes a decision back: ``rejected`` → ``approved``, ``approved`` → ``proposed``."""
    if before is after or before is Status.PROPOSED:
        return False
    return (before, after) != (Status.APPROVED, Status.DEPRECATED)


def decided(term: Term, status: Status, reviewer: str, day: str, **changes: object) -> Term:
    """The row after somebody's decision.

    Args:
        term: the row.
        status: its new status.
        reviewer: who decided.
        day: when, as an ISO date.
        changes: columns that change besides, as :class:`pinglot.model.Term` names them.

    Raises:
        UsageError: an approved row would have neither a translation nor ``keep``.
    """
    note = _REMARK.sub("", term.note)  # whose draft it was says nothing once a person has decided
    after = replace(term, **{"note": note, **changes}, status=status, reviewer=reviewer, reviewed=day)  # type: ignore[arg-type]
    if status is Status.APPROVED and not after.target.strip():
        raise UsageError(f"“{term.term}” has no translation; give it one, or keep it as it is")
    return after


def store(
    path: str | Path, changes: Sequence[tuple[Term, Term]], state: str | Path, overturn: bool = False
) -> list[Conflict]:
    """Writes changed rows into a glossary file, under its lock, whole or not at all.

    The file is read again, so that what others wrote in the meantime stays. A row that is not there as it was read
    is not changed, and all the others are.

    Args:
        path: the glossary file.
        changes: rows as they were read, and as they should be.
        state: the folder of locks.
        overturn: whether a status may take a decision back.

    Returns:
        the rows that could not be changed.

    Raises:
        UsageError: a status would take a decision back without ``overturn``; nothing is written then.
        GlossaryError: the file cannot be read.
    """
    for before, after in changes:
        if overturns(before.status, after.status) and not overturn:
            raise UsageError(
                f"“{before.term}” is {before.status.value}; making it {after.status.value} takes a decision back, "
                "which has to be said"
            )
    conflicts: list[Conflict] = []
    with locked(path, state):
        rows = files.read(path).terms
        for before, after in changes:
            place = _find(rows, before)
            if place is None:
                conflicts.append(Conflict(before, next((row for row in rows if _is_same(row, before)), None)))
            else:
                rows[place] = replace(after, path=rows[place].path, line=rows[place].line)
        files.write(path, rows)
    return conflicts


def _find(rows: Sequence[Term], before: Term) -> int | None:
    """Where a row stands: on its line, else anywhere."""
    same = [place for place, row in enumerate(rows) if row == before]
    return next((place for place in same if rows[place].line == before.line), same[0] if same else None)


def _is_same(row: Term, other: Term) -> bool:
    return row.term == other.term and row.locale == other.locale
