"""English dates, and how Spanish, Catalan and Galician write them.

Apertium's rules know *11 September 2023*; of *March 19, 2021* they make a march. So a date goes through as one unit
that is written here, in the long form of CLDR (through Babel), together with the preposition before it: *on March 19*
is *el 19 de marzo*, *since March 2021* is *desde marzo de 2021*. What could be anything else than a date is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from pinglot import locales

__all__ = ["Date", "find"]

_FULL = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_SHORT = ("Jan", "Feb", "Mar", "Apr", "Jun", "Jul", "Aug", "Sep", "Sept", "Oct", "Nov", "Dec")
_NUMBERS = {name: number for number, name in enumerate(_FULL, start=1)}
_NUMBERS |= {short: next(_NUMBERS[name] for name in _FULL if name.startswith(short)) for short in _SHORT}
_MONTH = rf"(?:(?P<month>{'|'.join(_FULL)})|(?P<short>{'|'.join(_SHORT)})\.?)(?![a-z])"
_DAY = r"(?:(?P<first>\d{1,2})(?:st|nd|rd|th)? ?[-–] ?)?(?P<day>0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?(?!\w)"
_YEAR = r"(?P<year>1\d{3}|20\d\d)"
_THE = r"(?:the (?=\d+(?:st|nd|rd|th| of)))?"
_NO_MORE = r"(?!,? \d{4})(?! \d)"
_FORMS = (
    rf"{_MONTH} {_DAY},? {_YEAR}",
    rf"{_THE}{_DAY}(?: of)? {_MONTH},? {_YEAR}",
    rf"{_MONTH},? (?:of )?{_YEAR}",
    rf"{_MONTH} {_DAY}{_NO_MORE}(?! (?:to|and|or) \d)",
    rf"{_THE}{_DAY}(?: of)? {_MONTH}{_NO_MORE}",
)
_BEGIN = r"(?<![\w/:.,-])"
# What follows would make it a part of something else: a range of days, a number, an amount.
_END = (
    rf"(?!\w)(?! ?[-–—/] ?\d+(?!\d| (?:{'|'.join(_NUMBERS)})))(?![.,:]\d)"
    r"(?! ?(?:%|per ?cent|thousand|[mb]illion))"
)
_PREPOSITIONS = (
    "on", "as of", "since", "until", "till", "through", "from", "to", "before", "after", "by", "of", "in", "during",
    "between", "and", "around", "about",
)  # fmt: skip
_PREPOSITION = re.compile(
    rf"(?<![\w'’-])(?:(?P<word>{'|'.join(_PREPOSITIONS)}) )?(?:(?P<part>early|late|mid)[ -])?$", re.I
)
_DETERMINER = re.compile(r"(?:\b(?:the|an?|this|that|its|his|her|their|our|my|your|every|each|one)|['’]s?) $", re.I)
_WEEKDAY = re.compile(r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day $")

# What stands before a day, and before a month, for each English preposition; {el}, {del}, {al} and {de} as below.
_ALIKE = {"till": "until", "through": "until", "during": "in", "about": "around"}
_BEFORE_DAY = {
    "es": {
        "on": "{el}", "as of": "{al}", "since": "desde {el}", "until": "hasta {el}", "from": "desde {el}", "to": "{al}",
        "before": "antes {del}", "after": "después {del}", "by": "para {el}", "of": "{del}", "in": "{el}",
        "between": "entre {el}", "and": "y {el}", "around": "alrededor {del}",
    },
    "ca": {
        "on": "{el}", "as of": "{al}", "since": "des {del}", "until": "fins {al}", "from": "des {del}", "to": "{al}",
        "before": "abans {del}", "after": "després {del}", "by": "per {al}", "of": "{del}", "in": "{el}",
        "between": "entre {el}", "and": "i {el}", "around": "al voltant {del}",
    },
    "gl": {
        "on": "{el}", "as of": "{al}", "since": "desde {el}", "until": "ata {el}", "from": "desde {el}", "to": "{al}",
        "before": "antes {del}", "after": "despois {del}", "by": "para {el}", "of": "{del}", "in": "{el}",
        "between": "entre {el}", "and": "e {el}", "around": "arredor {del}",
    },
}  # fmt: skip
_BEFORE_MONTH = {
    "es": {
        "in": "en ", "since": "desde ", "until": "hasta ", "from": "desde ", "to": "a ", "before": "antes de ",
        "after": "después de ", "by": "para ", "of": "de ", "as of": "a ", "between": "entre ", "and": "y ",
        "around": "alrededor de ",
    },
    "ca": {
        "in": "{el}", "since": "des {del}", "until": "fins {al}", "from": "des {del}", "to": "{al}",
        "before": "abans {del}", "after": "després {del}", "by": "per {al}", "of": "{del}", "as of": "{al}",
        "between": "entre {el}", "and": "i {el}", "around": "al voltant {del}",
    },
    "gl": {
        "in": "en ", "since": "desde ", "until": "ata ", "from": "desde ", "to": "a ", "before": "antes de ",
        "after": "despois de ", "by": "para ", "of": "de ", "as of": "a ", "between": "entre ", "and": "e ",
        "around": "arredor de ",
    },
}  # fmt: skip
_PARTS = {  # early, late, mid-March
    "es": {"early": "principios de ", "late": "finales de ", "mid": "mediados de "},
    "ca": {"early": "principis {del}", "late": "finals {del}", "mid": "mitjan "},
    "gl": {"early": "principios de ", "late": "finais de ", "mid": "mediados de "},
}
_ARTICLES = {
    "es": {"el": "el ", "del": "del ", "al": "al ", "de": "de "},
    "ca": {"el": "el ", "del": "del ", "al": "al ", "de": "de "},
    "gl": {"el": "o ", "del": "do ", "al": "ao ", "de": "de "},
}
_ELIDED = {"el": "l'", "del": "de l'", "al": "a l'", "de": "d'"}  # Catalan, before a vowel's sound
_NO_ARTICLE = {"el": "", "del": "de ", "al": "a ", "de": "de "}


@dataclass(frozen=True, slots=True)
class Date:
    """A date of an English text with the preposition before it.

    Attributes:
        start, end: its place, in code points.
        said: what the locale writes instead.
    """

    start: int
    end: int
    said: str


def find(text: str, locale: str) -> Iterator[Date]:
    """The dates of an English text, in order, for a locale that this module has the grammar of; none for others.

    Args:
        text: the source.
        locale: BCP 47 tag of the target.
    """
    language = locales.language(locale)
    if language not in _ARTICLES or not _ANY_MONTH.search(text):
        return
    done = 0
    for match in _PATTERN.finditer(text):
        when = {name.rstrip("0123456789"): value for name, value in match.groupdict().items() if value}
        month, day, year = _NUMBERS[_month(when)], int(when.get("day", 0)), int(when.get("year", 0))
        before = text[done : match.start()]
        first = int(when.get("first", 0))
        if not _exists(day, month, year) or _is_end_of_range(text, match.start(), done) or (first and first >= day):
            continue
        found = _PREPOSITION.search(before)
        word, part = (found["word"] or "", found["part"] or "") if found else ("", "")
        if not _is_certain(when, before, bool(word or part)):
            continue
        said = (f"{first}–" if first else "") + _formatted(day, month, year, locale)
        said = _with_preposition(said, bool(day), language, word.lower(), part.lower(), before)
        start = done + found.start() if found and (word or part) else match.start()
        begins = not any(char.isalnum() for char in text[:start])
        if text[start].isupper() and (begins or word):
            said = said[:1].upper() + said[1:]
        yield Date(start, match.end(), said)
        done = match.end()


def _numbered(pattern: str, number: int) -> str:
    return re.sub(r"\(\?P<(\w+)>", rf"(?P<\g<1>{number}>", pattern)


_ANY_MONTH = re.compile(rf"\b(?:{'|'.join(_NUMBERS)})\b")
_PATTERN = re.compile(
    "|".join(f"{_BEGIN}{_numbered(form, number)}{_END}" for number, form in enumerate(_FORMS)).replace(" ", "[ \u00a0]")
)


def _exists(day: int, month: int, year: int) -> bool:
    try:
        date(year or 2000, month, day or 1)
    except ValueError:
        return False
    return True


def _month(when: dict[str, str]) -> str:
    return when.get("month") or when["short"]


def _is_end_of_range(text: str, start: int, done: int) -> bool:
    """Whether days stand before a dash: *1–10 January*; after a whole date, a date may follow."""
    before = text[:start].rstrip()
    return before[-1:] in "–—-" and before[-2:-1].isdigit() and done < len(before) - 1


def _is_certain(when: dict[str, str], before: str, preposition: bool) -> bool:
    # May and March are other words, too, and begin with a capital where a sentence begins.
    in_sentence = "month" in when and any(char.isalnum() for char in before)
    return "year" in when or preposition or in_sentence


def _with_preposition(said: str, has_day: bool, language: str, word: str, part: str, before: str) -> str:
    word = _ALIKE.get(word, word)
    grammar = _articles(said, language)
    if part and not has_day:
        said = _PARTS[language][part].format_map(grammar) + said
        lead = "a " if word in ("", "in") else _BEFORE_MONTH[language].get(word, word + " ").format_map(_NO_ARTICLE)
        return lead + said
    table = (_BEFORE_DAY if has_day else _BEFORE_MONTH)[language]
    if word in table:
        return table[word].format_map(grammar) + said
    if word:
        return f"{word} {said}"
    if not has_day:
        return (grammar["de"] if re.search(r"\d $", before) else "") + said
    joined = re.search(r"[^\W\d_] $", before) and not _DETERMINER.search(before) and not _WEEKDAY.search(before)
    return (grammar["el"] if joined else "") + said


def _articles(said: str, language: str) -> dict[str, str]:
    if language == "ca" and re.match(r"11?(?!\d)|[aeiou]", said):
        return _ELIDED
    return _ARTICLES[language]


@cache
def _formatted(day: int, month: int, year: int, locale: str) -> str:
    from babel.dates import format_date, format_skeleton

    when = date(year or 2000, month, day or 1)
    babel = locale.replace("-", "_")
    tag = next((wider.replace("-", "_") for wider in locales.chain(locale) if _is_known(wider)), babel)
    if day and year:
        said = format_date(when, "long", locale=tag)
    else:
        said = format_skeleton("MMMMd" if day else "yMMMM", when, locale=tag)
    return said.replace("’", "'")


@cache
def _is_known(tag: str) -> bool:
    from babel import Locale, UnknownLocaleError

    try:
        Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError):
        return False
    return True
