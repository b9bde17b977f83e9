"""Which terms of a glossary an article uses, and which of its own terms the glossary does not have."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pinglot.glossary.extract import Candidate, Passage, extract
from pinglot.glossary.glossary import Glossary
from pinglot.model import Status, Term

__all__ = ["Coverage", "Use", "cover"]


@dataclass(frozen=True, slots=True)
class Use:
    """A term and how often it stands in the article."""

    term: Term
    count: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """What a glossary does for an article.

    Attributes:
        used: approved terms that stand in it, in the order of the article.
        proposed: terms that stand in it and wait for review.
        uncovered: terms that it suggests and the glossary does not have, best first.
    """

    used: tuple[Use, ...]
    proposed: tuple[Use, ...]
    uncovered: tuple[Candidate, ...]

    @property
    def share(self) -> float:
        """Of all places of terms that are known or suggested, the share that a pin covers; 1.0 where there are none."""
        pinned = sum(use.count for use in self.used)
        everything = pinned + sum(use.count for use in self.proposed) + sum(one.count for one in self.uncovered)
        return pinned / everything if everything else 1.0


def cover(passages: Sequence[Passage], glossary: Glossary, source: str = "en") -> Coverage:
    """The coverage of an article, given as its sentences.

    Args:
        passages: see :class:`pinglot.glossary.extract.Passage`.
        glossary: the terms of one locale.
        source: BCP 47 tag of the article.
    """
    found = extract(passages, source, glossary.terms)
    return Coverage(
        _uses(passages, glossary, Status.APPROVED),
        _uses(passages, glossary, Status.PROPOSED),
        tuple(one for one in found if not one.status),
    )


def _uses(passages: Sequence[Passage], glossary: Glossary, status: Status) -> tuple[Use, ...]:
    counts: dict[int, Use] = {}
    for passage in passages:
        for match in glossary.find(passage.text, status):
            before = counts.get(id(match.term))
            counts[id(match.term)] = Use(match.term, 1 + (before.count if before else 0))
    return tuple(counts.values())
