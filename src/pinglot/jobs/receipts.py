"""Which glossary rows an entry was made with, so that a later run can say which term has changed.

An entry's provenance holds only a digest of the rows that matched. The receipts, one file a locale in
``.pinglot/rows/``, say for each digest which rows it stands for. They can be thrown away: then a changed term
re-opens its entries all the same, only without its name.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pinglot import files
from pinglot.errors import InputError, UsageError
from pinglot.glossary import Glossary
from pinglot.model import Term

__all__ = ["Receipts", "lines", "read_receipts"]

_MOST = 10_000
"""Receipts kept for a locale: more than the articles of a project need, and what an archive may take of memory."""

Rows = dict[str, tuple[str, str]]
"""Term → its translation, and a digest of all that decides."""


class Receipts:
    """The receipts of one locale.

    Args:
        state: the folder for what can be thrown away (``.pinglot``).
        locale: BCP 47 tag.
    """

    def __init__(self, state: Path, locale: str) -> None:
        self.path = state / "rows" / f"{locale}.json"
        self._state = state
        self._known = read_receipts(self.path)
        self._new: dict[str, Any] = {}
        self._facts: dict[Term, str] = {}  # a term stands in many entries

    def rows(self, digest: str) -> Rows | None:
        """What a provenance's digest of terms stands for; None where no receipt says it."""
        found = self._new.get(digest) or self._known.get(digest)
        try:
            return None if found is None else {term: (target, fact) for term, target, fact in found}
        except (TypeError, ValueError):
            return None

    def note(self, digest: str, terms: Iterable[Term], glossary: Glossary) -> None:
        """Keeps what a digest stands for, while there is room."""
        if digest not in self._known and digest not in self._new and len(self._known) + len(self._new) < _MOST:
            rows = {one.term: [one.term, one.target, self._fact(one, glossary)] for one in _in_order(terms)}
            self._new[digest] = list(rows.values())

    def _fact(self, term: Term, glossary: Glossary) -> str:
        found = self._facts.get(term)
        if found is None:
            found = self._facts[term] = glossary.digest([term])
        return found

    def save(self) -> None:
        """Writes what is new; a place that cannot be written costs no run its result."""
        if not self._new:
            return
        with contextlib.suppress(UsageError, OSError), files.locked(self.path, self._state):
            self._known = {**read_receipts(self.path), **self._new}
            files.write_bytes(self.path, lines(self._known), synced=False)
            self._new = {}


def rows_of(terms: Iterable[Term], glossary: Glossary) -> Rows:
    """Rows as receipts have them."""
    return {term.term: (term.target, glossary.digest([term])) for term in _in_order(terms)}


def _in_order(terms: Iterable[Term]) -> list[Term]:
    return sorted(terms, key=lambda one: one.term)


_said = json.JSONEncoder(ensure_ascii=False).encode


def lines(receipts: dict[str, Any]) -> bytes:
    """Receipts as JSON, a line each, by the encoder in C, which json has for what is not indented."""
    rows = ",\n".join(f"{json.dumps(key)}: {_said(row)}" for key, row in sorted(receipts.items()))
    return f"{{\n{rows}\n}}\n".encode("utf-8", "surrogatepass")


def read_receipts(path: Path) -> dict[str, Any]:
    """What a file of receipts holds; nothing where it is missing, broken or no object, since it can be thrown away."""
    with contextlib.suppress(InputError, ValueError):
        found = json.loads(files.read_bytes(path))
        if isinstance(found, dict):
            return found
    return {}
