"""A text as words, so that forms are compared as people read them.

A word is a run of letters, marks and digits. A sign of a script that is written without blanks between words (Chinese,
Japanese, Thai, Lao, Khmer, Burmese) is a word of its own, so that a form is found anywhere in a run of them.
Punctuation is a word of one sign; blanks, line breaks and OBJECT characters part words. Widths, compatibility forms
and combining order are those of NFKC (Unicode Standard Annex 15); every apostrophe is ``'`` and every short dash
``-``; soft hyphens, joiners and direction marks are as if they were not there.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from itertools import accumulate, chain, count, repeat
from operator import add, attrgetter
from typing import NamedTuple

from pinglot.model import OBJECT
from pinglot.pins import inflect

__all__ = ["Reading", "Word", "Words", "beginning", "fold", "is_unspaced", "words"]

_APOSTROPHES = frozenset("'’‘ʼ‛´`＇")
_DASHES = frozenset("-‐‑‒–−﹣－")
_UNSPACED_SIGNS = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3031-\u3035\u303b\u3041-\u30fa\u30fc-\u30ff\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
_UNSPACED = re.compile(f"[{_UNSPACED_SIGNS}]")
# Letters and digits that nothing special is to be done with: most of any text, and taken many at a time.
_LETTERS = re.compile(rf"[^\W_ʼ\uff66-\uff9f{_UNSPACED_SIGNS}]+")
# Most texts have no marks that combine, no joiners and no unspaced script: there each sign is a word or part of one.
_USUAL_SIGNS = f"!-/:-@\\[-`{{-~¿¡«»“”‘’‐–—…°€£¥¢·§•×÷±≤≥≠≈−→†‡©®™{OBJECT}"
_UNUSUAL = re.compile(rf"[^\w\s{_USUAL_SIGNS}]|[ʼ\uff66-\uff9f{_UNSPACED_SIGNS}]")
# Most of these are seen to be so in one step: what the alphabets of Europe and their marks leave over.
_PERHAPS_UNUSUAL = re.compile(f"[^\\s!-~¡£§«°·»¿À-ÖØ-öø-\u024f\u0400-\u0481\u048a-\u052f‘’“”–—…€{OBJECT}]")
_USUAL_WORD = re.compile(rf"{_LETTERS.pattern}|[^\s{OBJECT}]")
_ARABIC_MARKS = re.compile("[\u0610-\u061a\u0640\u064b-\u065f\u0670]")
_ARABIC_SAME = str.maketrans("أإآٱىة", "اااايه")


class Word(NamedTuple):
    """A word or a sign of a text.

    Attributes:
        text: as it reads after NFKC; in Russian, ё is е, as most texts print it.
        fold: the same for comparing without case, and in Arabic without vowel signs.
        start, end: its place in the text, in code points.
        glued: whether it follows the word before it without a blank.
        letters: whether it is made of letters, marks or digits.
        unspaced: whether it is a sign of a script without blanks between words.
    """

    text: str
    fold: str
    start: int
    end: int
    glued: bool
    letters: bool
    unspaced: bool


def is_unspaced(char: str) -> bool:
    """Whether a sign's script is written without blanks between words."""
    return bool(_UNSPACED.match(char))


@lru_cache(maxsize=65536)
def fold(text: str, language: str = "") -> str:
    """A word for comparing without case, in the way of its language."""
    if language in ("tr", "az"):
        text = text.replace("İ", "i").replace("I", "ı")
    text = unicodedata.normalize("NFC", text.casefold())
    return _ARABIC_MARKS.sub("", text).translate(_ARABIC_SAME)


@lru_cache(maxsize=4096)
def words(text: str, language: str = "") -> tuple[Word, ...]:
    """The words of a text, in order."""
    return Words(text, language).all()


class Reading(NamedTuple):
    """How a word or a sign reads, wherever it stands.

    Attributes:
        text, fold, glued, letters, unspaced: see :class:`Word`.
        beginning: see :func:`beginning`.
        start, end: its place in the chunk of text that it is of, in code points.
    """

    text: str
    fold: str
    glued: bool
    letters: bool
    unspaced: bool
    beginning: str
    start: int
    end: int


class Words:
    """The words of a text.

    A text is parted at its blanks, and what stands between two of them is mostly known already: texts of one language
    say the same words again and again.

    Attributes:
        readings: every word as it reads, in order.
    """

    __slots__ = ("_beginnings", "_chunks", "_known", "_starts", "readings")

    def __init__(self, text: str, language: str = "") -> None:
        self._beginnings: list[str] = []
        self._starts: list[int] = []
        self._known: Mapping[str, Sequence[Reading]]
        if _PERHAPS_UNUSUAL.search(text) and _UNUSUAL.search(text):
            self._chunks = [text]
            self._known = {text: [_reading_of(word) for word in _any_words(text, language)]}
        else:
            self._chunks = text.split(" ")
            self._known = _readings(language)
        self.readings = list(chain.from_iterable(map(self._known.__getitem__, self._chunks)))

    def __len__(self) -> int:
        return len(self.readings)

    @property
    def folds(self) -> list[str]:
        """Every word without its case, in order."""
        return [reading.fold for reading in self.readings]

    def start(self, place: int) -> int:
        """Where the word at a place begins in the text, in code points; the first word has the place 0."""
        return self._places()[place] + self.readings[place].start

    def end(self, place: int) -> int:
        """Where the word at a place ends."""
        return self._places()[place] + self.readings[place].end

    def all(self) -> tuple[Word, ...]:
        """Every word with its place."""
        return tuple(
            Word(said.text, said.fold, chunk + said.start, chunk + said.end, said.glued, said.letters, said.unspaced)
            for said, chunk in zip(self.readings, self._places(), strict=True)
        )

    def _places(self) -> list[int]:
        """Where the chunk of each word begins."""
        if not self._starts:
            before = accumulate(map(len, self._chunks), initial=0)
            starts = map(add, before, count())  # one blank more before each chunk
            sizes = map(len, map(self._known.__getitem__, self._chunks))
            self._starts = list(chain.from_iterable(map(repeat, starts, sizes)))
        return self._starts

    def beginning(self, letters: str) -> list[int]:
        """The places of the words that begin with the same two letters, accents aside, in order.

        Args:
            letters: as :func:`beginning` gives them.
        """
        if not self._beginnings:
            self._beginnings = list(map(_BEGINNING, self.readings))
        places: list[int] = []
        for _ in range(self._beginnings.count(letters)):
            places.append(self._beginnings.index(letters, places[-1] + 1 if places else 0))
        return places


