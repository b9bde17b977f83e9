"""A glossary: the terms for one target locale, and where they stand in a text."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path

from pinglot import locales
from pinglot.files import MAX_FILE_SIZE
from pinglot.glossary import files
from pinglot.glossary.fold import fold_text
from pinglot.glossary.matcher import Matcher
from pinglot.model import Finding, Match, Severity, Status, Term

__all__ = ["Glossary"]


class Glossary:
    """The terms for one target locale.

    Args:
        terms: rows in order of precedence. With a ``target``, rows of other locales are left out; those of a
            narrower locale override those of a wider one, term by term; rows without a locale count last.
        target: BCP 47 tag, ``""`` to take every row as it stands.
        source: BCP 47 tag of the language that the terms are in.

    Attributes:
        target: the tag.
        terms: every row for the target after overriding, of any status, in file order.
        warnings: findings about the glossary as a whole: two approved rows that claim one spelling, files without
            a row for the target.

    Raises:
        GlossaryError: an approved term has no translation and is not kept.
        UsageError: a tag is no locale.
    """

    def __init__(self, terms: Iterable[Term] = (), target: str = "", source: str = "en") -> None:
        self.target = locales.normalize(target) if target else ""
        self.source = locales.normalize(source)
        chain = files.lookup(self.target)
        ranked = [(rank, term) for term in terms if (rank := _rank(term, chain)) is not None]
        self.terms: tuple[Term, ...] = tuple(_overridden(ranked))
        for term in self.terms:
            files.check_translation(term)
        ranks = {id(term): rank for rank, term in ranked}
        # Narrower locales first; sorting is stable, so file order decides among equals.
        self._by_precedence = sorted(self.terms, key=lambda term: ranks[id(term)])
        self._matchers: dict[Status, Matcher] = {}
        self._found: dict[tuple[Status, str], list[Match]] = {}
        self.warnings: tuple[Finding, ...] = self._double_claims()

    @classmethod
    def load(cls, paths: Sequence[str | Path], target: str, source: str = "en", limit: int = MAX_FILE_SIZE) -> Glossary:
        """Reads glossary files, and in folders every ``*.csv`` and ``*.tsv``, sub-folders too, sorted by path.

        Files whose names have another locale than ``target`` and what it falls back to are not opened.

        Args:
            paths: files and folders.
            target: BCP 47 tag of the translations.
            source: BCP 47 tag of the terms.
            limit: bytes; a larger file is refused.

        Raises:
            GlossaryError: a path is missing, or a file cannot be read; the message names file and line.
            UsageError: ``target`` is no locale.
        """
        if isinstance(paths, str | Path):
            paths = [paths]
        chain = files.lookup(target)
        terms: list[Term] = []
        unused: list[Finding] = []
        for path, named in files.expand(paths):
            locale = files.locale_of(path)
            rows = files.read(path, limit=limit).terms if not locale or files.canonical(locale) in chain else []
            terms += rows
            used = any(not term.locale or files.canonical(term.locale) in chain for term in rows)
            if named and not used:
                unused.append(_unused(path, locale, target))
        glossary = cls(terms, target, source)
        glossary.warnings += tuple(unused)
        return glossary

    @property
    def approved(self) -> tuple[Term, ...]:
        """The rows that pin."""
        return tuple(term for term in self.terms if term.status is Status.APPROVED)

    @property
    def proposed(self) -> tuple[Term, ...]:
        """The rows that wait for review."""
        return tuple(term for term in self.terms if term.status is Status.PROPOSED)

    def find(self, text: str, status: Status = Status.APPROVED) -> list[Match]:
        """Where terms of a status stand in plain text: in order, none overlapping another, in code points.

        The longest term counts where several begin together, the first in file order where two claim one spelling.
        Across blanks of any kind, line breaks and :data:`pinglot.model.OBJECT`, but not across a blank line.
        """
        if status not in self._matchers:
            self._matchers[status] = Matcher(self._pinning(status), self.source)
        # A run asks for each text several times: what is open, what is sent, what is checked.
        found = self._found.get((status, text))
        if found is None:
            if len(self._found) >= _REMEMBERED:
                self._found.clear()
            found = self._matchers[status].find(text)
            if len(text) <= _LONGEST:
                self._found[status, text] = found
        return list(found)

    def digest(self, terms: Iterable[Term]) -> str:
        """Twelve hexadecimal digits that change where a fact of these terms changes that decides a translation.

        The order of the terms, their notes, their files and what is said of their review do not count.
        """
        facts = sorted(set(map(_facts, terms)))
        return hashlib.sha256("\n".join(facts).encode("utf-8", "surrogatepass")).hexdigest()[:12]

    def lint(self) -> list[Finding]:
        """What could be better about these terms: see :mod:`pinglot.glossary.lint`."""
        from pinglot.glossary import lint

        return list(lint.lint_terms(self.terms, self.source))

    def _double_claims(self) -> tuple[Finding, ...]:
        pinning = self._pinning(Status.APPROVED)
        if not pinning:  # a run without a glossary does without what only glossaries need
            return ()
        from pinglot.glossary import lint

        return tuple(lint.double_claims(pinning))

    def _pinning(self, status: Status) -> list[Term]:
        return [term for term in self._by_precedence if term.status is status]

    def __len__(self) -> int:
        return len(self.terms)

    def __repr__(self) -> str:
        return f"<Glossary of {len(self.terms)} terms for {self.target or 'any locale'}>"


_REMEMBERED, _LONGEST = 10_000, 10_000
"""Texts whose matches are kept at most, and code points of the longest such text."""


def _rank(term: Term, chain: Sequence[str]) -> int | None:
    """How narrow a row's locale is, 0 the narrowest; None where the row is for another locale."""
    if not chain:
        return 0
    if not term.locale:
        return len(chain)
    locale = files.canonical(term.locale)
    return chain.index(locale) if locale in chain else None


def _overridden(ranked: Sequence[tuple[int, Term]]) -> Iterable[Term]:
    """Leaves out rows that a narrower locale decides; a proposal decides nothing yet."""
    if len({rank for rank, _ in ranked}) < 2:
        return [term for _, term in ranked]
    keys = [fold_text(term.term) for _, term in ranked]
    narrowest: dict[str, int] = {}
    for key, (rank, term) in zip(keys, ranked, strict=True):
        if term.status is not Status.PROPOSED:
            narrowest[key] = min(rank, narrowest.get(key, rank))
    return [term for key, (rank, term) in zip(keys, ranked, strict=True) if rank <= narrowest.get(key, rank)]


def _unused(path: Path, locale: str, target: str) -> Finding:
    reason = f"its name says that it is for {locale}" if locale else "none of its rows is for that locale"
    return Finding("glossary.unused", Severity.WARNING, f"{path} has no term for {target}: {reason}", str(path))


@lru_cache(maxsize=1 << 17)
def _facts(term: Term) -> str:
    """What of a row decides a translation, in one line."""
    facts: list[object] = [
        term.term,
        term.target,
        sorted(term.variants),
        list(term.forms),
        sorted(term.forbidden),
        term.case or "",
        term.status,
        term.pos,
        term.gender,
        term.number,
    ]
    return json.dumps(facts, ensure_ascii=False)
