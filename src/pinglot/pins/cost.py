"""What a pin costs in fluency: how much less likely the model finds the sentence than its own plain draft.

The pin's own word would drown what is asked for: a model that has never seen it finds any sentence with it unlikely,
right or wrong. So proxies stand for the pins on both sides when a candidate is scored, and what is weighed is all the
rest. On the small package this tells a swap that left an adjective of the wrong gender from one that did not: nine of
ten from none of hundreds; the score with the pin itself cannot (``python -m bench proxies`` has the figures).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol, cast

from pinglot import locales
from pinglot.engines.base import Engine, Scores
from pinglot.model import Draft, Match, Term
from pinglot.pins.insert import insert
from pinglot.pins.plans import plan
from pinglot.pins.probe import Probe, Proxy, probe
from pinglot.pins.strategy import Candidate, Case
from pinglot.pins.verdict import Span

__all__ = ["STEP", "coarse", "weigh"]

STEP = 0.1
"""Costs are told in steps of so many nats a token: what is finer moves with the batch."""


class _Scoring(Engine, Scores, Protocol):
    """An engine that scores."""


def coarse(cost: float | None) -> float | None:
    """A cost in whole steps, never below 0."""
    return None if cost is None else max(round(round(cost / STEP) * STEP, 1), 0.0)


def weigh(
    engine: Engine, cases: Sequence[Case], candidates: Sequence[Candidate | None], locale: str
) -> list[Candidate | None]:
    """The candidates, each with its cost; those that have one keep it, and some can have none."""
    known = probe(engine, locale)
    pairs: dict[int, tuple[str, str]] = {}
    for at, (case, candidate) in enumerate(zip(cases, candidates, strict=True)):
        if candidate is not None and candidate.cost is None and case.first.draft.score is not None:
            pair = _with_proxies(case, candidate, known, locales.language(locale))
            if pair is not None:
                pairs[at] = pair
    scores = cast(_Scoring, engine).score(list(pairs.values())) if pairs else []
    weighed = list(candidates)
    for at, score in zip(pairs, scores, strict=True):
        before, candidate = cases[at].first.draft.score, candidates[at]
        assert candidate is not None and before is not None
        weighed[at] = replace(candidate, cost=before - score)
    return weighed


def _with_proxies(case: Case, candidate: Candidate, known: Probe, language: str) -> tuple[str, str] | None:
    """Source and candidate with a proxy for every pin that was brought about, None where one of them has none."""
    spans = candidate.verdict.spans
    brought = [index for index, name in enumerate(candidate.strategies) if name != "plain" and spans[index] is not None]
    made = plan(case.sentence, case.first.draft, brought, known.proxies, language)
    if made is None or len(made.puts) < len(brought):
        return None
    draft = Draft(candidate.draft.text, ())
    places = sorted(((spans[put.index], put.proxy) for put in made.puts), key=_start, reverse=True)
    for span, proxy in places:
        assert span is not None
        term = Term(proxy.source, proxy.target, gender=proxy.gender, number=proxy.number)
        match = Match(term, 0, len(proxy.source), proxy.source)
        draft = insert(case.sentence, draft, match, (span.start, span.end), language, proxy.number)
        draft = replace(draft, alignment=())
    return made.text, draft.text


def _start(place: tuple[Span | None, Proxy]) -> int:
    return place[0].start if place[0] is not None else 0
