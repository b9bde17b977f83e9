"""What pins changed in a translation, word by word, and how far each change is the pins' own affair.

A word that the two translations do not share counts as

* *the pin's own* where it stands in a run of changed words that touches a pin or its neighbours, or where it belongs to
  the rendering that the pin displaced, its article and preposition included;
* *moved* where it stands in both translations and a pin lies between its two places: *humano coronavirus*,
  *coronavirus humano*;
* *in agreement* where the same word stands there in another form, as by its dictionary form: *fue*, *fueron*;
* *an article* where it is one, a preposition that contracts with one, or the contraction, set or dropped farther away;
* *elsewhere* in every other case.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import lru_cache

from pinglot.model import Draft, Link, Match
from pinglot.pins import grammar, inflect
from pinglot.pins.insert import is_function
from pinglot.pins.verdict import Verdict, places

__all__ = [
    "Changes",
    "Displaced",
    "Run",
    "agrees",
    "changed",
    "compare",
    "displaced",
    "still_stands",
    "tokens",
    "words_of",
]

_WORD = re.compile(r"\w+(?:[-‑]\w+)*|[^\w\s]")
_NEAR = 2
"""So many words from a pin, a changed word is still beside it."""


@dataclass(frozen=True, slots=True)
class Run:
    """Words of the plain translation, ``old_start`` to ``old_end``, for which the new one has ``start`` to ``end``."""

    old_start: int
    old_end: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Changes:
    """Words by kind, as the pinned translation has them, else as the plain one had them.

    Attributes:
        runs: the stretches that differ, in order.
        astray: which of these hold a word that moved, an article farther away, or a word elsewhere.
    """

    own: tuple[str, ...] = ()
    moved: tuple[str, ...] = ()
    agreeing: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()
    runs: tuple[Run, ...] = ()
    astray: frozenset[int] = frozenset()

    @property
    def outside(self) -> int:
        """How many words changed that are no affair of a pin."""
        return len(self.moved) + len(self.articles) + len(self.elsewhere)


@dataclass(frozen=True, slots=True)
class Displaced:
    """How a draft without pins says a term that it says otherwise.

    Attributes:
        words: all words that stand there for it, in small letters.
        telling: those of more than three letters that are no part of the term: where they stand, it still does.
    """

    words: tuple[str, ...]
    telling: tuple[str, ...]


@dataclass(slots=True)
class _Word:
    text: str
    place: float  # among the pinned translation's words; between two of them for a word that is gone
    run: int
    near: bool
    theirs: bool  # whether it is a pin's word, or one that a pin displaced


@dataclass(slots=True)
class _Found:
    own: list[str] = field(default_factory=list)
    moved: list[str] = field(default_factory=list)
    agreeing: list[str] = field(default_factory=list)
    articles: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)
    astray: set[int] = field(default_factory=set)


def tokens(text: str) -> list[tuple[int, int]]:
    """Where the words and signs of a text stand, in code points."""
    return [word.span() for word in _WORD.finditer(text)]


def words_of(text: str) -> list[str]:
    """The words and signs of a text, in small letters."""
    return [word.lower() for word in _WORD.findall(text)]


def changed(
    plain: str,
    pinned: str,
    spans: Sequence[tuple[int, int]],
    said: Iterable[Displaced],
    matches: Sequence[Match],
    language: str,
) -> Changes:
    """:func:`compare` for a sentence with its matches.

    Args:
        plain, pinned: without and with pins.
        spans: where the pins stand in ``pinned``.
        said: how ``plain`` says the terms.
        matches: of the sentence.
        language: of the translations, a subtag.
    """
    words = [word for one in said for word in one.words]
    terms = [match.text for match in matches]
    return compare(plain, pinned, spans, [*words, *terms], language, places(pinned, matches, language))


def compare(
    plain: str,
    pinned: str,
    spans: Sequence[tuple[int, int]],
    displaced: Collection[str] = (),
    language: str = "es",
    forms: Sequence[tuple[int, int]] = (),
) -> Changes:
    """Compares the translations of one sentence.

    Args:
        plain, pinned: without and with pins.
        spans: where the pins stand in ``pinned``.
        displaced: the words that said the terms in ``plain``, and the terms themselves.
        language: of the translations, a subtag.
        forms: where a form of any term stands in ``pinned``. One that is new is a pin's place, too: which of two
            equal stretches serves a pin is chosen without knowing what became what.
    """
    old, new = words_of(plain), words_of(pinned)
    opcodes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    fresh = {place for kind, _, _, c, d in opcodes if kind != "equal" for place in range(c, d)}
    inside = [
        place
        for place, word in enumerate(tokens(pinned))
        if _touch(word, spans) or (place in fresh and _touch(word, forms))
    ]
    near = {place + step for place in inside for step in range(-_NEAR, _NEAR + 1)}
    said = {
        word
        for text in (*displaced, *(pinned[start:end] for start, end in spans))
        for word in words_of(text)
        if not is_function(word, language)
    }
    found = _Found()
    runs: list[Run] = []
    gone: list[_Word] = []
    come: list[_Word] = []
    for kind, a, b, c, d in opcodes:
        if kind == "equal":
            continue
        number = len(runs)
        runs.append(Run(a, b, c, d))
        touches = not near.isdisjoint(range(c, max(d, c + 1)))
        if b - a == d - c and not touches and all(map(agrees, old[a:b], new[c:d], [language] * (b - a))):
            found.agreeing += new[c:d]
            continue
        gone += (
            _Word(word, c - 0.5, number, touches, theirs)
            for word, theirs in zip(old[a:b], _with_articles(old[a:b], said, language), strict=True)
        )
        come += (_Word(word, place, number, touches, word in said) for place, word in enumerate(new[c:d], c))
    pins = [*inside, *(word.place for word in gone if word.text in said)]
    found.own += (word.text for word in (*gone, *come) if word.near or word.theirs)
    gone, come = [[word for word in side if not (word.near or word.theirs)] for side in (gone, come)]
    _sort_out(found, gone, come, pins, language)
    return Changes(
        tuple(found.own),
        tuple(found.moved),
        tuple(found.agreeing),
        tuple(found.articles),
        tuple(found.elsewhere),
        tuple(runs),
        frozenset(found.astray),
    )


def _touch(word: tuple[int, int], spans: Sequence[tuple[int, int]]) -> bool:
    return any(word[0] < end and start < word[1] for start, end in spans)


def _with_articles(words: Sequence[str], said: Collection[str], language: str) -> list[bool]:
    """Which words are of those that were said, or little ones before them."""
    theirs: list[bool] = []
    for word in reversed(words):
        theirs.append(word in said or (is_function(word, language) and bool(theirs) and theirs[-1]))
    return theirs[::-1]


def _sort_out(found: _Found, gone: list[_Word], come: list[_Word], pins: Sequence[float], language: str) -> None:
    """Gives every word that is not a pin's own its kind."""
    articles = grammar.small_determiners(language)
    for word in come:
        before = _origin(word, gone, language)
        if before is not None:
            gone.remove(before)
        kind = found.elsewhere
        if word.text in articles:
            kind = found.articles
        elif before is not None:
            between = any(min(before.place, word.place) <= place <= max(before.place, word.place) for place in pins)
            near = before.text != word.text and abs(before.place - word.place) < 3
            kind = found.moved if between else found.agreeing if near else found.elsewhere
        kind.append(word.text)
        if kind is not found.agreeing:
            found.astray |= {word.run, before.run if before is not None else word.run}
    for word in gone:
        (found.articles if word.text in articles else found.elsewhere).append(word.text)
        found.astray.add(word.run)


