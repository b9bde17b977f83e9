"""What a glossary changed in a translation, word by word, and how far each change is the pins' own affair.

A word that the two translations do not share counts as

* *the pin's own* where it stands in a run of changed words that touches a pin or its neighbours, or where it is the
  rendering that the pin displaced;
* *moved* where it stands in both translations and a pin lies between its two places: *humano coronavirus*,
  *coronavirus humano*;
* *in agreement* where the same word stands there in another form, as by simplemma's dictionary forms: *fue*, *fueron*;
* *an article* where it is one, *de*, *a* or a contraction of these, set or dropped farther away;
* *elsewhere* in every other case.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

import simplemma

__all__ = ["Changes", "Span", "changes"]

Span = tuple[int, int]
_WORD = re.compile(r"\w+(?:[-‑]\w+)*|[^\w\s]")
_DETERMINER_WORDS = """
    el la los las un una unos unas este esta estos estas ese esa esos esas aquel aquella su sus mi mis del al de a
    lo otro otra otros otras algún alguna algunos algunas ningún ninguna todo toda todos todas mucho mucha muchos
    muchas
"""
_DETERMINERS = frozenset(_DETERMINER_WORDS.split())
_ARTICLES = frozenset(("el", "la", "los", "las", "lo", "un", "una", "unos", "unas", "de", "del", "a", "al"))


@dataclass(frozen=True, slots=True)
class Changes:
    """Words by kind, as the pinned translation has them, else as the plain one had them."""

    own: tuple[str, ...] = ()
    moved: tuple[str, ...] = ()
    agreeing: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()


@dataclass(slots=True)
class _Word:
    text: str
    place: float  # among the pinned translation's words; between two of them for a word that is gone
    near: bool


def changes(
    plain: str, pinned: str, spans: Sequence[Span], displaced: Collection[str] = (), language: str = "es"
) -> Changes:
    """Compares the translations of one sentence.

    Args:
        plain, pinned: without and with pins.
        spans: where the pins stand in ``pinned``.
        displaced: the words that said the terms in ``plain``, and the terms themselves.
    """
    after = list(_WORD.finditer(pinned))
    old, new = _words(plain), [word.group().lower() for word in after]
    inside = [
        place
        for place, word in enumerate(after)
        if any(word.start() < end and start < word.end() for start, end in spans)
    ]
    near = {place + step for place in inside for step in (-2, -1, 0, 1, 2)}
    gone: list[_Word] = []
    come: list[_Word] = []
    own: list[str] = []
    agreeing: list[str] = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        touches = bool(near.intersection(range(c, max(d, c + 1))))
        if b - a == d - c and not touches and all(map(_agrees, old[a:b], new[c:d], [language] * (b - a))):
            agreeing += new[c:d]
            continue
        gone += (_Word(word, c - 0.5, touches) for word in old[a:b])
        come += (_Word(word, place, touches) for place, word in enumerate(new[c:d], c))
    said = {word for text in (*displaced, *(pinned[start:end] for start, end in spans)) for word in _words(text)}
    pins = [*inside, *(word.place for word in gone if word.text in said)]
    own += (word.text for word in (*gone, *come) if word.near or word.text in said)
    gone, come = [[word for word in side if not word.near and word.text not in said] for side in (gone, come)]
    moved: list[str] = []
    articles: list[str] = []
    elsewhere: list[str] = []
    for word in come:
        before = _origin(word, gone, language)
        if before is not None:
            gone.remove(before)
        if word.text in _ARTICLES:
            articles.append(word.text)
        elif before is None:
            elsewhere.append(word.text)
        elif any(min(before.place, word.place) <= place <= max(before.place, word.place) for place in pins):
            moved.append(word.text)
        else:
            (agreeing if abs(before.place - word.place) < 3 else elsewhere).append(word.text)
    for word in gone:
        (articles if word.text in _ARTICLES else elsewhere).append(word.text)
    return Changes(tuple(own), tuple(moved), tuple(agreeing), tuple(articles), tuple(elsewhere))


def _origin(word: _Word, gone: Sequence[_Word], language: str) -> _Word | None:
    same = [other for other in gone if _agrees(other.text, word.text, language)]
    return min(same, key=lambda other: (other.text != word.text, abs(other.place - word.place)), default=None)


def _words(text: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(text)]


@lru_cache(maxsize=100_000)
def _agrees(one: str, other: str, language: str) -> bool:
    if one in _DETERMINERS and other in _DETERMINERS:
        return True
    first, second = simplemma.lemmatize(one, lang=language), simplemma.lemmatize(other, lang=language)
    return first == second or (len(one) > 3 and one.rstrip("aoesn") == other.rstrip("aoesn"))
