"""The one verdict on pins: pinning and checking both ask it, so what one calls held the other does too.

A pin is held where an accepted form of its term stands in the translation for it: the translation, a listed form, or
an inflection of one of them (see :mod:`pinglot.pins.inflect`), as whole words, in a stretch that no other pin needs;
and no forbidden form of the term stands there. Which stretch serves which pin is chosen so that as many pins as
possible are held, and among such choices the one that covers most letters, so that *Grupo del Banco Mundial* serves
the group before the bank. A term inside a longer matched term shares the longer one's fate and is not counted again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from operator import attrgetter
from typing import NamedTuple

from pinglot import locales
from pinglot.model import Match, Pin, Status, Term
from pinglot.pins.forms import Form, find, key, read, spelling, ways_of
from pinglot.pins.words import Words, words

__all__ = ["Span", "Surplus", "Verdict", "examine", "judge", "places", "surplus"]

_STATES = 20_000
"""Most states of the exact assignment; past it the longest come first, which may miss a held pin, never invent one."""


class Span(NamedTuple):
    """Where an accepted or a forbidden form stands in the translation.

    Attributes:
        term: the glossary row.
        start, end: its place, in code points.
        text: what stands there.
        listed: whether it is a listed form, not an inflection of one.
    """

    term: Term
    start: int
    end: int
    text: str
    listed: bool = True


@dataclass(frozen=True, slots=True)
class Surplus:
    """A term that the translation says more often than the source."""

    term: Term
    wanted: int
    found: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of every match of a sentence or a unit.

    Attributes:
        pins: one a match, in order.
        spans: one a match, in order: the stretch that serves it, None where none does.
        forbidden: every forbidden form that stands in the translation outside an accepted one.
        surplus: terms said more often than in the source.
    """

    pins: tuple[Pin, ...]
    spans: tuple[Span | None, ...]
    forbidden: tuple[Span, ...]
    surplus: tuple[Surplus, ...]

    @property
    def held(self) -> int:
        """How many pins are held."""
        return sum(pin.held for pin in self.pins)

    def named(self, strategies: Sequence[str]) -> Verdict:
        """The same verdict with one strategy's name a match, as :func:`examine` would give it."""
        named = (
            Pin(pin.term, pin.source, pin.held, pin.form, name if pin.held else "", pin.cost)
            for pin, name in zip(self.pins, strategies, strict=True)
        )
        return Verdict(tuple(named), self.spans, self.forbidden, self.surplus)


_NOTHING = Verdict((), (), (), ())


def judge(target: str, matches: Sequence[Match], locale: str, strategies: Sequence[str] = ()) -> tuple[Pin, ...]:
    """One pin a match, in order, each held or not.

    Args:
        target: the translation in plain text.
        matches: what the glossary matched in the source.
        locale: the translation's BCP 47 tag.
        strategies: one name a match, for the pins that are held; empty where the translation is only judged.
    """
    return examine(target, matches, locale, strategies).pins


def surplus(target: str, matches: Sequence[Match], locale: str) -> tuple[Surplus, ...]:
    """The matched terms that the translation says more often than the source."""
    return examine(target, matches, locale).surplus


def examine(target: str, matches: Sequence[Match], locale: str, strategies: Sequence[str] = ()) -> Verdict:
    """The whole verdict; see :func:`judge` for the arguments.

    Raises:
        ValueError: ``strategies`` is neither empty nor as long as ``matches``.
    """
    if strategies and len(strategies) != len(matches):
        raise ValueError(f"{len(strategies)} strategies for {len(matches)} matches")
    if not matches:
        return _NOTHING
    # What is not approved asks for nothing, so it must take no stretch and no match from what is.
    approved = [index for index, match in enumerate(matches) if match.term.status is Status.APPROVED]
    others = [index for index, match in enumerate(matches) if match.term.status is not Status.APPROVED]
    if not approved or not others:
        return _examine(target, matches, locale, strategies)
    pins: dict[int, Pin] = {}
    spans: dict[int, Span | None] = {}
    forbidden: list[Span] = []
    more: list[Surplus] = []
    for indexes in (approved, others):
        named = [strategies[index] for index in indexes] if strategies else ()
        part = _examine(target, [matches[index] for index in indexes], locale, named)
        pins.update(zip(indexes, part.pins, strict=True))
        spans.update(zip(indexes, part.spans, strict=True))
        forbidden += part.forbidden
        more += part.surplus
    order = range(len(matches))
    return Verdict(tuple(pins[i] for i in order), tuple(spans[i] for i in order), tuple(forbidden), tuple(more))


