"""Numbers and quantities: what the source says in figures, the translation must say, too.

Compared are values, not figures: ``7.73 billion`` is ``7 730 millones`` and ``77.3亿``. Separators are read as the
locale writes them (CLDR); where a figure can be read in two ways both are tried, and one that the target's readers
take for another value (``1,500`` in Spanish) is a warning. Number words, months, Roman and Chinese numerals may stand
for a figure, and the other way round. A figure inside a matched term is the term's affair.
"""

from __future__ import annotations

import re
import unicodedata
from collections import deque
from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import cache, lru_cache
from itertools import pairwise, zip_longest
from typing import NamedTuple

from pinglot import locales
from pinglot.checks import numerals
from pinglot.checks.subject import Check, Notice, Rule, Subject
from pinglot.model import Severity

__all__ = ["CHECK", "Figure", "figures"]

_BLANKS = "\u00a0\u202f\u2009\u2007 "
# Begins with a set of signs, so that the text before is passed over quickly.
_FIGURE = (
    r"[0-9][0-9]*"
    rf"(?:[.,٫٬'’·_][0-9]+|[{_BLANKS}](?=[0-9]{{3}}(?![0-9]))[0-9]{{3}})*"
)
_POINT = re.compile(r"(?<![\w.,)\]])\.")
"""A point that belongs to the figure after it, since nothing is before it: .08."""
_MAY_SAY_OTHERWISE = r"[:sSpP'’]|\s[pP]"
"""What follows a figure that :func:`_said_otherwise` has something to say of, save a range."""
_EUROPE = bytes({*range(0xD9), 0xE2})
"""The bytes of UTF-8 that no digit begins with but 0 to 9: of U+0000 to U+063F, and of U+2000 to U+2FFF."""
_OTHER_DIGIT = re.compile(r"[^\D0-9]")
_LONGEST = 60
"""Code points of a figure past which it is no number but a row of digits."""
_REMEMBERED = 8192
"""Figures whose readings are kept at most."""
_ONLY_BLANKS = re.compile(rf"\d+(?:[{_BLANKS}]\d+)+")
_BETWEEN = re.compile(r"\s*(?:[-–—~～]|[^\W\d]{1,5})\s*[$€£¥]?")
_IDIOM = re.compile(r"(?<!\d)24/7(?!\d)")
_CHINESE = re.compile("[零〇一二两兩三四五六七八九十百千万萬亿億]+")


class Figure(NamedTuple):
    """A number of a text that is written in figures.

    Attributes:
        start, end: its place, in code points, magnitude words included.
        text: what stands there.
        usual: its value as the locale's readers take it.
        sure: that, and what else it may say: 8 p.m. is 20, the 1990s are the 90s.
        values: these, and what it would be if its separators were those of another locale.
        scale: what a magnitude word multiplies it by.
        parts: where it may be several numbers beside each other (``19 200``), the value of each; else empty.
        code: whether letters are joined to it, as in ``H1N1`` or ``COVID-19``: then it is a name rather than a number.
    """

    start: int
    end: int
    text: str
    usual: Decimal
    sure: frozenset[Decimal]
    values: frozenset[Decimal]
    scale: Decimal = Decimal(1)
    parts: tuple[Decimal, ...] = ()
    code: bool = False


def figures(text: str, locale: str) -> list[Figure]:
    """The numbers of a text that are written in figures, in order."""
    language, decimal = locales.language(locale), locales.separators(locale)[0]
    if not text.isascii() and text.encode(errors="ignore").translate(None, _EUROPE):
        text = _OTHER_DIGIT.sub(lambda match: str(unicodedata.decimal(match.group())), text)
    found: list[Figure] = []
    scaled = False
    for match in _pattern(language).finditer(text):
        raw, hint, magnitude = match.groups()
        start, end = match.span(1)
        before = text[start - 1 : start]
        if before == "." and _POINT.match(text, start - 1):
            start, raw, before = start - 1, "." + raw, text[start - 2 : start - 1]
        code = before not in _NEVER_JOINED or text[end : end + 1].isupper()  # which is seldom
        code = code and _joined_to_letters(text, start, end, language)
        number = _number(raw, decimal)
        if number is None:  # a version, a date, an address: several numbers
            found += (_bare(piece.group(), start + piece.start(), code) for piece in re.finditer(r"\d+", raw))
            continue
        if magnitude and not code:
            scaled = True
            end, scale = match.end(), Decimal(10) ** numerals.power_of(magnitude, language)
            found.append(_scaled(start, end, text[start:end].strip(), number, scale))
            continue
        sure, values = number.sure, number.values
        if hint is not None or (before in ("-", "–", "/") and text[start - 2].isdigit()):
            otherwise = _said_otherwise(text, start, end, number.usual)
            sure, values = sure | otherwise, values | otherwise
        found.append(Figure(start, end, raw, number.usual, sure, values, _ONE, number.parts, code))
    return _with_ranges(text, found) if scaled else found


