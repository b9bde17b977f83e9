"""Proxy and swap: another noun stands in for the term while the sentence is translated, and gives way to the pin.

The proxy has the pin's gender and number, and the model is known to translate it by one certain word (see
:mod:`pinglot.pins.probe`). So everything that agrees with the term, near and far, comes out agreeing with the pin,
which no swap in a finished draft can bring about. Where the proxy's translation stands in the new draft exactly once,
the pin takes its place. Of a name that the model copied, the name itself is the proxy, and nothing is translated again.
"""

from __future__ import annotations

from collections.abc import Sequence

from pinglot import locales
from pinglot.engines.base import Engine
from pinglot.model import Draft, Sentence
from pinglot.pins.insert import contracted, insert
from pinglot.pins.plans import Plan, plan
from pinglot.pins.probe import can_probe, find_form, probe
from pinglot.pins.strategy import Candidate, Case, open_pins

__all__ = ["ProxySwap", "swapped"]

_ROUNDS = 2
"""How often a sentence is tried, each time with other proxies."""


class ProxySwap:
    """The strategy: all sentences in one call of the engine, and in a second those that failed or came out poorly."""

    def suits(self, engine: Engine) -> bool:
        return can_probe(engine)

    def propose(self, engine: Engine, cases: Sequence[Case], locale: str) -> list[Candidate | None]:
        language = locales.language(locale)
        known = probe(engine, locale)
        best: list[Candidate | None] = [None] * len(cases)
        tried: list[set[str]] = [set() for _ in cases]
        waiting = list(range(len(cases)))
        for _ in range(_ROUNDS):
            plans: dict[int, Plan] = {}
            for at in waiting:
                case = cases[at]
                wanted = open_pins(case.best.verdict)
                made = plan(case.sentence, case.first.draft, wanted, known.proxies, language, tried[at])
                if made is not None:
                    plans[at] = made
                    tried[at] |= {put.proxy.source for put in made.puts}
            for at, draft in _translated(engine, cases, plans).items():
                found = _candidate(cases[at], plans[at], draft, locale)
                known_best = best[at]
                if found is not None and (known_best is None or found.beats(known_best)):
                    best[at] = found
            waiting = [at for at in plans if (one := best[at]) is None or one.costs_more_than(known.tolerance)]
        return best


def _translated(engine: Engine, cases: Sequence[Case], plans: dict[int, Plan]) -> dict[int, Draft]:
    again = {at: draft for at, made in plans.items() if (draft := cases[at].known.get(made.text)) is not None}
    changed = [at for at, made in plans.items() if made.changed and at not in again]
    drafts = engine.translate([Sentence(plans[at].text) for at in changed]) if changed else []
    again |= zip(changed, drafts, strict=True)
    return {at: again.get(at, cases[at].first.draft) for at in plans}


def _candidate(case: Case, made: Plan, draft: Draft, locale: str) -> Candidate | None:
    before, after = case.first.draft.score, draft.score
    cost = None if before is None or after is None else before - after
    return swapped(case.sentence, made, draft, case.first.strategies, locale, cost)


def swapped(
    sentence: Sentence, made: Plan, draft: Draft, strategies: Sequence[str], locale: str, cost: float | None
) -> Candidate | None:
    """The draft of a source with proxies, with the pins instead; None where a proxy does not stand in it exactly once.

    Args:
        strategies: one name a match, of those that have no proxy.
        cost: in nats a token.
    """
    language = locales.language(locale)
    draft = made.traced(draft)
    named = list(strategies)
    for put in made.puts:
        places = find_form(draft.text, put.proxy.target, language)
        if len(places) != 1:
            return None
        draft = insert(sentence, draft, sentence.matches[put.index], places[0], language, put.proxy.number)
        named[put.index] = "proxy"
    return Candidate.of(sentence, contracted(draft, language), named, locale, cost)
