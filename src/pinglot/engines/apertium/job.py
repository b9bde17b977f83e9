"""A sentence on its way through the programs, and the places in its draft."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from pinglot.engines.apertium.holes import Hole
from pinglot.model import Sentence

__all__ = ["COPY", "REWRITE", "Job", "Places", "Spans", "stray"]

REWRITE, COPY = "rewrite", "copy"
"""The ways of a pin: as a noun, a name, an adjective or a verb; as a word that Apertium does not know."""

Spans = list[tuple[int, int]]


@dataclass(slots=True)
class Places:
    """Places in a draft: the source's own blanks, where words touch, and what is said as it is."""

    own: Spans
    edges: list[int]
    fixed: Spans

    def moved(self, by: int) -> Places:
        return Places(
            [(start + by, end + by) for start, end in self.own],
            [place + by for place in self.edges],
            [(start + by, end + by) for start, end in self.fixed],
        )


@dataclass(slots=True)
class Job:
    """A sentence on its way.

    Attributes:
        ways: how each match goes through.
        holes: what of the sentence is held out.
        analysed: the analysed stream with its holes.
        plain: the sentence without its matches, if it has some.
        asking: whether the tagger is to be asked about that first.
        filled: the analysed stream with its holes filled.
        choices: what the tagger chose there, by the place of the word.
        spans: where each unit stands in the text.
        unknown: words that the dictionaries do not have.
        reordered: whether pins beside *and* were put in the order of the source.
        stray: punctuation marks behind a blank in the draft as Apertium wrote it.
    """

    sentence: Sentence
    ways: list[str]
    holes: list[Hole] = field(default_factory=list)
    analysed: str = ""
    plain: Job | None = None
    asking: bool = False
    filled: str = ""
    choices: dict[tuple[int, int], str] = field(default_factory=dict)
    spans: Spans = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    reordered: bool = False
    stray: int = 0

    @property
    def both(self) -> tuple[Job, ...]:
        """The job, and the one without its matches if there is one."""
        return (self, self.plain) if self.plain else (self,)

    @property
    def by_id(self) -> dict[int, Hole]:
        return {hole.id: hole for hole in self.holes}


def stray(text: str) -> int:
    """How many punctuation marks stand behind a blank."""
    return len(re.findall(r"\s[,.;:!?)](?!\w)", text))
