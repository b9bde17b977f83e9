"""Translate sentences so that their pins hold: rounds over all of them, cheapest first.

A model that is sure of itself gets proxies for the terms that it never says, ahead of any plain draft (see
:mod:`pinglot.pins.ahead`). A sentence leaves as soon as its pins hold; each strategy sees only those that still need
it, all at once, so that an engine gets one batch a round. Whatever holds in the end is for the verdict to say, never
for a strategy.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from pinglot.engines.base import Engine
from pinglot.model import Finding, Pin, Pinned, Sentence, Severity, Status
from pinglot.pins.ahead import Ahead
from pinglot.pins.cost import coarse, weigh
from pinglot.pins.findings import findings_of
from pinglot.pins.probe import can_probe, probe
from pinglot.pins.proxy import ProxySwap
from pinglot.pins.redraft import Redraft
from pinglot.pins.steady import steady
from pinglot.pins.strategy import Candidate, Case, Strategy, consider
from pinglot.pins.swap import Swap

__all__ = ["Pinned", "translate"]


_STRATEGIES: tuple[Strategy, ...] = (ProxySwap(), Swap(), Redraft())
"""In the order they are tried."""


def translate(engine: Engine, sentences: Sequence[Sentence], locale: str) -> list[Pinned]:
    """Translates sentences with their matches pinned: one result a sentence, in order.

    A sentence without matches comes out as the engine gives it. Only approved terms are brought about; others that
    are among the matches are judged alone.

    Args:
        engine: the engine; one that pins by itself gets the matches, another plain text.
        sentences: as :class:`pinglot.model.Sentence` has them.
        locale: BCP 47 tag of the translation.

    Raises:
        EngineError: the engine stopped.
    """
    cases = _first_drafts(engine, sentences, locale)
    steady(cases, locale)
    weighing = any(not case.done(math.inf) for case in cases) and can_probe(engine)
    tolerance = probe(engine, locale).tolerance if weighing else math.inf
    for strategy in _STRATEGIES:
        waiting = [case for case in cases if not case.done(tolerance)]
        if waiting and strategy.suits(engine):
            candidates = strategy.propose(engine, waiting, locale)
            if weighing:
                candidates = weigh(engine, waiting, candidates, locale)
            for case, candidate in zip(waiting, candidates, strict=True):
                consider(case, candidate)
    return [_pinned(case, tolerance) for case in cases]


def _first_drafts(engine: Engine, sentences: Sequence[Sentence], locale: str) -> list[Case]:
    """Each sentence with its plain draft; with its pins already where they are put in ahead of that."""
    ahead = Ahead.of(engine, sentences, locale)
    pinning = engine.capabilities.pins
    requests = [_request(sentence, pinning) for sentence in sentences]
    asked = [Sentence(ahead.plans[n].text) if n in ahead.plans else request for n, request in enumerate(requests)]
    drafts = engine.translate(asked) if asked else []
    settled: dict[int, Candidate] = {}
    for number in ahead.plans:
        found = ahead.settle(number, sentences[number], drafts[number], locale)
        if found is not None:
            settled[number] = found
    again = [number for number in ahead.plans if number not in settled]
    for number, draft in zip(again, engine.translate([requests[n] for n in again]) if again else [], strict=True):
        drafts[number] = draft
    cases = []
    for number, (sentence, request, draft) in enumerate(zip(sentences, requests, drafts, strict=True)):
        first = settled.get(number)
        if first is None:
            first = Candidate.of(sentence, draft, _named(sentence, request, draft.strategies), locale)
        cases.append(Case(sentence, first, first, ahead.known(number)))
    return cases


def _request(sentence: Sentence, pinning: bool) -> Sentence:
    """What an engine is asked for a sentence; a term may have to be swapped, which goes by the alignment."""
    approved = tuple(match for match in sentence.matches if match.term.status is Status.APPROVED)
    return Sentence(sentence.text, approved if pinning else (), sentence.align or bool(approved))


def _named(sentence: Sentence, request: Sentence, strategies: Sequence[str]) -> list[str]:
    """One strategy name a match of the sentence, from those of what was asked; the engine by itself is ``plain``."""
    names = iter(strategies if len(strategies) == len(request.matches) else ())
    asked = list(request.matches)
    found = []
    for match in sentence.matches:
        name = next(names, "") if match in asked else ""
        found.append(name or "plain")
    return found


def _pinned(case: Case, tolerance: float) -> Pinned:
    findings = findings_of(case.best.verdict)
    if case.best.costs_more_than(tolerance):
        findings += (_costly(case),)
    return Pinned.of(case.best.draft, _with_cost(case), findings)


def _with_cost(case: Case) -> tuple[Pin, ...]:
    cost = coarse(case.best.cost)
    return tuple(
        replace(pin, cost=cost) if cost is not None and pin.held and pin.strategy != "plain" else pin
        for pin in case.best.verdict.pins
    )


def _costly(case: Case) -> Finding:
    names = dict.fromkeys(
        f"“{pin.form}”" for pin in case.best.verdict.pins if pin.held and pin.strategy not in ("plain", "")
    )
    message = f"the engine finds the sentence around {' and '.join(names)} unlikely; read it"
    return Finding("terms.cost", Severity.ERROR, message)
