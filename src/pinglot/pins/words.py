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
from collections.abc import Collection
from functools import cache, lru_cache
from typing import NamedTuple

from pinglot.model import OBJECT

__all__ = ["Word", "Words", "fold", "is_unspaced", "words"]

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
_USUAL_SIGNS = f"!-/:-@\\[-`{{-~¿¡«»“”‘’‐–—…°€£·§{OBJECT}"
_UNUSUAL = re.compile(rf"[^\w\s{_USUAL_SIGNS}]|[ʼ\uff66-\uff9f{_UNSPACED_SIGNS}]")
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
    said = Words(text, language)
    return tuple(map(said.word, range(len(said))))


class Words:
    """The words of a text, each made when it is asked for: of most texts a few are.

    Attributes:
        folds: every word without its case, in order.
    """

    __slots__ = ("_begin", "_made", "_places", "_readings", "folds")

    def __init__(self, text: str, language: str = "") -> None:
        self._made: dict[int, Word] = {}
        self._begin: dict[str, list[int]] = {}
        if _UNUSUAL.search(text):
            self._made = dict(enumerate(_any_words(text, language)))
            self.folds = [word.fold for word in self._made.values()]
            return
        self._places = [match.span() for match in _USUAL_WORD.finditer(text)]
        readings = _readings(language)
        self._readings = [readings[text[start:end]] for start, end in self._places]
        self.folds = [folded for _, folded, _ in self._readings]

    def __len__(self) -> int:
        return len(self.folds)

    def word(self, place: int) -> Word:
        """The word at a place, 0 the first."""
        word = self._made.get(place)
        if word is None:
            start, end = self._places[place]
            said, folded, letters = self._readings[place]
            glued = place > 0 and self._places[place - 1][1] == start
            word = self._made[place] = Word(said, folded, start, end, glued, letters, False)
        return word

    def beginning(self, letters: Collection[str]) -> list[int]:
        """The places of the words whose fold begins with one of the letters, in order."""
        if not self._begin:
            for place, folded in enumerate(self.folds):
                self._begin.setdefault(folded[:1], []).append(place)
        found = [self._begin[letter] for letter in letters if letter in self._begin]
        return found[0] if len(found) == 1 else sorted(place for places in found for place in places)


class _Readings(dict[str, tuple[str, str, bool]]):
    """How a run of letters, or one other sign, reads; the same folded; and whether it is letters."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self.language = language

    def __missing__(self, piece: str) -> tuple[str, str, bool]:
        if len(self) >= _MOST_READINGS:
            self.clear()
        letters = _LETTERS.fullmatch(piece) is not None
        if letters:
            said = _spelt(piece, self.language)
        else:
            said = "'" if piece in _APOSTROPHES else "-" if piece in _DASHES else unicodedata.normalize("NFKC", piece)
        found = self[piece] = (said, fold(said, self.language), letters)
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