def _origin(word: _Word, gone: Sequence[_Word], language: str) -> _Word | None:
    same = [other for other in gone if agrees(other.text, word.text, language)]
    return min(same, key=lambda other: (other.text != word.text, abs(other.place - word.place)), default=None)


@lru_cache(maxsize=100_000)
def agrees(one: str, other: str, language: str) -> bool:
    """Whether two words in small letters are forms of one word, or both determiners."""
    known = grammar.determiners(language)
    if one in known and other in known:
        return True
    if one == other or inflect.same_lemma(one, other, language):
        return True
    # An adjective that the dictionary does not have.
    endings = "aoesn" if language in inflect.ROMANCE else ""
    return len(one) > 3 and one.rstrip(endings) == other.rstrip(endings)


def displaced(draft: Draft, matches: Sequence[Match], verdict: Verdict) -> list[Displaced]:
    """The terms that a draft without pins says otherwise, one for each place in the source.

    Args:
        draft: without pins, with its alignment.
        matches: of its sentence.
        verdict: on the draft.
    """
    found = []
    for match in matches:
        links = [link for link in draft.alignment or () if _is_of(link, match)]
        accepted = [span for span in verdict.spans if span is not None and span.term == match.term]
        stands = any(
            span.start < link.target_end and link.target_start < span.end for span in accepted for link in links
        )
        if not links or stands:
            continue
        words = tuple(word for link in links for word in words_of(draft.text[link.target_start : link.target_end]))
        own = " ".join(match.term.accepted).lower()
        found.append(Displaced(words, tuple(word for word in words if len(word) > 3 and word not in own)))
    return found


def _is_of(link: Link, match: Match) -> bool:
    """Whether at least half of a link's source is the match: *WHO's* is the WHO."""
    shared = min(link.source_end, match.end) - max(link.source_start, match.start)
    return shared > 0 and 2 * shared >= link.source_end - link.source_start


def still_stands(displaced: Iterable[Displaced], plain: str, pinned: str, spans: Iterable[tuple[int, int]]) -> bool:
    """Whether all telling words displaced for a term stand outside the pins as often as before."""
    for start, end in sorted(spans, reverse=True):
        pinned = f"{pinned[:start]} {pinned[end:]}"
    before, after = [Counter(words_of(text)) for text in (plain, pinned)]
    return any(one.telling and all(after[word] >= before[word] > 0 for word in one.telling) for one in displaced)
