"""Apertium's stream format: lexical units between blanks.

Text between programs is ``[superblank]^unit$ blank ^unit$``, where a unit is ``surface/analysis/analysis`` after
analysis, ``lemma<tags>`` after the tagger and ``source/target`` after the bilingual look-up. A unit may carry a
*word-bound blank*, ``[[…]]^unit$``, which transfer moves along with the word; after generation it encloses the word,
``[[…]]word[[/]]``, and merged words share one, ``[[1; 2]]del[[/]]``. Sources: the Apertium wiki, pages "Apertium
stream format" and "Format handling"; what each program of version 3.8.3 does was tried out.

Here the word-bound blanks hold the number of the source word, so that every target word knows where it came from.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

__all__ = [
    "END",
    "Word",
    "analyses",
    "bound",
    "detach",
    "escape",
    "join",
    "quote",
    "rewrite",
    "split",
    "unescape",
    "words",
]

END = ".[]"
"""What stands after every text, as Apertium's own text reader puts it: a full stop that is taken off again."""

_RESERVED = re.compile(r"[\\^$\[\]{}<>@/]")
# A line break or a run of blanks is a superblank; so is a tilde, which the post-generator would read as its mark.
_SUPERBLANK = re.compile(r"[\t\n\r\f\v][ \t\n\r\f\v]*|[ ][ \t\n\r\f\v]+|~")
_UNIT = re.compile(r"\\.|\[\[[^\]]*\]\]|\[(?:[^\]\\]|\\.)*\]|\^(?:[^\\$]|\\.)*\$", re.DOTALL)
_OUTPUT = re.compile(r"\\(.)|\[\[([^\]]*)\]\]|\[((?:[^\]\\]|\\.)*)\]|([^\\\[]+)", re.DOTALL)
_BOUND = re.compile(r"\[\[[^\]]*\]\]\^(?:[^\\$]|\\.)*\$", re.DOTALL)
_NUMBERED = re.compile(r"\[\[([^\]]*)\]\]\^((?:[^\\$]|\\.)*)\$", re.DOTALL)
_PLAIN_BOUND = re.compile(r"\]\]\^[^$]*\$")
_PLAIN_UNIT = re.compile(r"\^([^$]*)\$")
# A generated word in its word-bound blank, else a superblank, else what stands between.
_STRETCH = re.compile(
    r"\[\[([\d; ]+)\]\]((?:[^\[\\]|\\.)*)\[\[/\]\]|\[((?:[^\]\[\\]|\\.)*)\]|((?:[^\[\\]|\\.)+)", re.DOTALL
)
_SPLIT = re.compile(r"(?:[^\\/]|\\.)+", re.DOTALL)


def escape(text: str) -> str:
    """Text as a blank or a surface form: reserved characters behind a backslash."""
    return _RESERVED.sub(r"\\\g<0>", text)


def quote(text: str) -> str:
    """Text as the first program of a mode takes it: escaped, with line breaks and runs of blanks as superblanks."""
    return _SUPERBLANK.sub(r"[\g<0>]", escape(text))


def unescape(text: str) -> str:
    """The inverse of :func:`escape`."""
    return re.sub(r"\\(.)", r"\1", text, flags=re.DOTALL) if "\\" in text else text


def rewrite(stream: str, unit: Callable[[str, str], str]) -> str:
    """The stream with each unit replaced that has a word-bound blank.

    Args:
        unit: gets the content of the word-bound blank and the unit's content without ``^`` and ``$``; returns what
            shall stand there, blank and all.
    """
    return _NUMBERED.sub(lambda match: unit(match[1], match[2]), stream)


def bound(stream: str) -> list[tuple[str, str]]:
    """The units that have a word-bound blank: its content, and the unit's without ``^`` and ``$``."""
    return _NUMBERED.findall(stream)


def split(stream: str) -> tuple[list[str], list[str]]:
    """What stands between the units of an analysed stream, and the units' contents: one blank more than units."""
    if "\\" not in stream:
        parts = _PLAIN_UNIT.split(stream)
        return parts[::2], parts[1::2]
    blanks: list[str] = []
    units: list[str] = []
    position = 0
    for match in _UNIT.finditer(stream):
        start = match.start()
        if stream[start] == "^":
            blanks.append(stream[position:start])
            position = match.end()
            units.append(stream[start + 1 : position - 1])
    blanks.append(stream[position:])
    return blanks, units


def join(blanks: Sequence[str], units: Sequence[str]) -> str:
    """The inverse of :func:`split`, each unit with its number as word-bound blank."""
    numbered = [f"{blank}[[{number}]]^{unit}$" for number, (blank, unit) in enumerate(zip(blanks, units, strict=False))]
    return "".join(numbered) + blanks[-1]


def detach(stream: str) -> str:
    """Closes each word-bound blank behind its unit, as generators want it."""
    # Without a backslash a unit ends at its first dollar sign, which takes half the time to find.
    return (_BOUND if "\\" in stream else _PLAIN_BOUND).sub(r"\g<0>[[/]]", stream)


def analyses(unit: str) -> tuple[str, list[str]]:
    """A unit's surface form, unescaped, and its readings as they stand."""
    if "\\" not in unit:
        first, *rest = unit.split("/")
        return first, rest
    first, *rest = _SPLIT.findall(unit) or [""]
    return unescape(first), rest


Word = tuple[str, tuple[int, ...], bool]
"""A stretch of generated text; the numbers of the source words it came from, none for blanks; and whether it is a
superblank, so that the source has it."""


def words(stream: str) -> list[Word]:
    """The generated stream as plain stretches, in order; joined they are the text."""
    if _STRETCH.sub("", stream):
        return list(_odd_words(stream))
    escaped = "\\" in stream
    found: list[Word] = []
    for blank, word, superblank, plain in _STRETCH.findall(stream):
        if blank:
            if word:
                found.append((unescape(word) if escaped else word, _numbers(blank), False))
        elif plain:
            found.append((unescape(plain) if escaped else plain, (), False))
        elif superblank:
            found.append((unescape(superblank) if escaped else superblank, (), True))
    return found


def _odd_words(stream: str) -> Iterator[Word]:
    """The same where word-bound blanks are not closed, or hold more than a word."""
    text: list[str] = []
    sources: tuple[int, ...] = ()
    for match in _OUTPUT.finditer(stream):
        character, blank, superblank, plain = match.groups()
        if blank is None and (superblank is None or sources):
            text.append(unescape(superblank) if superblank is not None else character or plain)
            continue
        if text:
            yield "".join(text), sources, False
            text = []
        if blank is None:
            yield unescape(superblank), (), True
        else:
            sources = _numbers(blank)
    if text:
        yield "".join(text), sources, False


def _numbers(blank: str) -> tuple[int, ...]:
    if blank.isdecimal():
        return (int(blank),)
    return tuple(sorted({int(part) for part in re.findall(r"\d+", blank)})) if blank != "/" else ()
