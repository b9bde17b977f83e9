"""Proxies ahead of the plain draft, which then need not be made: one decode a sentence instead of two.

The plain draft shows whether the pins hold by themselves, and is what the cost is measured against. Both can be known
without it. Whether the model says a term by itself is asked once a term, in a short sentence. And no draft scores above
0, so a sentence with proxies that scores within half a step of it costs nothing that a cost in steps could tell,
whatever the plain draft would have been. Only a model that is that sure of what it says is asked this way; a sentence
that comes out in any way doubtful goes the usual way, and its draft is kept for that.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from pinglot import locales
from pinglot.engines.base import Engine
from pinglot.model import OBJECT, Draft, Match, Sentence, Status, Term
from pinglot.pins import english
from pinglot.pins.cost import STEP
from pinglot.pins.plans import Plan, plan
from pinglot.pins.probe import can_probe, carrier, known_probe, place_of, probe
from pinglot.pins.proxy import swapped
from pinglot.pins.strategy import Candidate, keeps_figures, open_pins
from pinglot.pins.verdict import judge

__all__ = ["Ahead"]


@dataclass(slots=True)
class Ahead:
    """The sentences that are asked for with proxies at once.

    Attributes:
        plans: index of the sentence → its source with proxies.
        drafts: index of the sentence → what the engine said to it; filled by :meth:`settle`.
    """

    plans: dict[int, Plan] = field(default_factory=dict)
    drafts: dict[int, Draft] = field(default_factory=dict)

    @classmethod
    def of(cls, engine: Engine, sentences: Sequence[Sentence], locale: str) -> Ahead:
        """Those of the sentences that have a term, not all of them names, which the model never says by itself.

        Names are left out, because one that the model copies is its own proxy and needs no second draft anyway.

        Raises:
            EngineError: the engine stopped.
        """
        if not can_probe(engine):
            return cls()
        known = known_probe(engine, locale)
        if known is not None and not known.sure:
            return cls()
        terms = dict.fromkeys(match.term for sentence in sentences for match in _asked(sentence))
        unsaid = _unsaid(engine, list(terms), locale)
        if not unsaid or not (known or probe(engine, locale)).sure:
            return cls()
        proxies = probe(engine, locale).proxies
        found = cls()
        for number, sentence in enumerate(sentences):
            wanted = [at for at, match in enumerate(sentence.matches) if match.term in unsaid]
            if all(sentence.matches[at].term.is_name for at in wanted):
                continue
            made = plan(sentence, Draft(""), wanted, proxies, locales.language(locale))
            if made is not None and len(made.puts) == len(wanted):
                found.plans[number] = made
        return found

    def settle(self, number: int, sentence: Sentence, draft: Draft, locale: str) -> Candidate | None:
        """The sentence with its pins, None where it must go the usual way.

        Args:
            number: the sentence's index.
            draft: of its source with proxies.
        """
        self.drafts[number] = draft
        made = self.plans[number]
        if draft.score is None or draft.score < -STEP / 2 or draft.truncated or not _alike(made.text, draft.text):
            return None
        # Below half a step every cost is told as 0.
        found = swapped(sentence, made, draft, ["plain"] * len(sentence.matches), locale, 0.0)
        if found is None or open_pins(found.verdict) or found.verdict.forbidden or found.verdict.surplus:
            return None
        return found if keeps_figures(sentence, found.draft.text) else None

    def known(self, number: int) -> dict[str, Draft]:
        """The draft of a sentence that was not settled, by its source."""
        return {self.plans[number].text: self.drafts[number]} if number in self.drafts else {}


def _asked(sentence: Sentence) -> Iterable[Match]:
    return (match for match in sentence.matches if match.term.status is Status.APPROVED)


_SAYS: dict[tuple[Path, Term], bool] = {}
"""Whether a model says a term by itself, by the place of its probe: asked once, not for every part of an article."""
_MANY = 20_000
"""Terms that are kept so; the oldest leave first."""


def _unsaid(engine: Engine, terms: Sequence[Term], locale: str) -> set[Term]:
    """The terms that the model says otherwise in a sentence about nothing else."""
    language, place = locales.language(engine.source), place_of(engine, locale)
    known = {term: said for term in terms if (said := _SAYS.get((place, term))) is not None}
    new = [term for term in terms if term not in known]
    asked = [carrier(language, *_kind(term)).replace("{}", term.term) for term in new]
    drafts = engine.translate([Sentence(text, align=False) for text in asked]) if asked else []
    for term, text, draft in zip(new, asked, drafts, strict=True):
        known[term] = _SAYS[place, term] = judge(draft.text, [_whole(term, text)], locale)[0].held
    for oldest in list(islice(_SAYS, max(len(_SAYS) - _MANY, 0))):
        _SAYS.pop(oldest, None)  # another thread may have been here
    return {term for term, said in known.items() if not said}


def _kind(term: Term) -> tuple[str, str]:
    if term.is_name:
        return "name", "sg"
    number = "pl" if term.number == "pl" or (not term.number and english.is_plural(term.term)) else "sg"
    return ("person" if english.is_person(term.term) else "thing"), number


def _whole(term: Term, text: str) -> Match:
    start = text.index(term.term)
    return Match(term, start, start + len(term.term), term.term)


def _alike(source: str, said: str) -> bool:
    """Whether nothing speaks for a draft that breaks off or goes in circles, and every code is there."""
    length = len(source)
    return length / 2 - 10 <= len(said) <= 2 * length + 10 and source.count(OBJECT) == said.count(OBJECT)
