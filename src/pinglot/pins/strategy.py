"""What a way of pinning is, and which of two candidates is better.

A strategy gets the sentences whose pins do not hold yet, all at once, and proposes a candidate for each, or none. A
candidate is taken where it is sound and holds more pins, or no forbidden form, than what the sentence had.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from pinglot.engines.base import Engine
from pinglot.model import OBJECT, Draft, Sentence, Status
from pinglot.pins.verdict import Verdict, examine

__all__ = ["Candidate", "Case", "Strategy", "consider", "is_sound", "keeps_figures", "open_pins"]

NEAR = 0.006
"""Nats a token by which a score moves with the batch: what is nearer is a tie, and the earlier strategy wins."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A translation of a sentence, how each match came into it (one name a match), and the verdict on it.

    ``cost`` is the fluency lost against the plain draft, in nats a token, None where nothing can say it (see
    :mod:`pinglot.pins.cost`).
    """

    draft: Draft
    strategies: tuple[str, ...]
    verdict: Verdict
    cost: float | None = None

    @classmethod
    def of(
        cls, sentence: Sentence, draft: Draft, strategies: Sequence[str], locale: str, cost: float | None = None
    ) -> Candidate:
        return cls(draft, tuple(strategies), examine(draft.text, sentence.matches, locale, strategies), cost)

    @property
    def rank(self) -> tuple[int, int]:
        """More is better: pins held, then no forbidden form."""
        return self.verdict.held, -len(self.verdict.forbidden)

    def beats(self, other: Candidate) -> bool:
        """Whether it holds more; or as much, at a cost that is less by more than chance."""
        if self.rank != other.rank:
            return self.rank > other.rank
        return self.cost is not None and other.cost is not None and self.cost < other.cost - NEAR

    def costs_more_than(self, tolerance: float) -> bool:
        return self.cost is not None and self.cost > tolerance


@dataclass(slots=True)
class Case:
    """A sentence, the engine's first draft of it, and the best candidate so far.

    ``known`` has drafts of other sources that were made for it already, by the source.
    """

    sentence: Sentence
    first: Candidate
    best: Candidate
    known: dict[str, Draft] = field(default_factory=dict)

    def done(self, tolerance: float) -> bool:
        """Whether every pin holds, at no cost above the tolerance (in nats a token)."""
        return not open_pins(self.best.verdict) and not self.best.costs_more_than(tolerance)


class Strategy(Protocol):
    """A way of making pins hold."""

    def suits(self, engine: Engine) -> bool:
        """Whether the engine can do what the strategy needs."""
        ...

    def propose(self, engine: Engine, cases: Sequence[Case], locale: str) -> list[Candidate | None]:
        """A candidate for each case, None where the strategy has none."""
        ...


def open_pins(verdict: Verdict) -> list[int]:
    """The indexes of the pins that must hold and do not; a proposed term is not asked for."""
    return [index for index, pin in enumerate(verdict.pins) if not pin.held and pin.term.status is Status.APPROVED]


def consider(case: Case, candidate: Candidate | None) -> None:
    """Takes the candidate where it is sound and better."""
    if candidate is not None and candidate.beats(case.best) and is_sound(case, candidate):
        case.best = candidate


_URL = re.compile(r"(?:https?://|www\.|(?<![\w.+-])[\w.+-]+@)[^\s\ufffc]+[^\s\ufffc.,;:!?)»”]")
_NUMBER = re.compile(r"\d+(?:[.,:/]\d+)*")


def is_sound(case: Case, candidate: Candidate) -> bool:
    """Whether nothing but the terms has changed for the worse: codes, numbers, addresses, length, no term doubled."""
    source, before, after = case.sentence.text, case.first.draft.text, candidate.draft.text
    if after.count(OBJECT) != source.count(OBJECT):
        return False
    # What the engine lost by itself is the checks' affair; here only what the strategy would lose.
    if not keeps_figures(case.sentence, after, unless_lost_in=before):
        return False
    doubled = {more.term: more.found for more in candidate.verdict.surplus}
    known = {more.term: more.found for more in case.first.verdict.surplus}
    if any(found > known.get(term, 0) for term, found in doubled.items()):
        return False
    matched = sum(len(match.text) for match in case.sentence.matches)
    pinned = sum(len(match.term.target) for match in case.sentence.matches)
    return (len(before) - 2 * matched) / 2 - 10 <= len(after) <= 1.5 * len(before) + 1.5 * pinned + 10


def keeps_figures(sentence: Sentence, said: str, unless_lost_in: str | None = None) -> bool:
    """Whether the numbers and addresses outside the matches stand in a translation, as they are written.

    Args:
        unless_lost_in: what this translation has not either may be missing.
    """
    outside = _outside(sentence)
    for pattern in (_NUMBER, _URL):
        wanted = Counter(pattern.findall(outside))
        if wanted and unless_lost_in is not None:
            wanted &= Counter(pattern.findall(unless_lost_in))
        if wanted and wanted - Counter(pattern.findall(said)):
            return False
    return True


def _outside(sentence: Sentence) -> str:
    text = sentence.text
    for match in sorted(sentence.matches, key=lambda match: match.start, reverse=True):
        text = text[: match.start] + " " + text[match.end :]
    return text
