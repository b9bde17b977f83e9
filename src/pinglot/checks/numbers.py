"""Numbers and quantities: what the source says in figures, the translation must say, too.

Compared are values, not figures: ``7.73 billion`` is ``7 730 millones`` and ``77.3亿``. Separators are read as the
locale writes them (CLDR); where a figure can be read in two ways both are tried, and one that the target's readers
take for another value (``1,500`` in Spanish) is a warning. Number words, months, Roman and Chinese numerals may stand
for a figure, and the other way round. A figure inside a matched term is the term's affair.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from itertools import pairwise

from pinglot import locales
from pinglot.checks import numerals
from pinglot.checks.subject import Check, Notice, Rule, Subject
from pinglot.model import Severity

__all__ = ["CHECK", "Figure", "figures"]

_BLANKS = "\u00a0\u202f\u2009\u2007 "
_FIGURE = re.compile(rf"\d+(?:[.,٫٬'’·_]\d+|[{_BLANKS}](?=\d{{3}}(?!\d))\d{{3}})*")
_CHINESE = re.compile("[零〇一二两兩三四五六七八九十百千万萬亿億]+")


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of a text that is written in figures.

    Attributes:
        start, end: its place, in code points, magnitude words included.
        text: what stands there.
        usual: its value as the locale's readers take it.
        values: every value that it may have.
        parts: where it may be several numbers beside each other (``19 200``), the value of each; else empty.
        code: whether letters are joined to it, as in ``H1N1`` or ``COVID-19``: then it is a name rather than a number.
    """

    start: int
    end: int
    text: str
    usual: Decimal
    values: frozenset[Decimal]
    parts: tuple[Decimal, ...] = ()
    code: bool = False


def figures(text: str, locale: str) -> list[Figure]:
    """The numbers of a text that are written in figures, in order."""
    language = locales.language(locale)
    found: list[Figure] = []
    plain = "".join(str(unicodedata.decimal(char)) if char.isdecimal() else char for char in text)
    for match in _FIGURE.finditer(plain):
        found += _read(plain, match, locale, language)
    return _with_ranges(plain, found, language)


def _read(text: str, match: re.Match[str], locale: str, language: str) -> list[Figure]:
    raw = match.group()
    code = _joined_to_letters(text, match.start(), match.end(), language)
    readings = _readings(raw, *locales.separators(locale))
    if not readings:  # a version, a date, an address: several numbers
        return [
            Figure(
                match.start() + piece.start(),
                match.start() + piece.end(),
                piece.group(),
                value,
                frozenset({value}),
                (),
                code,
            )
            for piece in re.finditer(r"\d+", raw)
            for value in [Decimal(piece.group())]
        ]
    end, power = match.end(), 0
    pattern = numerals.magnitude_pattern(language)
    after = pattern.match(text, match.end()) if pattern and not code else None
    if after:
        end, power = after.end(), numerals.power_of(after.group(1), language)
    scale = Decimal(10) ** power
    values = {reading * scale for reading in readings}
    if not power:
        values |= _said_otherwise(text, match, readings[0])
    parts = (
        tuple(Decimal(part) for part in re.split(f"[{_BLANKS}]", raw))
        if re.search(f"[{_BLANKS}]", raw) and not re.search("[.,]", raw)
        else ()
    )
    said = text[match.start() : end]
    return [Figure(match.start(), end, said.strip(), readings[0] * scale, frozenset(values), parts, code)]


def _joined_to_letters(text: str, start: int, end: int, language: str) -> bool:
    """Whether a figure is part of a word: after a letter (with a hyphen, too), or before a capital."""
    if re.search(r"[^\W\d_][-‑–]?$", text[max(0, start - 2) : start]) and language not in ("zh", "ja", "ko"):
        return True
    if re.search(r"[A-Za-z][-‑–]?$", text[max(0, start - 2) : start]):
        return True
    return bool(re.match(r"[A-Z]", text[end : end + 1]))


@cache
def _readings(raw: str, decimal: str, group: str) -> tuple[Decimal, ...]:
    """The values of a figure, that of the locale first; none where it is not one number."""
    signs = [char for char in raw if not char.isdigit()]
    pieces = re.split(r"\D", raw)
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


def _said_otherwise(text: str, match: re.Match[str], value: Decimal) -> set[Decimal]:
    """Other ways to say a bare figure: hours of the afternoon, decades."""
    after = text[match.end() : match.end() + 8].lower()
    if re.match(r"(?::?\d\d)?\s?p\.?\s?m\b", after) and value < 12:
        return {value + 12}
    if re.match(r"['’]?s\b", after) and 1000 <= value < 2100 and value % 10 == 0:
        return {value % 100}
    return set()


