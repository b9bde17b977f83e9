"""Two glossaries compared row by row, and three merged: by term, column by column, with nothing dropped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from pinglot.glossary import files
from pinglot.glossary.fold import fold_text
from pinglot.model import Status, Term

__all__ = ["Clash", "Difference", "Kind", "Merged", "diff", "merge"]

_LISTS = ("variants", "forms", "forbidden")
_REVIEW = ("reviewer", "reviewed")
_Key = tuple[str, str, int]


class Kind(StrEnum):
    """What happened to a row."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Difference:
    """A row that is not the same in both glossaries.

    Attributes:
        kind: see :class:`Kind`.
        before, after: the row in the first and in the second; None where it is not there.
        columns: of a changed row, the columns that differ, in the order of the file.
    """

    kind: Kind
    before: Term | None
    after: Term | None
    columns: tuple[str, ...] = ()

    @property
    def term(self) -> str:
        """The source term."""
        row = self.after or self.before
        assert row is not None
        return row.term


@dataclass(frozen=True, slots=True)
class Clash:
    """A row on which two people decided differently.

    Attributes:
        base, ours, theirs: the row in each glossary, None where it is not there.
        columns: what they do not agree on; empty where one of them took the row away.
    """

    base: Term | None
    ours: Term | None
    theirs: Term | None
    columns: tuple[str, ...] = ()

    @property
    def term(self) -> str:
        """The source term."""
        row = self.ours or self.theirs or self.base
        assert row is not None
        return row.term


@dataclass(frozen=True, slots=True)
class Merged:
    """What became of three glossaries.

    Attributes:
        terms: the rows, in the order of ours, with what is new in theirs after the row that it follows there.
        clashes: what a person has to decide. Ours stays as it is, and theirs follows it as a proposed row; a row that
            one took away and the other changed stays as it was changed.
    """

    terms: tuple[Term, ...]
    clashes: tuple[Clash, ...]


def diff(before: Iterable[Term], after: Iterable[Term]) -> list[Difference]:
    """The rows that are not the same, in the order of the second glossary, with those it lacks at the end.

    Rows are the same row where term and locale are; of several with one term, the first is compared with the first.
    """
    old, new = _keyed(before), _keyed(after)
    found = [
        Difference(Kind.ADDED, None, row)
        if key not in old
        else Difference(Kind.CHANGED, old[key], row, _columns_apart(old[key], row))
        for key, row in new.items()
        if old.get(key) != row
    ]
    return [*found, *(Difference(Kind.REMOVED, row, None) for key, row in old.items() if key not in new)]


def merge(base: Iterable[Term], ours: Iterable[Term], theirs: Iterable[Term]) -> Merged:
    """Joins what two people made of one glossary.

    A column that one of them changed has the new value; both changed it alike, or did not, the same. Variants, forms
    and forbidden forms are sets: what either added is there, what either took away is not. Of two reviews the later
    one is named.
    """
    old, mine, yours = _keyed(base), _keyed(ours), _keyed(theirs)
    clashes: list[Clash] = []
    merged: dict[_Key, list[Term]] = {}
    for key, row in mine.items():
        merged[key] = _row(old.get(key), row, yours.get(key), clashes)
    previous: _Key | None = None
    for key, row in yours.items():
        if key not in mine:
            found = _row(old.get(key), None, row, clashes)
            if found:
                merged = _after(merged, previous, key, [replace(one, path="", line=0) for one in found])
        previous = key if key in merged else previous
    return Merged(tuple(row for rows in merged.values() for row in rows), tuple(clashes))


def _keyed(terms: Iterable[Term]) -> dict[_Key, Term]:
    found: dict[_Key, Term] = {}
    for term in terms:
        name, locale = fold_text(term.term), files.canonical(term.locale)
        number = 0
        while (name, locale, number) in found:
            number += 1
        found[name, locale, number] = term
    return found


def _after(
    merged: dict[_Key, list[Term]], previous: _Key | None, key: _Key, rows: list[Term]
) -> dict[_Key, list[Term]]:
    """The rows with new ones behind their neighbour, or at the end where that is not there."""
    if previous is None or previous not in merged:
        return {**merged, key: rows}
    items: dict[_Key, list[Term]] = {}
    for each, own in merged.items():
        items[each] = own
        if each == previous:
            items[key] = rows
    return items


def _row(base: Term | None, ours: Term | None, theirs: Term | None, clashes: list[Clash]) -> list[Term]:
    if ours is None or theirs is None:
        only = ours or theirs
        assert only is not None
        if base is None:
            return [only]
        if only == base:
            return []  # the other took it away, and nobody misses it
        clashes.append(Clash(base, ours, theirs))
        return [only]
    joined, apart = _joined(base, ours, theirs)
    if not apart:
        return [joined]
    clashes.append(Clash(base, ours, theirs, apart))
    said = "; ".join(f"{column}: {files.cell(theirs, column) or 'empty'}" for column in apart)
    note = f"conflict with the row before it ({said})" + (f"; {theirs.note}" if theirs.note else "")
    return [joined, replace(theirs, status=Status.PROPOSED, note=note, path="", line=0)]


def _joined(base: Term | None, ours: Term, theirs: Term) -> tuple[Term, tuple[str, ...]]:
    """Ours with what theirs changed, and the columns that both changed differently."""
    values: dict[str, object] = {}
    apart: list[str] = []
    for column in files.COLUMNS:
        mine, yours = getattr(ours, column), getattr(theirs, column)
        was = getattr(base, column) if base else None
        if mine == yours or yours == was:
            continue
        if mine == was:
            values[column] = yours
        elif column in _LISTS:
            values[column] = _union(was or (), mine, yours)
        elif column not in _REVIEW:
            apart.append(column)
    if theirs.reviewed > ours.reviewed and "reviewed" not in values and not apart:
        values |= {"reviewed": theirs.reviewed, "reviewer": theirs.reviewer}
    extra, clashing = _extra(base, ours, theirs)
    return replace(ours, **values, extra=extra), (*apart, *clashing)  # type: ignore[arg-type]


def _union(was: Sequence[str], mine: Sequence[str], yours: Sequence[str]) -> tuple[str, ...]:
    gone = (set(was) - set(mine)) | (set(was) - set(yours))
    return tuple(text for text in dict.fromkeys([*mine, *yours]) if text not in gone)


def _extra(base: Term | None, ours: Term, theirs: Term) -> tuple[tuple[tuple[str, str], ...], tuple[str, ...]]:
    old, mine, yours = (dict(term.extra) if term else {} for term in (base, ours, theirs))
    values: dict[str, str] = {}
    apart = []
    for column in dict.fromkeys([*mine, *yours]):
        was, own, other = old.get(column, ""), mine.get(column, ""), yours.get(column, "")
        values[column] = other if own == was else own
        if other not in (was, own) and own != was:
            apart.append(column)
    return tuple((column, value) for column, value in values.items() if value), tuple(apart)


def _columns_apart(before: Term, after: Term) -> tuple[str, ...]:
    known = [column for column in files.COLUMNS if getattr(before, column) != getattr(after, column)]
    old, new = dict(before.extra), dict(after.extra)
    return (*known, *(column for column in {**old, **new} if old.get(column) != new.get(column)))