_ONE = Decimal(1)


@cache
def _pattern(language: str) -> re.Pattern[str]:
    """A figure, what hints at another way to read it, and magnitude words after it."""
    magnitudes = numerals.magnitude_pattern(language)
    after = rf"(?i:{magnitudes.pattern})?" if magnitudes else "()"
    return re.compile(f"({_FIGURE})(?=({_MAY_SAY_OTHERWISE})?){after}")


class _Number(NamedTuple):
    """What a figure says, whatever is around it: see :class:`Figure`; of the readings, that of the locale is first."""

    usual: Decimal
    sure: frozenset[Decimal]
    values: frozenset[Decimal]
    parts: tuple[Decimal, ...]
    readings: tuple[Decimal, ...]


@lru_cache(maxsize=_REMEMBERED)
def _number(raw: str, decimal: str) -> _Number | None:
    """What a figure says, None where it is not one number."""
    readings = _readings(raw, decimal)
    if not readings:
        return None
    parts = tuple(map(Decimal, re.split(f"[{_BLANKS}]", raw))) if _ONLY_BLANKS.fullmatch(raw) else ()
    values = [reading * _ONE for reading in readings]
    return _Number(values[0], frozenset(values[:1]), frozenset(values), parts, readings)


def _scaled(start: int, end: int, text: str, number: _Number, scale: Decimal) -> Figure:
    """A figure with a magnitude word after it."""
    values = [reading * scale for reading in number.readings]
    return Figure(start, end, text, values[0], frozenset(values[:1]), frozenset(values), scale, number.parts)


def _bare(digits: str, start: int, code: bool) -> Figure:
    value = Decimal(digits)
    only = frozenset({value})
    return Figure(start, start + len(digits), digits, value, only, only, code=code)


_NEVER_JOINED = frozenset({"", *" .,;:()[]/$€£%'’\"“”«»"})
"""What may be before a figure that is no part of a word, unless a capital is after it."""
_AFTER_LETTER = re.compile(r"[^\W\d_][-‑–]?$")
_AFTER_LATIN_LETTER = re.compile(r"[A-Za-z][-‑–]?$")


def _joined_to_letters(text: str, start: int, end: int, language: str) -> bool:
    """Whether a figure is part of a word: after a letter (with a hyphen, too), or before a capital."""
    ending = _AFTER_LATIN_LETTER if language in ("zh", "ja", "ko") else _AFTER_LETTER
    return ending.search(text, max(0, start - 2), start) is not None or "A" <= text[end : end + 1] <= "Z"


def _readings(raw: str, decimal: str) -> tuple[Decimal, ...]:
    """The values of a figure, that of the locale first; none where it is not one number."""
    if len(raw) > _LONGEST:
        return ()
    signs = [char for char in raw if not char.isdigit()]
    pieces = re.split(r"\D", raw)
    if raw[0] == ".":  # .08
        return (Decimal("0" + raw),) if len(signs) == 1 else ()
    if not signs:
        return (Decimal(raw),)
    whole = Decimal("".join(pieces))
    grouped = len(pieces[0]) <= 3 and all(len(piece) == 3 for piece in pieces[1:]) and pieces[0] != "0"
    indian = len(pieces[-1]) == 3 and all(len(piece) == 2 for piece in pieces[1:-1]) and len(pieces) > 2
    last = Decimal("".join(pieces[:-1]) + "." + pieces[-1])
    decimal_sign = signs[-1] in ".,٫·"
    if len(set(signs)) == 1:
        if len(signs) > 1:
            return (whole,) if grouped or indian else ()
        if not grouped:
            return (last,) if decimal_sign else ()
        if not decimal_sign:
            return (whole,)
        return (last, whole) if signs[0] == decimal else (whole, last)
    # 1.234.567,8: one kind of sign for groups, another once at the end.
    inner_grouped = len(pieces[0]) <= 3 and all(len(piece) == 3 for piece in pieces[1:-1])
    if decimal_sign and len(set(signs[:-1])) == 1 and inner_grouped:
        return (last,)
    return ()