_BEGINNING = attrgetter("beginning")


def beginning(fold: str) -> str:
    """A folded word's first two letters, accents aside."""
    return inflect.unaccented(fold)[:2]


def _reading_of(word: Word) -> Reading:
    text, fold, start, end, glued, letters, unspaced = word
    return Reading(text, fold, glued, letters, unspaced, beginning(fold), start, end)


class _Readings(dict[str, tuple[Reading, ...]]):
    """The readings of what stands between blanks in texts of a language."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self.language = language

    def __missing__(self, chunk: str) -> tuple[Reading, ...]:
        if len(self) >= _MOST_READINGS:
            self.clear()
        found: list[Reading] = []
        done = -1
        for word in _USUAL_WORD.finditer(chunk):
            start, end = word.span()
            found.append(self._read(word.group(), start, end, glued=start == done))
            done = end
        readings = tuple(found)
        if len(chunk) <= _LONGEST_CHUNK:
            self[chunk] = readings
        return readings

    def _read(self, word: str, start: int, end: int, glued: bool) -> Reading:
        letters = _LETTERS.fullmatch(word) is not None
        if letters:
            said = _spelt(word, self.language)
        else:
            said = "'" if word in _APOSTROPHES else "-" if word in _DASHES else unicodedata.normalize("NFKC", word)
        small = fold(said, self.language)
        return Reading(said, small, glued, letters, False, beginning(small), start, end)


_MOST_READINGS, _LONGEST_CHUNK = 100_000, 40
"""How many chunks are remembered, and code points of the longest of them."""


@cache
def _readings(language: str) -> _Readings:
    return _Readings(language)


def _spelt(piece: str, language: str) -> str:
    said = piece if piece.isascii() else unicodedata.normalize("NFKC", piece)
    return said.replace("ё", "е").replace("Ё", "Е") if language == "ru" else said


def _any_words(text: str, language: str) -> tuple[Word, ...]:
    found: list[Word] = []
    start = end = position = 0
    piece = ""
    glued = False

    def close() -> None:
        nonlocal piece, glued
        if piece:
            said = _spelt(piece, language)
            found.append(Word(said, fold(said, language), start, end, glued, True, False))
            piece, glued = "", True

    while position < len(text):
        begin = position
        position = _end_of_run(text, begin)
        if position > begin:
            start = start if piece else begin
            piece += text[begin:position]
            end = position
            continue
        position = _end_of_cluster(text, begin)
        cluster = _halfwidth(text[begin:position])
        sign = cluster[0]
        kind = unicodedata.category(sign)
        if kind == "Cf" and sign != OBJECT:
            continue  # a soft hyphen or a joiner inside a word does not part it
        if sign == OBJECT or kind[0] in "ZC":
            close()
            glued = False
        elif _UNSPACED.match(sign):
            close()
            said = unicodedata.normalize("NFKC", cluster)
            found.append(Word(said, fold(said, language), begin, position, glued, True, True))
            glued = True
        elif kind[0] in "LNM" and sign not in _APOSTROPHES:
            start = start if piece else begin
            piece += cluster
            end = position
        else:
            close()
            said = "'" if sign in _APOSTROPHES else "-" if sign in _DASHES else unicodedata.normalize("NFKC", cluster)
            found.append(Word(said, fold(said, language), begin, position, glued, False, False))
            glued = True
    close()
    return tuple(found)


def _end_of_run(text: str, start: int) -> int:
    """Where the plain letters and digits from a place on end; the last of them belongs to a mark that follows it."""
    run = _LETTERS.match(text, start)
    if run is None:
        return start
    return run.end() - (run.end() < len(text) and _joins(text[run.end()]))


def _end_of_cluster(text: str, start: int) -> int:
    """Where a sign ends with the marks that follow it; half-width kana take their voice marks along."""
    end = start + 1
    while end < len(text) and _joins(text[end]):
        end += 1
    return end


def _joins(char: str) -> bool:
    return char in "ﾞﾟ" or (not char.isascii() and unicodedata.category(char)[0] == "M")


def _halfwidth(cluster: str) -> str:
    return unicodedata.normalize("NFKC", cluster) if "\uff66" <= cluster[:1] <= "\uff9f" else cluster
