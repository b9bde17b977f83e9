"""Which engine translates a pair: a direct one, else the shortest way through other languages.

A pivot is an engine like any other. Its alignment is the composition of those of its legs. It pins only where its
last leg pins by itself and the legs before align: then a match is handed on to that leg at the place its words came
to stand at in the middle text, where they came to stand together. Everywhere else the matches are left to the
strategies that work on the composed alignment.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from pinglot import locales
from pinglot.engines.alignment import by_target, compose, object_links
from pinglot.engines.base import Capabilities, Closing, Engine, Faster, InstalledPair, Reproducible
from pinglot.errors import EngineError
from pinglot.model import OBJECT, Draft, Link, Match, Sentence
from pinglot.scripts import words

__all__ = ["MAX_LEGS", "PivotEngine", "pivots"]

MAX_LEGS = 3
"""A way through more than two other languages loses more than it brings."""

_SIGNS_BEFORE = re.compile(r"[^\w\s]+(?=\w)")
_SIGNS_AFTER = re.compile(r"(?<=\w)[^\w\s]+\Z")


def pivots(pairs: Sequence[InstalledPair], source: str, target: str) -> list[tuple[InstalledPair, ...]]:
    """The ways from one locale to another through others, best first.

    Shortest first; among equals, those through English, which most models were made with; then by the order of
    the engines in ``pairs``, then by name.

    Args:
        pairs: what is installed, the preferred engine's pairs first.
        source, target: BCP 47 tags; a wider pair serves a narrower locale.
    """
    rank = {pair: position for position, pair in enumerate(pairs)}
    engines = {name: position for position, name in enumerate(dict.fromkeys(pair.engine for pair in pairs))}
    found: list[tuple[InstalledPair, ...]] = []
    ways: list[tuple[InstalledPair, ...]] = [(pair,) for pair in pairs if _serves(pair.source, source)]
    for _ in range(MAX_LEGS - 1):
        ways = [
            (*way, pair)
            for way in ways
            for pair in pairs
            if _serves(pair.source, way[-1].target) and not _returns(way, pair, source)
        ]
        found += [way for way in ways if _serves(way[-1].target, target)]
        ways = [way for way in ways if not _serves(way[-1].target, target)]

    def order(way: tuple[InstalledPair, ...]) -> tuple[int, int, list[int], list[int]]:
        detours = sum(locales.language(pair.target) != "en" for pair in way[:-1])
        return len(way), detours, [engines[pair.engine] for pair in way], [rank[pair] for pair in way]

    return sorted(found, key=order)


def _serves(have: str, wanted: str) -> bool:
    if have not in locales.chain(wanted):
        return False
    # `zh` is Simplified: it does not serve zh-Hant, although lookup would fall back to it.
    return locales.argos_codes(have)[0] in locales.argos_codes(wanted)


def _returns(way: tuple[InstalledPair, ...], pair: InstalledPair, source: str) -> bool:
    return _serves(pair.target, source) or pair.target in {way[0].source, *(leg.target for leg in way)}


class PivotEngine(Closing):
    """Translates through one language or more: the first leg's drafts are the second's sentences.

    Args:
        legs: opened engines, in order; the pivot closes them.
        source, target: the locales asked for, where they are narrower than those of the outer legs.
    """

    def __init__(self, legs: Sequence[Engine], source: str = "", target: str = "") -> None:
        if len(legs) < 2:
            raise ValueError("a pivot has two legs or more")
        self.legs = tuple(legs)
        self.source = source or legs[0].source
        self.target = target or legs[-1].target
        aligned = all(leg.capabilities.alignment for leg in legs)
        carried = all(leg.capabilities.alignment for leg in legs[:-1])
        self.capabilities = Capabilities(alignment=aligned, pins=legs[-1].capabilities.pins and carried)

    @property
    def signature(self) -> str:
        return " > ".join(leg.signature for leg in self.legs)

    @property
    def digest(self) -> str:
        """Those of the legs; ``""`` where one has none."""
        digests = [leg.digest if isinstance(leg, Reproducible) else "" for leg in self.legs]
        return " > ".join(digests) if all(digests) else ""

    def faster(self) -> PivotEngine:
        """The same way with every leg that can be faster so."""
        legs = [leg.faster() if isinstance(leg, Faster) else leg for leg in self.legs]
        return PivotEngine(legs, self.source, self.target)

    def translate(self, sentences: Sequence[Sentence]) -> list[Draft]:
        """One draft a sentence; see :class:`pinglot.engines.base.Engine`."""
        # The last leg's pins are found by the links of those before it, and an OBJECT is followed through all legs.
        align = [
            sentence.align or OBJECT in sentence.text or bool(self.capabilities.pins and sentence.matches)
            for sentence in sentences
        ]
        asked = [Sentence(sentence.text, align=wanted) for sentence, wanted in zip(sentences, align, strict=True)]
        drafts = self.legs[0].translate(asked)
        kept: list[tuple[int, ...]] = [() for _ in sentences]
        for number, leg in enumerate(self.legs[1:], start=2):
            carried = (
                [((), ()) for _ in sentences]
                if not (self.capabilities.pins and number == len(self.legs))
                else [_carried(sentence, draft) for sentence, draft in zip(sentences, drafts, strict=True)]
            )
            kept = [indices for _, indices in carried]
            drafts = self._leg(leg, asked, drafts, [matches for matches, _ in carried])
        if not self.capabilities.pins:
            return drafts
        return [
            _with_strategies(draft, len(sentence.matches), indices)
            for sentence, draft, indices in zip(sentences, drafts, kept, strict=True)
        ]

    def _leg(
        self,
        leg: Engine,
        sentences: Sequence[Sentence],
        middle: Sequence[Draft],
        matches: Sequence[tuple[Match, ...]],
    ) -> list[Draft]:
        # A leg that said nothing leaves nothing to translate.
        spoken = [index for index, draft in enumerate(middle) if draft.text.strip()]
        second = leg.translate(
            [Sentence(middle[index].text, matches[index], sentences[index].align) for index in spoken]
        )
        if len(second) != len(spoken):
            raise EngineError(f"{leg.signature} answered {len(second)} drafts to {len(spoken)} sentences")
        drafts = list(middle)
        for index, draft in zip(spoken, second, strict=True):
            drafts[index] = _joined(sentences[index].text, middle[index], draft)
        return drafts

    def close(self) -> None:
        for leg in self.legs:
            leg.close()


def _joined(source: str, first: Draft, second: Draft) -> Draft:
    alignment: tuple[Link, ...] | None
    if first.alignment is not None and second.alignment is not None:
        alignment = tuple(compose(first.alignment, second.alignment))
    else:
        alignment = _objects_only(source, first, second)
    return Draft(
        second.text,
        alignment,
        strategies=second.strategies,
        unknown=(*first.unknown, *(word for word in second.unknown if word in source and word not in first.unknown)),
        truncated=first.truncated or second.truncated,
        plain=_joined(source, first, second.plain) if second.plain else None,
    )


def _objects_only(source: str, first: Draft, second: Draft) -> tuple[Link, ...] | None:
    """Where a leg cannot align, what is known of the OBJECTs is still carried through."""
    if OBJECT not in source:
        return None
    before = object_links(source, first.text) if first.alignment is None else _of_objects(first.alignment, first.text)
    after = (
        object_links(first.text, second.text)
        if second.alignment is None
        else _of_objects(second.alignment, second.text)
    )
    return tuple(by_target(compose(before, after)))


def _of_objects(links: Sequence[Link], target: str) -> list[Link]:
    return [link for link in links if target[link.target_start : link.target_end] == OBJECT]


def _carried(sentence: Sentence, draft: Draft) -> tuple[tuple[Match, ...], tuple[int, ...]]:
    """The matches that stand together in a draft, at their new places, and their indices in the sentence."""
    found: list[tuple[Match, int]] = []
    for index, match in enumerate(sentence.matches):
        place = _place(match, sentence, draft)
        if place and not any(place[0] < other.end and place[1] > other.start for other, _ in found):
            found.append((Match(match.term, *place, draft.text[place[0] : place[1]]), index))
    found.sort(key=lambda pair: pair[0].start)
    return tuple(match for match, _ in found), tuple(index for _, index in found)


def _place(match: Match, sentence: Sentence, draft: Draft) -> tuple[int, int] | None:
    own = [link for link in draft.alignment or () if _inside(link, match)]
    if not own:
        return None
    start, end = min(link.target_start for link in own), max(link.target_end for link in own)
    if OBJECT in draft.text[start:end]:
        return None
    for low, high in words(draft.text[start:end]):
        touching = [
            link for link in draft.alignment or () if link.target_start < start + high and link.target_end > start + low
        ]
        # A word of another part in between: the term fell apart, and rewriting the stretch would lose that word.
        if touching and not any(_inside(link, match) for link in touching):
            return None
    return _with_signs(match, draft.text, start, end)


def _with_signs(match: Match, text: str, start: int, end: int) -> tuple[int, int]:
    """The place with the signs at the edges of the term, as in ``ESF+``: an engine aligns words only."""
    before, after = _SIGNS_BEFORE.match(match.text), _SIGNS_AFTER.search(match.text)
    if before and text[:start].endswith(before[0]):
        start -= len(before[0])
    if after and text[end:].startswith(after[0]):
        end += len(after[0])
    return start, end


def _inside(link: Link, match: Match) -> bool:
    return link.source_start < match.end and link.source_end > match.start


def _with_strategies(draft: Draft, count: int, indices: Sequence[int]) -> Draft:
    tried = dict(zip(indices, draft.strategies, strict=False))
    return replace(draft, strategies=tuple(tried.get(index, "") for index in range(count)))


Opener = Callable[[InstalledPair], Engine]
"""Opens the engine of one installed pair."""


def open_pivot(way: Sequence[InstalledPair], opener: Opener, source: str, target: str) -> PivotEngine:
    """Opens every leg of a way; where one cannot be opened, those opened before are closed."""
    legs: list[Engine] = []
    try:
        for pair in way:
            legs.append(opener(pair))
    except BaseException:
        for leg in legs:
            leg.close()
        raise
    return PivotEngine(legs, source, target)