def places(target: str, matches: Sequence[Match], locale: str) -> list[tuple[int, int]]:
    """Every place where an accepted form of a matched term stands, needed by a pin or not, in code points."""
    language = locales.language(locale)
    said = read(target, language)
    groups = _groups(matches, _outermost(matches))
    return [(span.start, span.end) for group in groups for span in _accepted_spans(target, said, group, language)]


def _examine(target: str, matches: Sequence[Match], locale: str, strategies: Sequence[str]) -> Verdict:
    language = locales.language(locale)
    outer = _outermost(matches)
    said = read(target, language)
    groups = _groups(matches, outer)
    for group in groups:
        group.spans = _accepted_spans(target, said, group, language)
    forbidden = _forbidden_spans(target, said, groups, language)
    spoilt = {span.term for span in forbidden}
    _assign(groups)
    spans: list[Span | None] = [None] * len(matches)
    for group in groups:
        for index, found in zip(group.indexes, group.chosen, strict=False):
            spans[index] = found
    for index, around in enumerate(outer):
        if around is not None:
            spans[index] = spans[around]
    pins = []
    for index, match in enumerate(matches):
        span = spans[index]
        held = span is not None and not (spoilt and match.term in spoilt)
        form = span.text if span is not None and held else ""
        pins.append(Pin(match.term, match.text, held, form, strategies[index] if strategies and held else ""))
    return Verdict(tuple(pins), tuple(spans), tuple(forbidden), tuple(_left_over(groups)))


# --- what is asked for ----------------------------------------------------------------------------------------


class _Group:
    """The matches of one term that count, where its forms stand, and which of these places serve it."""

    __slots__ = ("chosen", "indexes", "kept", "spans", "term")

    def __init__(self, term: Term) -> None:
        self.term = term
        self.indexes: list[int] = []
        self.kept: list[str] = []
        self.spans: list[Span] = []
        self.chosen: list[Span] = []


def _forms(term: Term, kept: Iterable[str]) -> tuple[str, ...]:
    # A kept term stays as the source has it, so the source's own spelling is accepted, too.
    return tuple(dict.fromkeys((*term.accepted, *kept)))


def _outermost(matches: Sequence[Match]) -> list[int | None]:
    """For each match the index of the longer match around it, None where it stands alone."""
    around: list[int | None] = [None] * len(matches)
    if all(one.end <= other.start for one, other in pairwise(matches)):
        return around
    order = sorted(range(len(matches)), key=lambda index: (matches[index].start, -matches[index].end))
    widest: int | None = None
    for index in order:
        match = matches[index]
        if widest is None or match.end > matches[widest].end:
            widest = index
        elif match.end - match.start < matches[widest].end - matches[widest].start:
            around[index] = widest
    return around


def _groups(matches: Sequence[Match], outer: Sequence[int | None]) -> list[_Group]:
    groups: dict[Term, _Group] = {}
    for index, match in enumerate(matches):
        if outer[index] is None:
            group = groups.get(match.term)
            if group is None:
                group = groups[match.term] = _Group(match.term)
            group.indexes.append(index)
            if match.term.keep:
                group.kept.append(match.text)
    return list(groups.values())


# --- where forms stand ----------------------------------------------------------------------------------------


