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
from functools import cache, lru_cache
from itertools import accumulate
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
_GAP = re.compile(rf"[\s{OBJECT}]*")
# With the blanks before it, so that the lengths of the pieces give their places.
_USUAL_PIECE = re.compile(rf"{_GAP.pattern}(?:{_LETTERS.pattern}|[^\s{OBJECT}])")
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
        length: in code points, without the blanks before it.
        beginning: see :func:`beginning`.
    """

    text: str
    fold: str
    glued: bool
    letters: bool
    unspaced: bool
    length: int
    beginning: str


class Words:
    """The words of a text.

    Attributes:
        readings: every word as it reads, in order.
    """

    __slots__ = ("_beginnings", "_ends", "_pieces", "readings")

    def __init__(self, text: str, language: str = "") -> None:
        self._beginnings: list[str] = []
        self._pieces: list[str] = []
        self._ends: list[int] = []
        if _PERHAPS_UNUSUAL.search(text) and _UNUSUAL.search(text):
            found = _any_words(text, language)
            self._ends = [word.end for word in found]
            self.readings = list(map(_reading_of, found))
        else:
            self._pieces = _USUAL_PIECE.findall(text)
            self.readings = list(map(_readings(language).__getitem__, self._pieces))

    def __len__(self) -> int:
        return len(self.readings)

    @property
    def folds(self) -> list[str]:
        """Every word without its case, in order."""
        return [reading.fold for reading in self.readings]

    def start(self, place: int) -> int:
        """Where the word at a place begins in the text, in code points; the first word has the place 0."""
        return self.end(place) - self.readings[place].length

    def end(self, place: int) -> int:
        """Where the word at a place ends."""
        return self._places()[place]

    def _places(self) -> list[int]:
        if not self._ends:
            self._ends = list(accumulate(map(len, self._pieces)))
        return self._ends

    def glued(self, place: int) -> bool:
        """Whether the word at a place follows the one before it without a blank."""
        return place > 0 and self.readings[place].glued

    def all(self) -> tuple[Word, ...]:
        """Every word with its place."""
        found = []
        glued = False  # the first follows nothing
        for said, end in zip(self.readings, self._places(), strict=True):
            start = end - said.length
            found.append(Word(said.text, said.fold, start, end, glued and said.glued, said.letters, said.unspaced))
            glued = True
        return tuple(found)

    def beginning(self, letters: str) -> list[int]:
        """The places of the words that begin with the same two letters, accents aside, in order.

        Args:
            letters: as :func:`beginning` gives them.
        """
        if not self._beginnings:
            self._beginnings = [reading.beginning for reading in self.readings]
        places: list[int] = []
        for _ in range(self._beginnings.count(letters)):
            places.append(self._beginnings.index(letters, places[-1] + 1 if places else 0))
        return places


def beginning(fold: str) -> str:
    """A folded word's first two letters, accents aside."""
    return inflect.unaccented(fold)[:2]


def _reading_of(word: Word) -> Reading:
    length = word.end - word.start
    return Reading(word.text, word.fold, word.glued, word.letters, word.unspaced, length, beginning(word.fold))


class _Readings(dict[str, Reading]):
    """The readings of what stands in texts of a language, each with the blanks before it."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self.language = language

    def __missing__(self, piece: str) -> Reading:
        if len(self) >= _MOST_READINGS:
            self.clear()
        word = _GAP.sub("", piece, count=1)
        letters = _LETTERS.fullmatch(word) is not None
        if letters:
            said = _spelt(word, self.language)
        else:
            said = "'" if word in _APOSTROPHES else "-" if word in _DASHES else unicodedata.normalize("NFKC", word)
        small = fold(said, self.language)
        found = self[piece] = Reading(said, small, word == piece, letters, False, len(word), beginning(small))
        return found


_MOST_READINGS = 100_000


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