def _with_ranges(text: str, found: list[Figure], language: str) -> list[Figure]:
    """``14 and 22 million``: the first may be millions, too."""
    if language not in numerals.MAGNITUDES:
        return found
    out: list[Figure] = []
    for index, figure in enumerate(found):
        after = found[index + 1] if index + 1 < len(found) else None
        if (
            after
            and after.usual > 0
            and re.fullmatch(r"\s*(?:[-–—~～]|[^\W\d]{1,5})\s*[$€£¥]?", text[figure.end : after.start])
        ):
            bare = re.match(r"[\d.,]+", after.text)
            scale = after.usual / value if bare and (value := _first(bare.group(), after)) else Decimal(1)
            if scale > 1:
                values = figure.values | {value * scale for value in figure.values}
                figure = Figure(figure.start, figure.end, figure.text, figure.usual, values, figure.parts, figure.code)
        out.append(figure)
    return out


def _first(raw: str, figure: Figure) -> Decimal | None:
    """The bare value of a figure with a magnitude."""
    digits = Decimal(re.sub(r"\D", "", raw) or 0)
    while digits and figure.usual % digits and digits > 1:
        digits /= 10
    return digits or None


# --- soft numbers ---------------------------------------------------------------------------------------------


def _soft(text: str, locale: str) -> set[Decimal]:
    """What the words of a text may count."""
    language = locales.language(locale)
    values: set[Decimal] = set()
    table, months = numerals.word_values(language), numerals.month_numbers(locale)
    for word in re.findall(r"[^\W\d_]+", text):
        low = word.lower()
        values |= table.get(low, set())
        if low in months:
            values.add(Decimal(months[low]))
        if word.isupper() and (roman := numerals.roman_value(word)) is not None:
            values.add(roman)
    pattern = numerals.magnitude_pattern(language)
    if language in ("zh", "ja"):
        for numeral in _CHINESE.findall(text):
            value = numerals.chinese_value(numeral)
            if value is not None:
                values.add(value)
    elif pattern:  # one million, half a million
        for found in pattern.finditer(text):
            scale = Decimal(10) ** numerals.power_of(found.group(1), language)
            values |= {scale * factor for factor in (*_SMALL, *values) if factor < 1000}
    values |= _tens_and_ones(text, table)
    return values


_SMALL = (Decimal(1), Decimal("0.5"), Decimal("1.5"), Decimal("2.5"), Decimal("0.25"))


def _tens_and_ones(text: str, table: dict[str, set[Decimal]]) -> set[Decimal]:
    """twenty-five → 25, three hundred → 300."""
    values: set[Decimal] = set()
    said = [table.get(word.lower(), set()) for word in re.findall(r"[^\W\d_]+", text)]
    for one, other in pairwise(said):
        values |= {a + b for a in one for b in other if 20 <= a < 100 and a % 10 == 0 and 0 < b < 10}
        values |= {a * b for a in one for b in other if a < 100 and b in (100, 1000)}
    return values


# --- the check ------------------------------------------------------------------------------------------------


def _check(subject: Subject) -> Iterable[Notice]:
    source, target = subject.source_words, subject.target_words
    wanted = figures(source, subject.source_locale)
    offered = figures(target, subject.locale)
    if not wanted and not offered:
        return
    pinned = {value for figure in figures(subject.target_text, subject.locale) for value in _all_values(figure)}
    left, lost, used = list(offered), [], []
    for figure in wanted:
        found = next((one for one in left if one.values & figure.values), None)
        if found is not None:
            left.remove(found)
            used.append((figure, found))
        else:
            lost.append(figure)
    soft = _soft(subject.target_text, subject.locale)
    for figure in _once(lost):
        values = _all_values(figure)
        if values & soft or _in_parts(figure, left, soft):
            continue
        if any(values & _all_values(one) for one in offered) or values & pinned:
            if not figure.code:
                yield "numbers.fewer", f"“{figure.text}” stands less often than in the source"
        else:
            yield "numbers.lost", f"“{figure.text}” of the source is not in the translation"
    known = {value for figure in figures(subject.source_text, subject.source_locale) for value in _all_values(figure)}
    known |= _soft(subject.source_text, subject.source_locale)
    for figure in _once(left):
        if not _all_values(figure) & known and not (figure.parts and set(figure.parts) <= known):
            yield "numbers.extra", f"“{figure.text}” is not in the source"
    for figure, found in used:
        if figure.text == found.text and found.usual not in figure.values:
            yield "numbers.format", f"“{found.text}” reads as {_plain(found.usual)} in {locales.name(subject.locale)}"


def _all_values(figure: Figure) -> frozenset[Decimal]:
    return figure.values


def _in_parts(figure: Figure, left: list[Figure], soft: set[Decimal]) -> bool:
    offered = {value for one in left for value in (*one.values, *one.parts)} | soft
    return bool(figure.parts) and set(figure.parts) <= offered


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
