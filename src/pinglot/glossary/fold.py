"""Text as a matcher reads it, and the way back to the original's code points.

Folding makes spellings equal that no reader tells apart: composed and decomposed letters (Unicode Standard Annex 15,
NFC), kinds of blanks, hyphens, apostrophes and quotation marks, full-width ASCII; invisible format characters are
left out, and an inline code between words is a blank. A run of blanks is one space, a blank line is U+2029, which no
term holds, so that no term is found across two paragraphs. Letter case is kept: see :func:`lower`.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

from pinglot.model import OBJECT

__all__ = ["Folded", "fold", "fold_text", "lower"]

# Soft hyphen, combining grapheme joiner, zero-width and direction marks, variation selectors, BOM.
_IGNORED = "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufe00-\ufe0f\ufeff"
_EDIT = re.compile(rf"[\s{OBJECT}{_IGNORED}]{{2,}}|[{_IGNORED}]")
_BLANK = re.compile(rf"[\s{OBJECT}]")
_BLANK_LINE = re.compile(
    rf"\u2029|(?>\r\n|[\n\r\x85\u2028])(?:(?![\n\r\x85\u2028])[\s{OBJECT}{_IGNORED}])*[\n\r\x85\u2028]"
)

_SAME = {
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2212\ufe63", "-"),
    **dict.fromkeys("‘’‚‛ʼ′`´", "'"),
    **dict.fromkeys("“”„‟«»″", '"'),
    **{chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)},
    **dict.fromkeys("\t\n\r\x0b\x0c\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2028\u202f\u205f\u3000" + OBJECT, " "),
    **dict.fromkeys(map(chr, range(0x2000, 0x200B)), " "),
    # Not to be had in UTF-8, which the automaton reads.
    **dict.fromkeys(map(chr, range(0xD800, 0xE000)), "\ufffd"),
}
_SAME_TABLE = str.maketrans(_SAME)


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text and where its characters stood."""

    text: str
    _folded: list[int] = field(repr=False)
    _original: list[int] = field(repr=False)
    _equal: list[bool] = field(repr=False)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The original's code points that became the non-empty stretch ``text[start:end]``."""
        first = bisect_right(self._folded, start) - 1
        begin = self._original[first] + (start - self._folded[first] if self._equal[first] else 0)
        last = bisect_right(self._folded, end - 1) - 1
        if self._equal[last]:
            return begin, self._original[last] + end - self._folded[last]
        return begin, self._original[last + 1]


def fold(text: str) -> Folded:
    """Folds a text. Time is linear; memory grows with what is changed in length, not with the text."""
    if text.isascii() and text.isprintable() and "  " not in text:  # as nearly every English text: nothing is moved
        return Folded(text.replace("`", "'"), [0], [0], [True])
    folded, original, equal = [0], [0], [True]
    out: list[str] = []
    done = size = 0
    for start, end, instead in _edits(text):
        out += (text[done:start], instead)
        size += start - done
        folded.append(size)
        original.append(start)
        equal.append(False)
        size += len(instead)
        folded.append(size)
        original.append(end)
        equal.append(True)
        done = end
    out.append(text[done:])
    return Folded("".join(out).translate(_SAME_TABLE), folded, original, equal)


def fold_text(text: str) -> str:
    """The folded text alone, without outer blanks: for terms, of which most are plain ASCII already."""
    if text.isascii() and "`" not in text and " ".join(text.split()) == text:
        return text
    return fold(text).text.strip()


def lower(folded: str) -> str:
    """Small letters, character by character: offsets stay, as ``str.lower`` does not promise (``İ``, final sigma)."""
    small = folded.lower()
    if len(small) != len(folded):
        small = "".join(char.lower() if len(char.lower()) == 1 else char.lower()[0] for char in folded)
    return small.replace("ς", "σ")


def _edits(text: str) -> Iterator[tuple[int, int, str]]:
    """Stretches whose length changes: ``(start, end, instead)``, in order and apart from each other."""
    edits = [(match.start(), match.end(), _instead(match.group())) for match in _EDIT.finditer(text)]
    if not unicodedata.is_normalized("NFC", text):
        edits = sorted([*edits, *_decomposed(text)])
    return iter(edits)


def _instead(run: str) -> str:
    if not _BLANK.search(run):
        return ""
    return "\u2029" if _BLANK_LINE.search(run) else " "


def _decomposed(text: str) -> Iterator[tuple[int, int, str]]:
    position, size = 0, len(text)
    while position < size:
        end = position + 1
        while end < size and _continues(text[end]):
            end += 1
        cluster = text[position:end]
        composed = unicodedata.normalize("NFC", cluster)
        if composed != cluster:
            yield position, end, composed
        position = end


def _continues(char: str) -> bool:
    """Whether a character may compose with the one before it: a mark, or a Hangul vowel or final."""
    return char > "\u02ff" and (
        (unicodedata.category(char)[0] == "M" and not _EDIT.match(char)) or "\u1160" <= char <= "\u11ff"
    )
