"""Words of a sentence with what stands between them, and what their letters say."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from pinglot import locales
from pinglot.glossary.extract.stopwords import is_common, stop_words

__all__ = ["Passage", "Text", "Word", "is_stop", "read"]

_WORD = re.compile(
    r"(?:[^\W\d_]\.){2,}"  # U.S.
    r"|[^\W_]+(?:[-‐‑'’&·][^\W_]+)*\+?(?![\w+])"  # State-owned, O'Brien, R&D, ESF+
    r"|[^\W_]+"
)
_POSSESSIVE = re.compile(r"['’][sS]$")
_ELIDED = re.compile(r"^(?:[cdjlmnst]|qu|dell|all|nell|sull|un|quell)['’](?=[^\W\d_])", re.IGNORECASE)
_ELIDING = frozenset({"fr", "it", "ca", "oc"})
_BLANK = re.compile(r"[ \t\r\n\u00a0\u202f]+")
_OPENING = re.compile(r"[(\[{\"“”„«»‘'‚:;•–—|/]\s*$")
_ROMAN = re.compile(r"(?=.)(?:X{0,3})(?:IX|IV|V?I{0,3})")


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence of an article, as terms are looked for in it.

    Attributes:
        text: plain text.
        path, line: where its unit begins.
        heading: whether it is a title, in which capitals may be mere style.
        marked: spans that the author set apart, as emphasis, in code points.
    """

    text: str
    path: str = ""
    line: int = 0
    heading: bool = False
    marked: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a sentence: ``passage.text[start:end] == text``.

    Attributes:
        text: without a possessive ending and without an elided article.
        small: in small letters.
        gap: what stands before it, from the end of the word before.
        possessive: whether it has a possessive ending, which ``end`` leaves out.
    """

    text: str
    small: str
    start: int
    end: int
    gap: str
    possessive: bool

    @property
    def follows(self) -> bool:
        """Whether nothing but a blank is between it and the word before."""
        return bool(_BLANK.fullmatch(self.gap))

    @property
    def heads(self) -> bool:
        """Whether it stands where any word would have a capital letter: at the head, after a bracket or a quote."""
        return self.start == len(self.gap) or bool(_OPENING.search(self.gap))

    @property
    def is_number(self) -> bool:
        return self.text[0].isdigit()

    @property
    def is_capital(self) -> bool:
        """A capital letter first, and no small part after a hyphen as in ``State-owned``."""
        return self.text[0].isupper() and not any(
            part[:1].islower() and len(part) > 2 for part in re.split("[-‐‑]", self.text)[1:]
        )

    @property
    def is_acronym(self) -> bool:
        letters = [char for char in self.text if char.isalpha()]
        small = [char for char in letters if char.islower()]
        return len(letters) - len(small) >= 2 and (not small or (small == ["s"] and self.text[-1] == "s"))

    @property
    def is_roman(self) -> bool:
        return bool(_ROMAN.fullmatch(self.text))


@dataclass(frozen=True)
class Text:
    """A passage read: its words, and whether its capitals mean anything."""

    passage: Passage
    words: tuple[Word, ...]
    source: str

    @cached_property
    def shouts(self) -> bool:
        """Whether it is written in capitals throughout."""
        long = [word for word in self.words if len(word.text) > 3 and word.text.isalpha()]
        return len(long) > 2 and all(word.text.isupper() for word in long)

    @cached_property
    def titled(self) -> bool:
        """Whether Every Word Has a Capital, as in some headings."""
        long = [word for word in self.words if len(word.text) > 3 and not word.is_number]
        capital = sum(word.text[0].isupper() for word in long)
        common = [word for word in long[1:] if word.text[0].isupper() and is_common(word.text, self.source)]
        if self.passage.heading:
            return len(long) > 2 and capital >= 0.7 * len(long) and len(common) > 1
        return len(long) > 4 and capital >= 0.9 * len(long) and len(common) > 3

    @property
    def trusted(self) -> bool:
        return not self.shouts and not self.titled


def read(passages: Sequence[Passage], source: str) -> list[Text]:
    """The words of each passage."""
    elides = locales.language(source) in _ELIDING
    return [Text(passage, tuple(_words(passage.text, elides)), source) for passage in passages]


def _words(text: str, elides: bool) -> list[Word]:
    found: list[Word] = []
    done = 0
    for match in _WORD.finditer(text):
        start, end = match.span()
        gap = text[done:start]
        done = end
        elided = _ELIDED.match(match.group()) if elides else None
        if elided:
            head = text[start : start + elided.end() - 1]
            found.append(Word(head, head.lower(), start, start + len(head), gap, False))
            start, gap = start + elided.end(), " "
        ending = _POSSESSIVE.search(text[start:end])
        end -= len(ending.group()) if ending else 0
        # "workers' party": the mark after a plural
        owns = bool(ending) or (text[start:end].endswith("s") and re.match(r"['’] [^\W\d_]", text[end:]) is not None)
        word = text[start:end]
        if word:
            found.append(Word(word, word.lower(), start, end, gap, owns))
    return found


def is_stop(word: Word, source: str) -> bool:
    """Whether it is a function word of the language."""
    return word.small in stop_words(source)
