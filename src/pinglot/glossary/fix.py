"""What lint can mend by itself, written into the files: every other byte of them stays.

A remedy is written where only one makes sense (see :mod:`pinglot.glossary.lint`); nothing a person said is lost by it,
and a second run finds nothing more to do.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pinglot.errors import GlossaryError
from pinglot.glossary import files, lint
from pinglot.glossary.problem import Problem
from pinglot.model import Finding, Term

__all__ = ["Repair", "fix"]

_ROUNDS = 100
"""More than any row can need: each remedy shortens a cell, or takes a row or an approval away."""


@dataclass(frozen=True, slots=True)
class Repair:
    """What was wrong, and what was done about it, in words."""

    finding: Finding
    change: str


@dataclass(slots=True)
class _File:
    """A file as read, and its rows as they are by now, by line."""

    table: files.Table
    rows: dict[int, Term]
    changes: dict[int, Term | None] = field(default_factory=dict)

    def change(self, line: int, after: Term | None) -> None:
        self.changes[line] = after
        if after is None:
            self.rows.pop(line, None)
        else:
            self.rows[line] = after


def fix(paths: Sequence[str | Path], source: str = "en") -> list[Repair]:
    """Mends glossary files and the files of folders; each file is written whole or not at all.

    Rows are compared with those of the same locale in all files. A file that cannot be read is left alone, and rows
    of others that cannot be read stay as they are; lint names both.

    Raises:
        GlossaryError: a path is missing.
        UsageError: ``source`` is no locale, or a file cannot be written.
    """
    found = list(_opened(paths))
    repairs: list[Repair] = []
    for one in found:
        repairs += _cells(one)
    places = {str(one.table.path): one for one in found}
    for _ in range(_ROUNDS):
        fresh = [repair for check in lint.CHECKS for repair in _applied(check, found, places, source)]
        if not fresh:
            break
        repairs += fresh
    for one in found:
        if one.changes:
            files.amend(one.table, one.changes)
    order = {path: index for index, path in enumerate(places)}
    return sorted(repairs, key=lambda repair: (order[repair.finding.path], repair.finding.line))


def _opened(paths: Sequence[str | Path]) -> Iterator[_File]:
    for path, _ in files.expand(paths):
        try:
            table = files.read(path, go_on=True)
        except GlossaryError:
            continue
        yield _File(table, {row.line: row.term for row in table.rows})


def _cells(one: _File) -> Iterator[Repair]:
    """Hollow rows and outer blanks, which the terms do not show."""
    for problem in lint.in_table(one.table):
        for change in problem.remedy:
            one.change(change.before.line, change.after)
            yield Repair(problem.finding, str(change))
    for line in one.table.hollow:
        one.change(line, None)
    for problem in lint.in_table(one.table):
        if problem.finding.check == "glossary.empty":
            yield Repair(problem.finding, "took the row away")


def _applied(check: lint.Check, found: Sequence[_File], places: dict[str, _File], source: str) -> Iterator[Repair]:
    """What one check's remedies do, each row changed once at most."""
    touched: set[tuple[str, int]] = set()
    terms = [term for one in found for _, term in sorted(one.rows.items())]
    for problem in lint.problems(terms, source, (check,)):
        rows = _rows_of(problem)
        if not rows or touched.intersection(rows):
            continue
        touched.update(rows)
        said = []
        for change in problem.remedy:
            places[change.before.path].change(change.before.line, change.after)
            said.append(str(change))
        yield Repair(problem.finding, "; ".join(said))


def _rows_of(problem: Problem) -> list[tuple[str, int]]:
    return [(change.before.path, change.before.line) for change in problem.remedy]