def _said_otherwise(text: str, start: int, end: int, value: Decimal) -> set[Decimal]:
    """Other ways to say a bare figure: hours of the afternoon, decades."""
    after = text[end : end + 8].lower()
    if "p" in after and value < 12 and re.match(r"(?::?\d\d)?\s?p\.?\s?m\b", after):
        return {value + 12}
    if "s" in after[:2] and re.match(r"['’]?s\b", after) and 1000 <= value < 2100 and value % 10 == 0:
        return {value % 100}
    if end - start == 2 and text[start - 1 : start] in ("-", "–", "/"):
        before = re.search(r"(?<![\d.,])([12]\d)(\d\d)[-–/]$", text[max(0, start - 6) : start])
        if before and value > int(before.group(2)):
            return {Decimal(before.group(1)) * 100 + value}  # 2019–20
    return set()


def _with_ranges(text: str, found: list[Figure]) -> list[Figure]:
    """``14 and 22 million``: the first may be millions, too."""
    out: list[Figure] = []
    for figure, after in zip_longest(found, found[1:]):
        if after and after.scale > figure.scale == 1 and _BETWEEN.fullmatch(text[figure.end : after.start]):
            scaled = figure.usual * after.scale
            figure = figure._replace(sure=figure.sure | {scaled}, values=figure.values | {scaled})
        out.append(figure)
    return out


# --- soft numbers ---------------------------------------------------------------------------------------------


def _soft(text: str, locale: str) -> set[Decimal]:
    """What the words of a text may count."""
    language = locales.language(locale)
    values: set[Decimal] = set()
    table, months = numerals.word_values(language), numerals.month_numbers(locale)
    words = _LETTERS.findall(text)
    lower = [word.lower() for word in words]
    said = set(lower)
    values.update(*(table[word] for word in said & table.keys()))
    values.update(Decimal(months[word]) for word in said & months.keys())
    for word in words:
        if word.isupper() and (roman := numerals.roman_value(word)) is not None:
            values.add(roman)
    magnitudes = numerals.magnitude_words(language)
    if language in ("zh", "ja"):
        for numeral in _CHINESE.findall(text):
            value = numerals.chinese_value(numeral)
            if value is not None:
                values.add(value)
    elif magnitudes:  # one million, half a million
        for found in magnitudes.finditer(text):
            scale = Decimal(10) ** numerals.power_of(found.group(1), language)
            values |= {scale * factor for factor in (*_SMALL, *values) if factor < 1000}
    values |= _tens_and_ones(lower, table)
    return values


_LETTERS = re.compile(r"[^\W\d_]+")
_SMALL = (Decimal(1), Decimal("0.5"), Decimal("1.5"), Decimal("2.5"), Decimal("0.25"))


def _tens_and_ones(words: Iterable[str], table: dict[str, set[Decimal]]) -> set[Decimal]:
    """twenty-five → 25, three hundred → 300."""
    values: set[Decimal] = set()
    said = [table.get(word, set()) for word in words if word not in ("and", "y", "i", "e", "und", "en", "et")]
    for one, other in pairwise(said):
        if not one or not other:
            continue
        values |= {a + b for a in one for b in other if 20 <= a < 100 and a % 10 == 0 and 0 < b < 10}
        values |= {a + b for a in one for b in other if a == 100 and 0 < b < 100}
        values |= {a * b for a in one for b in other if a < 100 and b in (12, 100, 1000)}
    return values


# --- the check ------------------------------------------------------------------------------------------------


def _check(subject: Subject) -> Iterable[Notice]:
    source, target = subject.source_words, subject.target_words
    idioms: set[int] = set()
    if "24/7" in source:
        idioms.update(place for found in _IDIOM.finditer(source) for place in range(*found.span()))
    wanted = [one for one in figures(source, subject.source_locale) if one.start not in idioms]
    offered = figures(target, subject.locale)
    if _plainly_alike(wanted, offered):
        return
    pairs, lost, left = _paired([_slip(one) for one in wanted], offered)
    yield from _lost(subject, lost, left)
    yield from _extra(subject, left)
    for figure, found in pairs:
        if not figure.sure & found.sure:
            yield "numbers.format", f"“{found.text}” reads as {_plain(found.usual)} in {locales.name(subject.locale)}"