def _accepted_spans(target: str, said: Words, group: _Group, language: str) -> list[Span]:
    term = group.term
    wanted = _wanted(term, tuple(group.kept), language)
    choosy = bool(wanted.refused or wanted.spellings)
    spans: dict[tuple[int, int], Span] = {}
    for way in wanted.ways:
        for first, last, is_listed in find(way, said, term, language):
            start, end = said.start(first), said.end(last)
            text = target[start:end]
            if choosy and wanted.refuses(text, language):
                continue
            known = spans.get((start, end))
            if known is None or (is_listed and not known.listed):
                spans[start, end] = Span(term, start, end, text, is_listed)
    return sorted(spans.values(), key=_place) if len(spans) > 1 else list(spans.values())


def _forbidden_spans(target: str, said: Words, groups: Sequence[_Group], language: str) -> list[Span]:
    forbidding = [group for group in groups if group.term.forbidden]
    if not forbidding:
        return []
    found: list[Span] = []
    covered = [(span.start, span.end) for group in groups for span in group.spans]
    for group in forbidding:
        term = group.term
        listed = {key(form, language) for form in _forms(term, group.kept)}
        for form in dict.fromkeys(term.forbidden):
            form_words = words(form, language)
            if not form_words:
                continue
            # Where only the capitals make it wrong, they are what is looked at.
            way = Form(form_words, strict=key(form, language) in listed)
            for first, last, _ in find(way, said, None, language):
                start, end = said.start(first), said.end(last)
                if not any(left <= start and end <= right for left, right in covered):
                    found.append(Span(term, start, end, target[start:end]))
    return sorted(set(found), key=_place)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What is looked for where a term is to stand.

    Attributes:
        ways: of all its forms.
        refused, spellings: forbidden forms, as :func:`key` and :func:`spelling` have them: an inflection that is one
            of them does not count.
    """

    ways: tuple[Form, ...]
    refused: frozenset[tuple[str, ...]]
    spellings: frozenset[tuple[str, ...]]

    def refuses(self, text: str, language: str) -> bool:
        return key(text, language) in self.refused or spelling(text) in self.spellings


@lru_cache(maxsize=16384)
def _wanted(term: Term, kept: tuple[str, ...], language: str) -> _Wanted:
    forms = _forms(term, kept)
    ways = tuple(way for form in forms for way in ways_of(term, form, language))
    if not term.forbidden:
        return _Wanted(ways, frozenset(), frozenset())
    refused = {key(form, language) for form in term.forbidden} - {key(form, language) for form in forms}
    spellings = {spelling(form) for form in term.forbidden} - {spelling(form) for form in forms}
    return _Wanted(ways, frozenset(refused), frozenset(spellings))


# --- which stretch serves which pin ---------------------------------------------------------------------------


def _assign(groups: Sequence[_Group]) -> None:
    """Stretches that do not overlap, at most as many a term as it needs: as many in all as can be, then the longest."""
    if _apart(groups):
        for group in groups:
            group.chosen = group.spans
            if len(group.spans) > len(group.indexes):
                group.chosen = _longest_first(group.spans, {group.term: len(group.indexes)})
                group.chosen.sort(key=_start)
        return
    of_term = {group.term: group for group in groups}
    for spans, needs in _components(of_term):
        picked = _longest_first(spans, needs)
        if len(picked) < sum(needs.values()):
            picked = _exact(spans, needs) or picked
        for span in picked:
            of_term[span.term].chosen.append(span)
    for group in groups:
        group.chosen.sort(key=_start)


_start = attrgetter("start")
_place = attrgetter("start", "end")


def _apart(groups: Sequence[_Group]) -> bool:
    """Whether no stretch overlaps another, so that no term takes anything from any."""
    if len(groups) == 1 and len(groups[0].spans) < 2:
        return True
    places = sorted((span.start, span.end) for group in groups for span in group.spans)
    return all(end <= start for (_, end), (start, _) in pairwise(places))


def _components(groups: Mapping[Term, _Group]) -> Iterable[tuple[list[Span], dict[Term, int]]]:
    """Spans that compete, directly or through others, and how many each term among them needs."""
    spans = sorted((span for group in groups.values() for span in group.spans), key=_place)
    parent: dict[Term, Term] = {term: term for term in groups}

    def root(term: Term) -> Term:
        while parent[term] != term:
            term = parent[term]
        return term

    reach, owner = -1, None
    for span in spans:
        if owner is not None and span.start < reach:
            parent[root(span.term)] = root(owner)
        if span.end > reach:
            reach, owner = span.end, span.term
    parts: dict[Term, list[Span]] = {}
    for span in spans:
        parts.setdefault(root(span.term), []).append(span)
    for part in parts.values():
        terms = {span.term for span in part}
        yield part, {term: len(groups[term].indexes) for term in groups if term in terms}


def _longest_first(spans: Sequence[Span], needs: dict[Term, int]) -> list[Span]:
    left = dict(needs)
    picked: list[Span] = []
    for span in sorted(spans, key=lambda span: (span.start - span.end, not span.listed, span.start)):
        free = all(span.end <= other.start or other.end <= span.start for other in picked)
        if left[span.term] and free:
            left[span.term] -= 1
            picked.append(span)
    return picked


def _exact(spans: Sequence[Span], needs: dict[Term, int]) -> list[Span] | None:
    """The best choice by dynamic programming over (next span, what each term still needs); None past the limit."""
    terms = list(needs)
    place = {term: index for index, term in enumerate(terms)}
    after = [
        next((i for i in range(n + 1, len(spans)) if spans[i].start >= span.end), len(spans))
        for n, span in enumerate(spans)
    ]
    # From the last span backwards, only states that can be reached are made: forwards first.
    layers: list[set[tuple[int, ...]]] = [set() for _ in range(len(spans) + 1)]
    layers[0].add(tuple(needs[term] for term in terms))
    count = 0
    for n, span in enumerate(spans):
        count += len(layers[n])
        if count > _STATES:
            return None
        index = place[span.term]
        for state in layers[n]:
            layers[n + 1].add(state)
            if state[index]:
                layers[after[n]].add((*state[:index], state[index] - 1, *state[index + 1 :]))
    best: list[dict[tuple[int, ...], tuple[int, int, bool]]] = [{} for _ in range(len(spans) + 1)]
    best[len(spans)] = dict.fromkeys(layers[len(spans)], (0, 0, False))
    for n in range(len(spans) - 1, -1, -1):
        span, index = spans[n], place[spans[n].term]
        for state in layers[n]:
            held, covered, _ = best[n + 1][state]
            option = (held, covered, False)
            if state[index]:
                held, covered, _ = best[after[n]][(*state[:index], state[index] - 1, *state[index + 1 :])]
                taken = (held + 1, covered + span.end - span.start, True)
                option = taken if taken[:2] >= option[:2] else option
            best[n][state] = option
    picked: list[Span] = []
    n, state = 0, tuple(needs[term] for term in terms)
    while n < len(spans):
        if best[n][state][2]:
            index = place[spans[n].term]
            picked.append(spans[n])
            state = (*state[:index], state[index] - 1, *state[index + 1 :])
            n = after[n]
        else:
            n += 1
    return picked


def _left_over(groups: Sequence[_Group]) -> Iterable[Surplus]:
    many = [group for group in groups if len(group.spans) > len(group.chosen) >= len(group.indexes)]
    if not many:
        return
    taken = [(span.start, span.end) for group in groups for span in group.chosen]
    for group in many:
        extra = 0
        reach = -1
        # A form inside another term's longer form is part of that one.
        covers = [(span.start, span.end) for other in groups if other is not group for span in other.spans]
        for span in sorted(group.spans, key=lambda span: (span.end, span.start)):
            inside = any(a <= span.start and span.end <= b and b - a > span.end - span.start for a, b in covers)
            free = all(span.end <= start or end <= span.start for start, end in taken)
            if free and not inside and span.listed and span.start >= reach:
                extra += 1
                reach = span.end
        if extra:
            yield Surplus(group.term, len(group.indexes), len(group.indexes) + extra)
