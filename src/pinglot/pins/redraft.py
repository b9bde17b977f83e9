"""The plain draft of an engine that pins by itself, swapped: for a sentence that its own way of pinning got wrong."""

from __future__ import annotations

from collections.abc import Sequence

from pinglot.engines.base import Engine
from pinglot.model import Sentence
from pinglot.pins.strategy import Candidate, Case
from pinglot.pins.swap import swap

__all__ = ["Redraft"]


class Redraft:
    """The strategy: translate without the matches, and swap the words they became."""

    def suits(self, engine: Engine) -> bool:
        return engine.capabilities.pins and engine.capabilities.alignment

    def propose(self, engine: Engine, cases: Sequence[Case], locale: str) -> list[Candidate | None]:
        drafts = engine.translate([Sentence(case.sentence.text) for case in cases])
        proposed: list[Candidate | None] = []
        for case, draft in zip(cases, drafts, strict=True):
            plain = Candidate.of(case.sentence, draft, ["plain"] * len(case.sentence.matches), locale)
            changed, verdict, swapped = swap(case.sentence, draft, plain.verdict, locale)
            names = ["swap" if index in swapped else name for index, name in enumerate(plain.strategies)]
            proposed.append(Candidate(changed, tuple(names), verdict.named(names)))
        return proposed
