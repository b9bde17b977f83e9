"""What a reader would put right in Apertium's text at first sight: blanks, figures, opening marks, stray capitals.

Every function here takes a draft and says what to change, as :class:`Edit` values; :func:`apply` carries them out and
moves the links along. Nothing is guessed at: a blank is only taken away where the source has none, a figure only
rewritten where it is certainly an amount, a capital only lowered where the source has no such word. What a language
asks for is in tables; a language that is in none of them gets its blanks tidied and its figures in its own signs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from pinglot import locales
from pinglot.model import OBJECT, Link

__all__ = ["Edit", "apply", "articles", "blanks", "capitals", "figures", "finish", "openings"]


@dataclass(frozen=True, slots=True)
class Edit:
    """``text[start:end]`` of a draft becomes ``said``; places in code points."""

    start: int
    end: int
    said: str


def finish(
    source: str,
    text: str,
    links: Sequence[Link],
    own: Sequence[tuple[int, int]],
    edges: Sequence[int],
    fixed: Sequence[tuple[int, int]],
    source_locale: str,
    locale: str,
) -> tuple[str, list[Link]]:
    """A draft as a reader of the locale expects it.

    Args:
        source: the sentence.
        text: the draft.
        links: between them.
        own: the spans in ``text`` of blanks that the source has itself, as runs and line breaks.
        edges: the places in ``text`` where one word follows another without a blank.
        fixed: the spans in ``text`` of what is said as it is: pins, and what was copied.
        source_locale, locale: BCP 47 tags of both.

    Returns:
        the text and its links.
    """
    language = _language(locale)
    edits = [
        *blanks(source, text, links, own, edges),
        *figures(source, text, links, source_locale, locale),
        *articles(source, text, language),
        *capitals(source, text, links),
        *openings(source, text, language),
    ]
    if fixed:
        edits = [edit for edit in edits if not any(first < edit.end and edit.start < last for first, last in fixed)]
    return apply(text, links, edits) if edits else (text, list(links))


@cache
def _language(tag: str) -> str:
    return locales.language(tag)


def apply(text: str, links: Sequence[Link], edits: Iterable[Edit]) -> tuple[str, list[Link]]:
    """Carries edits out, the first of two that overlap; a link grows and shrinks with what it covers.

    An opening mark set before a word belongs to the word's link, so that an inline code around the word holds both.
    """
    parts: list[str] = []
    done: list[tuple[Edit, int]] = []  # and what it adds to the places behind it
    position = shift = 0
    for edit in sorted(edits, key=lambda one: (one.start, one.end)):
        if edit.start < position:
            continue
        parts += (text[position : edit.start], edit.said)
        position = edit.end
        shift += len(edit.said) - (edit.end - edit.start)
        done.append((edit, shift))
    parts.append(text[position:])

    def moved(place: int, as_end: bool) -> int:
        before = 0
        for edit, after in done:
            lost_blank = edit.start == edit.end and edit.said == " " and not as_end
            if place < edit.start or (place == edit.start and not lost_blank):
                break
            if place < edit.end:
                # Inside what was rewritten: its beginning for a start, its end for an end.
                return edit.end + after if as_end else edit.start + before
            before = after
        return place + before

    whole = "".join(parts)
    kept = []
    for link in links:
        start, end = moved(link.target_start, as_end=False), moved(link.target_end, as_end=True)
        if start < end:
            kept.append(Link(link.source_start, link.source_end, start, end))
    return whole, kept


# --- blanks ---------------------------------------------------------------------------------------------------

_RUN = re.compile(r"  +")
_BEFORE_MARK = re.compile(r"(?<=\S) +(?=[.,;:!?)\]](?!\w))")
_BESIDE_BREAK = re.compile(r" +(?=[\n\r])|(?<=[\n\r]) +")


def blanks(
    source: str, text: str, links: Sequence[Link], own: Sequence[tuple[int, int]] = (), edges: Sequence[int] = ()
) -> Iterator[Edit]:
    """Blanks that words left behind which Apertium dropped or moved, and blanks that it lost between two words.

    Args:
        own: the spans in ``text`` of blanks that the source has itself: these stay.
        edges: where one word follows another without a blank, as in ``lectinadeC``.
    """
    kept = sorted(own)

    def is_own(start: int, end: int) -> bool:
        return any(start < last and first < end for first, last in kept)

    if "  " in text:
        for run in _RUN.finditer(text):
            beside = [(first, last) for first, last in kept if run.start() < last and first < run.end()]
            if not beside:
                yield Edit(run.start(), run.end(), " ")
            else:  # only what does not come from the source goes
                inner = text[max(beside[0][0], run.start()) : min(beside[-1][1], run.end())]
                if inner != run[0] and inner:
                    yield Edit(run.start(), run.end(), inner)
    if kept and ("\n" in text or "\r" in text):
        for beside_break in _BESIDE_BREAK.finditer(text):
            if not is_own(*beside_break.span()):
                yield Edit(*beside_break.span(), "")
    origin: dict[int, int] | None = None
    for found in _BEFORE_MARK.finditer(text):
        if is_own(*found.span()):
            continue
        if origin is None:
            origin = {link.target_start: link.source_start for link in links}
        mark, place = text[found.end()], origin.get(found.end())
        if place is not None and source[place : place + 1] == mark:
            stands_free = place == 0 or source[place - 1].isspace()
        else:
            stands_free = re.search(rf"(?:^|\s){re.escape(mark)}", source) is not None
        if not stands_free:
            yield Edit(*found.span(), "")
    for place in edges:
        before = [link.source_end for link in links if link.target_end == place]
        behind = [link.source_start for link in links if link.target_start == place]
        if not set(before) & set(behind):  # no parts of one word in the source
            yield Edit(place, place, " ")


# --- figures --------------------------------------------------------------------------------------------------

_SIGN = r"(?:US\$|[$€£])"
_UNITS = {
    # English; signs that every language writes alike are below.
    "en": r"per ?cent|percentage points?|thousand|[mbt]r?illion|mn|bn|degrees?|times|fold|points?|people|persons?"
    r"|(?:kilo|centi|milli|micro|nano)?(?:met(?:er|re)s?|gram(?:me)?s?|lit(?:er|re)s?|watts?|hertz)|miles?|feet|foot"
    r"|inch(?:es)?|yards?|acres?|hectares?|tonn?es?|tons|pounds?|ounces?|seconds?|minutes?|hours?|days?|weeks?|months?"
    r"|years?|euros?|dollars?|yuan|yen|rupees?|francs?|pesos?|roubles?|rubles?",
}
_SIGNS = r"[%‰°℃€£$¥]|(?:[kcmµnMG]?[mg]|[kMGT]?(?:Wh?|Hz|B)|m?[lL]|ha|km/h|EUR|USD|GBP)(?![\w/])"
_MAYBE_AMOUNT = re.compile(r"\d\D\d|[$€£]")
_VERSION = re.compile(r"\b(?:version|release|v|ver|no|section|chapter|article|figure|table|part|appendix)\.? ?$", re.I)
_COMPARED = re.compile(r"[<>≤≥≈~±=] ?$")

# After a figure, and the words for the signs: 1,1 mil millones de euros.
_MAGNITUDES = {
    "es": r"(?:mil )?mill(?:ones|ón)|bill(?:ones|ón)",
    "ca": r"(?:mil )?mili(?:ons|ó)|bili(?:ons|ó)",
    "gl": r"(?:mil )?mill(?:óns|ón)|bill(?:óns|ón)",
}
_MONEY = {
    "es": {"€": "de euros", "$": "de dólares", "£": "de libras", "US$": "de dólares estadounidenses"},
    "ca": {"€": "d'euros", "$": "de dòlars", "£": "de lliures", "US$": "de dòlars dels Estats Units"},
    "gl": {"€": "de euros", "$": "de dólares", "£": "de libras", "US$": "de dólares estadounidenses"},
}


@dataclass(frozen=True, slots=True)
class _Amount:
    """A figure of the source that is an amount, and how the locale writes it."""

    start: int
    raw: str
    said: str
    sign: str


def figures(source: str, text: str, links: Sequence[Link], source_locale: str, locale: str) -> Iterator[Edit]:
    """Amounts that Apertium copied, with the decimal and grouping signs of the locale (CLDR, through Babel).

    A figure is an amount where a currency, a per cent sign, a magnitude or a unit stands beside it, where its digits
    are grouped, or where it begins with a nought and a decimal sign. ``Section 1.1``, versions, times, dates, addresses
    and telephone numbers stay as they are. A currency goes where the locale's readers look for it: ``€1.1 mil
    millones`` becomes ``1,1 mil millones de euros``.
    """
    amounts = _amounts(source, source_locale, locale) if _MAYBE_AMOUNT.search(source) else []
    for raw in dict.fromkeys(amount.raw for amount in amounts):
        same = {amount.start: amount for amount in amounts if amount.raw == raw}
        there = [match.start() for match in _standing(raw).finditer(source)]
        here = [match.span() for match in _standing(raw).finditer(text)]
        for number, (start, end) in enumerate(here):
            linked = {
                place
                for link in links
                if link.target_start < end and start < link.target_end
                for place in there
                if link.source_start < place + len(raw) and place < link.source_end
            }
            if not linked and len(here) == len(there):
                linked = {there[number]}
            if (linked or set(there)) <= same.keys():
                amount = same[min(linked or there)]
                yield from _rewritten(text, start, end, amount, locale)


@cache
def _standing(raw: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\d)(?<!\d[.,]){re.escape(raw)}(?!\d)(?![.,]\d)")


def _amounts(source: str, source_locale: str, locale: str) -> list[_Amount]:
    decimal, group = locales.separators(source_locale)
    to_decimal, to_group = locales.separators(locale)
    found = []
    for match in _figure(decimal, group).finditer(source):
        sign, whole, part = match["sign"] or "", match["whole"], match["part"] or ""
        if group in whole or part or sign:
            certain = _is_amount(source, match, sign, group in whole, _language(source_locale), decimal, group)
            if certain:
                said = _grouped(whole, group, to_group, locale) + part.replace(decimal, to_decimal)
                found.append(_Amount(match.start("whole"), whole + part, said, sign))
    return found


@cache
def _figure(decimal: str, group: str) -> re.Pattern[str]:
    dot, comma = re.escape(decimal), re.escape(group)
    return re.compile(
        rf"(?<![\w.,:])(?<![^\W\d_][-‐‑])(?P<sign>{_SIGN} ?)?"
        rf"(?P<whole>\d{{1,3}}(?:{comma}\d{{3}})+|\d+)(?P<part>{dot}\d+)?(?!\d|[.,:]\d)"
    )


@cache
def _unit(language: str) -> re.Pattern[str]:
    words = _UNITS.get(language)
    said = rf"(?:{words})(?!\w)|" if words else ""
    return re.compile(rf"[ \u00a0-]?(?:{said}{_SIGNS})")


def _is_amount(
    source: str, match: re.Match[str], sign: str, grouped: bool, language: str, decimal: str, group: str
) -> bool:
    end = match.end()
    if sign or _unit(language).match(source, end):
        return True
    before, behind = source[: match.start()], source[end : end + 4]
    if behind[:1].isalpha() or re.match(r"-\d{3}", behind) or _VERSION.search(before):
        return False
    if grouped or match["whole"] + (match["part"] or "")[:1] == "0" + decimal:
        return True
    if before[-1:] == "/" or behind[:1] == "/":
        return False
    if _COMPARED.search(before):
        return True
    upper = re.compile(rf" ?(?:[-–—~]|to|and|or) ?(?:{_SIGN} ?)?").match(source, end)  # 1.5 to 2.5 metres
    other = _figure(decimal, group).match(source, upper.end()) if upper else None
    return bool(other and _unit(language).match(source, other.end()))


@cache
def _grouped(whole: str, group: str, to_group: str, locale: str) -> str:
    if group not in whole:
        return whole
    digits = whole.replace(group, "")
    if len(digits) < 3 + _least_grouped(locale):
        return digits
    return re.sub(r"(?<=\d)(?=(?:\d{3})+$)", to_group, digits)


def _least_grouped(locale: str) -> int:
    """Digits before the first grouping sign from which on a locale groups (CLDR's ``minimumGroupingDigits``)."""
    return 2 if locales.normalize(locale) in ("es", "es-ES", "pt-PT", "it", "pl", "hu", "bg") else 1


@cache
def _sign_behind(locale: str) -> bool:
    from babel import Locale, UnknownLocaleError

    for wider in locales.chain(locale):
        try:
            pattern = Locale.parse(wider, sep="-").currency_formats["standard"].pattern
        except (UnknownLocaleError, ValueError):
            continue
        return bool(pattern.rstrip().endswith("¤"))
    return False


@cache
def _magnitude(language: str) -> re.Pattern[str]:
    named = "|".join(re.escape(said) for said in _MONEY.get(language, {}).values())
    return re.compile(rf" +({_MAGNITUDES.get(language, '(?!)')})\b(?! (?:{named}))")


def _rewritten(text: str, start: int, end: int, amount: _Amount, locale: str) -> Iterator[Edit]:
    language = _language(locale)
    sign = amount.sign.strip()
    before = re.search(rf"{re.escape(sign)} ?$", text[:start]) if sign else None
    behind = re.match(rf" ?{re.escape(sign)}", text[end:]) if sign else None
    if before or behind:
        first = before.start() if before else start
        last = end + behind.end() if behind else end
        if magnitude := _magnitude(language).match(text, last):
            yield Edit(first, last, amount.said)
            yield Edit(magnitude.end(), magnitude.end(), f" {_MONEY[language][sign]}")
            return
        if _sign_behind(locale) and sign != "US$" and not re.match(r"\w|\+|-\w", text[last:]):
            yield Edit(first, last, f"{amount.said}\u00a0{sign}")
            return
    if amount.said != amount.raw:
        yield Edit(start, end, amount.said)


# --- capitals -------------------------------------------------------------------------------------------------

_ARTICLES = {
    "es": "el la los las un una unos unas al del lo",
    "ca": "el la els les un una uns unes al del als dels",
    "gl": "o a os as un unha uns unhas ao á do da",
}


def articles(source: str, text: str, language: str) -> Iterator[Edit]:
    """Articles with a capital that belonged to a word behind them: ``Cytokine La tormenta``, ``EL agua``."""
    pattern = _capital_article(language)
    if pattern is None:
        return
    for found in pattern.finditer(text):
        word = found[0]
        if re.search(rf"\b{word}\b", source):
            continue  # a name has it: Los Angeles
        inside = bool(re.search(r"[\w,;)’'\"”»] $", text[: found.start()]))
        if inside:
            yield Edit(*found.span(), word.lower())
        elif word.isupper() and len(word) > 1 and re.match(r" \w*[^\W\d_A-Z]", text[found.end() :]):
            yield Edit(*found.span(), word.capitalize())


@cache
def _capital_article(language: str) -> re.Pattern[str] | None:
    words = _ARTICLES.get(language)
    if words is None:
        return None
    said = sorted({form for word in words.split() for form in (word.capitalize(), word.upper())}, key=len, reverse=True)
    return re.compile(rf"(?<![\w’'-])(?:{'|'.join(said)})(?= [^\W\d_])")


_CHANGED = re.compile(r"(?<![\w-])[a-zà-ÿ][A-ZÀ-Ý][A-ZÀ-Ý\d-]*(?!\w)")
_PASSED_ON = re.compile(r"(\S*[^\s.!?:…]) ([A-ZÀ-Ý][a-zà-ÿ])")


# A capital because the sentence begins, and not of an acronym or a letter's name (C-type).
_SENTENCE = re.compile(r"[\W_]*?([^\W\d_])(?![A-Z\d-])")
_FIRST_LETTER = re.compile(r"[\W_]*?([^\W\d_])")


def capitals(source: str, text: str, links: Sequence[Link]) -> Iterator[Edit]:
    """Letters that transfer changed: short names (``iD`` for *ID*), and a sentence's capital.

    ``Wang Dijo``: behind a first word that was copied, the next one got the capital, too. ``il aussi``: a pronoun that
    transfer put before the first word has none.
    """
    began, begins = _SENTENCE.match(source), _FIRST_LETTER.match(text)
    if began and began[1].isupper() and begins and begins[1].islower() and not source.startswith(text.split(" ", 1)[0]):
        yield Edit(*begins.span(1), begins[1].upper())
    for found in _CHANGED.finditer(text):
        for link in links:
            if link.target_start <= found.start() and found.end() <= link.target_end:
                meant = source[link.source_start : link.source_end]
                if meant.isupper() and meant.casefold() == found[0].casefold():
                    yield Edit(*found.span(), meant)
                    break
    passed_on = _PASSED_ON.match(text)
    if passed_on and source.startswith(passed_on[1]):
        place = passed_on.start(2)
        if any(link.target_start == place and source[link.source_start].islower() for link in links):
            yield Edit(place, place + 1, text[place].lower())


# --- opening marks --------------------------------------------------------------------------------------------

_OPENING = {"es": {"?": "¿", "!": "¡"}, "ast": {"?": "¿", "!": "¡"}}
_QUOTES = {'"': '"', "“": "”", "«": "»", "‘": "’", "'": "'", "(": ")", "[": "]"}
_END = re.compile(r"[?!]+(?=[\"”»’')\]]*(?:$|[\n\r]|\s+[\"“«‘'(\[¿¡–—-]*(?:[^\W\d_a-z]|\d)))")
# A new sentence, what comes after a colon, or a quotation: there a question may begin.
_START = re.compile(r"(?<=[a-zà-ÿ][.?!…])[\"”»’')\]]*\s+(?=[^\W\d_a-zà-ÿ])|:\s+|[\n\r]\s*|(?<!\w)[\"“«‘'(\[](?=\S)")


def openings(source: str, text: str, language: str) -> Iterator[Edit]:
    """¿ and ¡ where the sentence of a ``?`` or ``!`` begins (Real Academia Española, *Ortografía*, 2010, 3.4.9)."""
    marks = _OPENING.get(language)
    if marks is None or not ("?" in text or "!" in text):
        return
    free = 0
    for end in _END.finditer(text):
        start = free
        for found in _START.finditer(text, free, end.start()):
            closing = _QUOTES.get(found[0])
            if closing is None or closing not in text[found.end() : end.start()]:
                start = found.end()
        start = _behind_signs(text, start, end.start())
        free = end.end()
        asked = text[start : end.start()]
        copied = not any(mark in source for mark in end[0])
        if not copied and not any(mark in asked for mark in "¿¡") and any(c.isalnum() or c == OBJECT for c in asked):
            yield Edit(start, start, "".join(marks[mark] for mark in dict.fromkeys(reversed(end[0]))))


def _behind_signs(text: str, start: int, end: int) -> int:
    """The first place from ``start`` on that is no blank, no bullet and no opening of what closes behind ``end``."""
    while start < end:
        char = text[start]
        opens = char in _QUOTES and _QUOTES[char] not in text[start + 1 : end]
        if not (char.isspace() or char in "–—•*-" or opens):
            break
        start += 1
    return start
