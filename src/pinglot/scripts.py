"""Scripts and words: which characters make a word, and which scripts set no blanks between words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import accumulate
from operator import eq

from pinglot import locales

__all__ = ["Span", "is_mark", "is_unspaced", "repeated", "words", "writes_without_blanks"]

Span = tuple[int, int]
"""Start and end in code points, half-open."""

# Scripts whose words have no blank between them: there each character is taken for a word.
_UNSPACED = (
    (0x0E00, 0x0EFF),  # Thai, Lao
    (0x1000, 0x109F),  # Myanmar
    (0x1780, 0x17FF),  # Khmer
    (0x2E80, 0x31FF),  # CJK radicals, kana, Bopomofo
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF),
    (0xFF66, 0xFF9F),
    (0x20000, 0x323AF),
)
_INNER = frozenset("'’_-‑")
# What is not in one of the alphabets of Europe, without marks that combine.
_UNUSUAL = re.compile("[^\\x00-\u02ff\u0370-\u0482\u048a-\u052f\u2010-\u205e\u20a0-\u20bf\ufffc]")
# With the blanks before it, so that the lengths of the pieces give their places.
_USUAL_WORD = re.compile(r"\s*(?:[^\W_]+(?:['’_\-‑][^\W_]+)*|\S)")


def writes_without_blanks(char: str) -> bool:
    """Whether a character belongs to a script that sets no blanks between words."""
    code = ord(char)
    return code >= 0x0E00 and any(low <= code <= high for low, high in _UNSPACED) and char.isalpha()


def is_unspaced(tag: str) -> bool:
    """Whether a locale's script sets no blanks between words and sentences."""
    return locales.language(tag) in {"zh", "ja", "th", "lo", "km", "my"}


def words(text: str) -> list[Span]:
    """The spans of words, of marks and of OBJECTs, in order; blanks are in none.

    A word is a run of letters, digits and the signs that combine with them, with single apostrophes and hyphens
    inside; in a script without blanks it is one character. Every other visible character is a word of its own.
    """
    if not _UNUSUAL.search(text):
        pieces = _USUAL_WORD.findall(text)
        return [
            (end - len(piece.lstrip()), end) for piece, end in zip(pieces, accumulate(map(len, pieces)), strict=True)
        ]
    found: list[Span] = []
    position, size = 0, len(text)
    while position < size:
        char = text[position]
        end = position + 1
        if char.isspace():
            position = end
            continue
        if _is_wordy(char):
            unspaced = writes_without_blanks(char)
            while end < size and (
                _combines(text[end])
                or (not unspaced and _is_wordy(text[end]) and not writes_without_blanks(text[end]))
                or (
                    not unspaced
                    and text[end] in _INNER
                    and end + 1 < size
                    and _is_wordy(text[end + 1])
                    and not writes_without_blanks(text[end + 1])
                )
            ):
                end += 1
        found.append((position, end))
        position = end
    return found


_LONGEST_LOOP = 8
"""Words of what may be said again and again."""
_KANA_OR_HAN = re.compile("[\u3040-\u30ff\u3400-\u9fff]")
_TOKEN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W\d_\u3040-\u30ff\u3400-\u9fff]+")


def repeated(text: str) -> str:
    """The first run of words that a text says at once three times over, a single word four times; ``""`` for none.

    Models that lose their way do that; people do not.
    """
    tokens = _letter_runs(text.lower())
    if not _says_three_again(tokens):
        return ""
    for size in range(1, _LONGEST_LOOP + 1):
        times = 4 if size == 1 else 3
        # Counted without looking where, which rules nearly every text out.
        if sum(map(eq, tokens[size:], tokens)) < size * (times - 1):
            continue
        run = 0
        for index in range(size, len(tokens)):
            run = run + 1 if tokens[index] == tokens[index - size] else 0
            if run == size * (times - 1):
                words_of_it = tokens[index - size + 1 : index + 1]
                return ("" if "\u3040" <= words_of_it[0][0] <= "\u9fff" else " ").join(words_of_it)
    return ""


def _says_three_again(tokens: Sequence[str]) -> bool:
    """Whether three words come again so soon as they do wherever something is repeated; rules nearly every text out."""
    last: dict[tuple[str, str, str], int] = {}
    for place, three in enumerate(zip(tokens, tokens[1:], tokens[2:], strict=False), _LONGEST_LOOP + 1):
        if place - last.get(three, 0) <= _LONGEST_LOOP:
            return True
        last[three] = place
    return False


def _letter_runs(text: str) -> list[str]:
    for sign in set(_UNUSUAL_LETTER.findall(text)):
        if _KANA_OR_HAN.match(sign):
            return _TOKEN.findall(text)
        if not sign.isalnum() or sign.isdecimal():
            text = text.replace(sign, " ")
    # Bytes are parted several times as fast as characters; what is not ASCII is letters alone by now.
    return text.encode().translate(_ASCII_LETTERS).decode().split()


# In small letters: what is neither ASCII nor a letter of Latin or Cyrillic.
_UNUSUAL_LETTER = re.compile("[^\x00-\x7f\xdf-\xf6\xf8-\u017f\u0430-\u045f]")
_ASCII_LETTERS = bytes(code if chr(code).isalpha() or code > 127 else 32 for code in range(256))


def is_mark(text: str) -> bool:
    """Whether a word of :func:`words` is punctuation or a symbol."""
    return not _is_wordy(text[0])


def _is_wordy(char: str) -> bool:
    return char.isalnum() or _combines(char)


def _combines(char: str) -> bool:
    return char > "\u02ff" and (unicodedata.category(char)[0] == "M" or char in "\u200c\u200d")
