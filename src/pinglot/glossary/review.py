"""Decisions on glossary rows: who approved or rejected what, when, and written at once.

A row goes from ``proposed`` to ``approved`` or ``rejected``, and from ``approved`` to ``deprecated``. Every other
change of a status takes a decision back; it must be asked for by name (:func:`overturns`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pinglot.errors import UsageError
from pinglot.files import locked
from pinglot.glossary import files
from pinglot.model import Status, Term

__all__ = ["Conflict", "add", "decided", "overturns", "store"]

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
    path: str | Path, changes: Sequence[tuple[Term, Term | None]], state: str | Path, overturn: bool = False
) -> list[Conflict]:
    """Writes changed rows into a glossary file, under its lock, whole or not at all.

    The file is read again, so that what others wrote in the meantime stays. A row that is not there as it was read
    is not changed, and all the others are.

    Args:
        path: the glossary file.
        changes: rows as they were read, and as they should be; None takes a row away.
        state: the folder of locks.
        overturn: whether a status may take a decision back, and a decided row be taken away.

    Returns:
        the rows that could not be changed.

    Raises:
        UsageError: a decision would be taken back without ``overturn``; nothing is written then.
        GlossaryError: the file cannot be read.
    """
    for before, after in changes:
        if after is None and before.status is not Status.PROPOSED and not overturn:
            raise UsageError(f"“{before.term}” is {before.status.value}; taking it away has to be said")
        if after is not None and overturns(before.status, after.status) and not overturn:
            raise UsageError(
                f"“{before.term}” is {before.status.value}; making it {after.status.value} takes a decision back, "
                "which has to be said"
            )
    conflicts: list[Conflict] = []
    with locked(path, state):
        table = files.read(path)
        rows = {row.line: row.term for row in table.rows}
        places: dict[Term, list[int]] = {}
        for row in table.rows:
            places.setdefault(row.term, []).append(row.line)
        changed: dict[int, Term | None] = {}
        for before, after in changes:
            line = _find(places, before)
            if line is None:
                current = next((row for row in rows.values() if _is_same(row, before)), None)
                conflicts.append(Conflict(before, current))
                continue
            places[before].remove(line)
            changed[line] = after
            if after is None:
                del rows[line]
            else:
                rows[line] = after
                places.setdefault(after, []).append(line)
        if changed:
            files.amend(table, changed)
    return conflicts


def add(path: str | Path, term: Term, state: str | Path) -> Term | None:
    """Adds a row at the end of a glossary file, under its lock.

    Args:
        path: the glossary file, which must be there.
        term: the row.
        state: the folder of locks.

    Returns:
        the row for the same term that stands there already, and then nothing was written; None where it was added.

    Raises:
        GlossaryError: the file cannot be read.
    """
    with locked(path, state):
        rows = files.read(path).terms
        there = next((row for row in rows if _is_same(row, term)), None)
        if there is None:
            files.write(path, [*rows, replace(term, line=0)])
        return there


def _find(places: Mapping[Term, Sequence[int]], before: Term) -> int | None:
    """The line of a row: its own, else that of the first that is as it was."""
    same = places.get(before, ())
    return before.line if before.line in same else next(iter(same), None)


def _is_same(row: Term, other: Term) -> bool:
    return row.term == other.term and row.locale == other.locale
