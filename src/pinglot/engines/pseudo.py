"""Pseudo-localisation: the text itself, in accented look-alike letters and about a third longer.

It needs no model, is the same on every machine, and keeps what a translation must keep: digits, addresses,
placeholders, OBJECTs, marks. So it serves tests, and shows what a layout does with longer text. It pins by itself:
a matched term becomes the term's target.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from pinglot import locales
from pinglot.engines.base import Capabilities, Closing, InstalledPair
from pinglot.model import OBJECT, Draft, Link, Match, Sentence
from pinglot.scripts import words

__all__ = ["PseudoEngine", "PseudoProvider", "provider"]

_PLAIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_LIKE = "áƀçðéƒĝĥíĵķļɱñóþɋŕšţúṽŵẋýžÁƁÇÐÉƑĜĤÍĴĶĻṀÑÓÞɊŔŠŢÚṼŴẊÝŽ"
_LOOKALIKES = dict(zip(_PLAIN, _LIKE, strict=True))
_DOT_BELOW = "\u0323"
_VOWELS = frozenset("aeiouyAEIOUY")

# What no translation may change: addresses, and placeholders of the usual kinds.
_KEPT = re.compile(
    r"""
      [a-z][a-z0-9+.-]{0,20}://[^\s<>]+ | www\.[^\s<>]+ | mailto:\S+
    | [\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+
    | \{\{[^{}]*\}\} | \$?\{[^{}\s]*\}
    | %\([\w.]+\)[\#0\ +-]*[\d.]*[a-zA-Z] | %(?:\d+\$)?[\#0+-]*[\d.]*(?:hh|h|ll|l|z)?[sdiouxXeEfFgGcr@%]
    | &(?:\w+|\#\d+|\#x[0-9a-f]+);
    | </?[a-zA-Z][^<>]*>
    """,
    re.VERBOSE | re.IGNORECASE,
)


class PseudoEngine(Closing):
    """Pseudo-localises; source and target are whatever was asked for."""

    capabilities = Capabilities(alignment=True, pins=True)
    signature = "pseudo 1"

    def __init__(self, source: str, target: str) -> None:
        self.source = source
        self.target = target

    def translate(self, sentences: Sequence[Sentence]) -> list[Draft]:
        """One draft a sentence; see :class:`pinglot.engines.base.Engine`."""
        return [_draft(sentence) for sentence in sentences]

    def close(self) -> None:
        """Nothing is held."""


def _draft(sentence: Sentence) -> Draft:
    out: list[str] = []
    links: list[Link] = []
    strategies: list[str] = []
    length = done = 0

    def write(start: int, end: int, said: str) -> None:
        nonlocal length
        if start < end and said:
            links.append(Link(start, end, length, length + len(said)))
        out.append(said)
        length += len(said)

    def spell_out(start: int, end: int) -> None:
        nonlocal length
        position = start
        for word_start, word_end, said in _spelled(sentence.text, start, end):
            blank = sentence.text[position:word_start]
            out.append(blank)
            length += len(blank)
            write(word_start, word_end, said)
            position = word_end
        out.append(sentence.text[position:end])
        length += end - position

    order = sorted(range(len(sentence.matches)), key=lambda index: sentence.matches[index].start)
    pinned: set[int] = set()
    for index in order:
        match = sentence.matches[index]
        if match.start < done or not match.term.target:
            continue
        spell_out(done, match.start)
        write(match.start, match.end, match.term.target)
        for position in _objects_in(sentence.text, match):
            write(position, position + 1, OBJECT)
        done = match.end
        pinned.add(index)
    spell_out(done, len(sentence.text))
    strategies = ["pseudo" if index in pinned else "" for index in range(len(sentence.matches))]
    return Draft("".join(out), tuple(links), strategies=tuple(strategies))


def _objects_in(text: str, match: Match) -> list[int]:
    return [position for position in range(match.start, match.end) if text[position] == OBJECT]


def _spelled(text: str, start: int, end: int) -> list[tuple[int, int, str]]:
    """The words and kept stretches of a part of a text, each with what stands for it."""
    pieces: list[tuple[int, int, str]] = []
    done = start
    for found in _KEPT.finditer(text, start, end):
        pieces += _words_spelled(text, done, found.start())
        pieces.append((*found.span(), found.group()))
        done = found.end()
    return pieces + _words_spelled(text, done, end)


def _words_spelled(text: str, start: int, end: int) -> list[tuple[int, int, str]]:
    return [
        (start + low, start + high, _lookalike(text[start + low : start + high]))
        for low, high in words(text[start:end])
    ]


@lru_cache(maxsize=8192)
def _lookalike(word: str) -> str:
    letters = [char for char in word if char.isalpha()]
    extra = round(0.3 * len(letters))
    vowels = [char for char in letters if char in _VOWELS]
    out: list[str] = []
    last_letter = max((position for position, char in enumerate(word) if char.isalpha()), default=-1)
    for position, char in enumerate(word):
        changed = _changed(char)
        out.append(changed)
        if extra and char.isalpha() and (char in _VOWELS or (not vowels and position == last_letter)):
            times = 1 if vowels else extra
            out.append(changed * times)
            extra -= times
    if extra and last_letter >= 0:
        # Fewer vowels than letters to add: the rest goes to the end of the last letter.
        out.insert(_index_after(word, last_letter, out), _changed(word[last_letter]) * extra)
    return "".join(out)


def _index_after(word: str, position: int, out: Sequence[str]) -> int:
    return len(out) - (len(word) - position - 1)


def _changed(char: str) -> str:
    if char in _LOOKALIKES:
        return _LOOKALIKES[char]
    if not char.isalpha():
        return char
    return unicodedata.normalize("NFC", char + _DOT_BELOW)


class PseudoProvider:
    """Opens the engine for any two locales; it lists no pair, so that nothing takes it by itself."""

    name = "pseudo"

    def pairs(self) -> list[InstalledPair]:
        return []

    def open(self, source: str, target: str) -> PseudoEngine:
        return PseudoEngine(locales.normalize(source), locales.normalize(target))

    def install_hint(self, source: str, target: str) -> str:
        return ""


provider = PseudoProvider()