def _plainly_alike(wanted: Sequence[Figure], offered: Sequence[Figure]) -> bool:
    """Whether both sides say the same numbers, each of which can be read in one way only, as in nearly every text."""
    return (
        len(wanted) == len(offered)
        and sorted([one.usual for one in wanted]) == sorted([one.usual for one in offered])
        and {len(one.values) for one in (*wanted, *offered)} <= {1}
    )


def _paired(
    wanted: Iterable[Figure], offered: Sequence[Figure]
) -> tuple[list[tuple[Figure, Figure]], list[Figure], list[Figure]]:
    """Figures of both sides that say the same; then those of the source, then those of the translation, left over."""
    pairs, lost, taken = [], [], set()
    # One that reads so in the locale rather than one that only might.
    places = [_places(offered, "sure"), _places(offered, "values")]

    def free(value: Decimal) -> int | None:
        for table in places:
            queue = table.get(value)
            while queue and queue[0] in taken:
                queue.popleft()
            if queue:
                return queue[0]
        return None

    for figure in wanted:
        found = [place for value in figure.sure if (place := free(value)) is not None]
        if found:
            taken.add(min(found))
            pairs.append((figure, offered[min(found)]))
        else:
            lost.append(figure)
    return pairs, lost, [one for place, one in enumerate(offered) if place not in taken]


def _places(offered: Sequence[Figure], readings: str) -> dict[Decimal, deque[int]]:
    """Where each value stands, in order."""
    table: dict[Decimal, deque[int]] = {}
    for place, figure in enumerate(offered):
        for value in getattr(figure, readings):
            table.setdefault(value, deque()).append(place)
    return table


def _lost(subject: Subject, lost: Sequence[Figure], left: Sequence[Figure]) -> Iterable[Notice]:
    if not lost:
        return
    soft = _soft(subject.target_text, subject.locale)
    said = {value for one in figures(subject.target_text, subject.locale) for value in one.values}
    unused = soft.union(*({*one.values, *one.parts} for one in left))
    for figure in _once(lost):
        if figure.sure & soft or (figure.parts and set(figure.parts) <= unused):
            continue
        if not figure.sure & said:
            yield "numbers.lost", f"“{figure.text}” of the source is not in the translation"
        elif not figure.code:
            yield "numbers.fewer", f"“{figure.text}” stands less often than in the source"


def _extra(subject: Subject, left: Sequence[Figure]) -> Iterable[Notice]:
    if not left:
        return
    source = subject.source_text
    known = {value for one in figures(source, subject.source_locale) for value in one.values}
    # A nought comes with times: 10 a.m. is 10:00.
    known |= _soft(source, subject.source_locale) | _centuries(source) | {Decimal(0)}
    for figure in _once(left):
        if not figure.values & known and not (figure.parts and set(figure.parts) <= known):
            yield "numbers.extra", f"“{figure.text}” is not in the source"


def _slip(figure: Figure) -> Figure:
    """42.000 in English is a slip for 42,000, since decimals hardly end so: either is taken."""
    if figure.text.endswith("00") and max(figure.values) > figure.usual * 900:
        return figure._replace(sure=figure.sure | figure.values)
    return figure


def _centuries(text: str) -> set[Decimal]:
    """The century of a decade: the 1960s are in the 20th, and languages such as Chinese say so."""
    return {Decimal(found.group(1)) + 1 for found in re.finditer(r"(?<!\d)(\d\d)\d0['’]?s\b", text)}


def _once(found: Iterable[Figure]) -> list[Figure]:
    return list({figure.text: figure for figure in found}.values())


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"


CHECK = Check(
    (
        Rule("numbers.lost", Severity.ERROR, "a number of the source has no like in the translation"),
        Rule("numbers.fewer", Severity.WARNING, "a number stands less often than in the source"),
        Rule("numbers.extra", Severity.WARNING, "a number of the translation is not in the source"),
        Rule("numbers.format", Severity.WARNING, "a number that the readers of the locale take for another value"),
    ),
    _check,
)
