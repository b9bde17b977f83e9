"""Checks of one row's spelling, each with the remedy that keeps what the row says.

Glossaries come out of spreadsheets and word lists: cells in sentence case, articles before nouns, two translations in
one cell, explanations in brackets. A remedy moves what stands there to the column that is for it, and drops only what
the language adds by itself; where it could change what a row means, there is a finding and no remedy.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from pinglot import lemmas
from pinglot.glossary.fold import fold_text, lower
from pinglot.glossary.matcher import claims, key
from pinglot.glossary.problem import Change, Problem, approved_rows, language, problem
from pinglot.model import Severity, Term

__all__ = ["COMMON", "ROW_CHECKS"]

_COMMON_WORDS = """
    a about after all also an and any are as at be been but by can could did do for from had has have he
    her his how i if in into is it its may me more most my new no not of on one or other our out over
    she so some such than that the their them then there these they this to two under up was we were
    what when which who will with would year you your
"""
COMMON = frozenset(_COMMON_WORDS.split())
"""English words that stand in nearly every text."""

_TEXT_COLUMNS = ("term", "translation", "variants", "forms", "forbidden")
_NO_NOUN_ALONE = """
    few little lot bit couple while number great good long same other rest first last
"""
_SMALL_WORDS = frozenset(_NO_NOUN_ALONE.split())
"""English words that mean something else without the article before them."""


# --- blanks and letters ---------------------------------------------------------------------------------------


def _blanks(rows: Sequence[Term], source: str) -> Iterator[Problem]:
    yield from _respelt(rows, "blanks", lambda text: " ".join(text.split()), "has blanks around it or doubled")


def _not_nfc(rows: Sequence[Term], source: str) -> Iterator[Problem]:
    yield from _respelt(
        rows, "not-nfc", lambda text: unicodedata.normalize("NFC", text), "is written with decomposed letters (not NFC)"
    )


def _respelt(rows: Sequence[Term], check: str, better: Callable[[str], str], what: str) -> Iterator[Problem]:
    for term in rows:
        for column in _TEXT_COLUMNS:
            value = getattr(term, column)
            good = better(value) if isinstance(value, str) else tuple(better(text) for text in value)
            if good != value:
                shown = value if isinstance(value, str) else "|".join(value)
                fixed = replace(term, **{column: good})  # type: ignore[arg-type]
                message = f"{column} “{shown}” {what}"
                yield problem(term, check, Severity.WARNING, message, Change(term, fixed))


# --- several texts in one cell --------------------------------------------------------------------------------

_BETWEEN = re.compile(r"\s+[/／]\s+|\s+:\s+|\s*[;；|]\s*")
_BEHIND = re.compile(
    r"(?P<text>[^()\[\]（）［］]+?)(?P<gap>\s*)(?P<open>[\[(（［])(?P<inside>[^()\[\]（）［］]+)[\])）］]"
)
_BEFORE = re.compile(r"[\[(（［](?P<inside>[^()\[\]（）［］]+)[\])）］](?P<gap>\s*)(?P<text>[^()\[\]（）［］]+)")
_BRACKET = re.compile(r"[()\[\]（）［］]")


def _several(rows: Sequence[Term], source: str) -> Iterator[Problem]:
    for term in rows:
        for column, kept, listed in (("term", term.term, "variants"), ("translation", term.translation, "forms")):
            parts = _parts(kept)
            if len(parts) < 2 or term.keep or term.term == term.translation:
                continue
            if column == "translation" and (
                _BETWEEN.search(term.term) or (":" in kept and language(term.locale) == "fr")
            ):
                continue  # the source says as many, or the sign is the language's own punctuation
            if column == "term" and ":" in kept:
                continue
            more = (*getattr(term, listed), *(part for part in parts[1:] if part not in getattr(term, listed)))
            fixed = replace(term, **{column: parts[0], listed: more})  # type: ignore[arg-type]
            message = f"{column} “{kept}” holds several texts; the first is the {column}, the others are {listed}"
            yield problem(term, "several", Severity.WARNING, message, Change(term, fixed))
            break


def _parts(text: str) -> list[str]:
    return list(dict.fromkeys(part for part in _BETWEEN.split(text) if part.strip()))


def _bracket(rows: Sequence[Term], source: str) -> Iterator[Problem]:
    """*casos [de la enfermedad]*, *SIDA (AIDS)*, *(poner/estar) en cuarentena*."""
    for term in rows:
        if term.keep or _BRACKET.search(term.term):
            continue
        found = _unbracketed(term.translation)
        if found is None:
            continue
        text, forms = found
        more = (*term.forms, *(form for form in forms if form not in term.forms and form != text))
        message = f"translation “{term.translation}” has a part in brackets, which would be asked for with its brackets"
        fixed = replace(term, translation=text, forms=more)
        yield problem(term, "bracket", Severity.WARNING, message, Change(term, fixed))


def _unbracketed(cell: str) -> tuple[str, list[str]] | None:
    """The text without its part in brackets, and the forms that it stood for; None where it has no such part."""
    behind = _BEHIND.fullmatch(cell)
    if behind:
        if not behind["gap"] and behind["open"] in "([" and behind["text"][-1].isascii():
            return None  # an ending: amigo(a)
        if behind["open"] in "[［":
            return behind["text"], [behind["text"] + behind["gap"] + behind["inside"].strip()]
        return behind["text"], [cell]
    before = _BEFORE.fullmatch(cell)
    if before and (before["gap"] or not before["text"][0].isascii()):
        ways = [part.strip() for part in before["inside"].split("/") if part.strip()]
        return before["text"].strip(), [f"{way}{before['gap']}{before['text']}".strip() for way in ways]
    return None


# --- articles -------------------------------------------------------------------------------------------------

# What an article says of its noun: gender and number, "" where it leaves that open.
_DEFINITE: dict[str, dict[str, tuple[str, str]]] = {
    "en": {"the": ("", "")},
    "es": {"el": ("m", ""), "la": ("f", ""), "los": ("m", "pl"), "las": ("f", "pl")},
    "fr": {"le": ("m", ""), "la": ("f", ""), "les": ("", "pl")},
    "it": {"il": ("m", ""), "lo": ("m", ""), "la": ("f", ""), "i": ("m", "pl"), "gli": ("m", "pl"), "le": ("f", "pl")},
    "pt": {"o": ("m", ""), "a": ("f", ""), "os": ("m", "pl"), "as": ("f", "pl")},
    "gl": {"o": ("m", ""), "a": ("f", ""), "os": ("m", "pl"), "as": ("f", "pl")},
    "ca": {"el": ("m", ""), "la": ("f", ""), "els": ("m", "pl"), "les": ("f", "pl")},
    "de": {"der": ("m", ""), "die": ("", ""), "das": ("n", "")},
    "nl": {"de": ("", ""), "het": ("n", "")},
}
_INDEFINITE: dict[str, dict[str, tuple[str, str]]] = {
    "en": {"a": ("", ""), "an": ("", "")},
    "es": {"un": ("m", ""), "una": ("f", ""), "unos": ("m", "pl"), "unas": ("f", "pl")},
    "fr": {"un": ("m", ""), "une": ("f", ""), "des": ("", "pl")},
    "it": {"un": ("m", ""), "uno": ("m", ""), "una": ("f", "")},
    "pt": {"um": ("m", ""), "uma": ("f", "")},
    "gl": {"un": ("m", ""), "unha": ("f", "")},
    "ca": {"un": ("m", ""), "una": ("f", ""), "uns": ("m", "pl"), "unes": ("f", "pl")},
    "de": {"ein": ("", ""), "eine": ("f", "")},
    "nl": {"een": ("", "")},
}


def _article(rows: Sequence[Term], source: str) -> Iterator[Problem]:
    holders = {key(term, spelling): term.target for term in approved_rows(rows) for spelling in claims(term)}
    for term in rows:
        fixed = _without_articles(term, source, holders)
        change = () if fixed is None else (Change(term, fixed),)
        for column, text, tag in (("term", term.term, source), ("translation", term.translation, term.locale)):
            if _split_article(text, tag):
                advice = (
                    "without it more places match" if column == "term" else "an engine may set a second one before it"
                )
                message = f"{column} “{text}” begins with an article; {advice}"
                severity = Severity.WARNING if change else Severity.INFO
                yield problem(term, "article", severity, message, *change)
                if change:
                    break


def _without_articles(term: Term, source: str, holders: dict[str, str]) -> Term | None:
    """The row without articles, None where they are part of a name, or what they say cannot be said without them."""
    bare, indefinite = term.term, False
    head = _split_article(term.term, source)
    if head:
        article, bare, indefinite = head
        if not _droppable(article, bare, indefinite, term.pos):
            return None
        if holders.get(key(term, fold_text(bare)), term.target) not in (term.target, _bare(term)):
            return None
    found = _split_article(term.translation, term.locale)
    if not found:
        return replace(term, term=bare) if head else None
    article, text, indefinite_too = found
    # “el condado de Shufu” for “Shufu county”: an article before the translation of a name is meant.
    if not head and (indefinite_too or bare != bare.lower() or term.is_name):
        return None
    if article != article.lower() and text != text.lower():
        return None  # La Haya
    gender, number = _said(article, text, term.locale)
    return replace(term, term=bare, translation=text, gender=term.gender or gender, number=term.number or number)


def _droppable(article: str, bare: str, indefinite: bool, pos: str) -> bool:
    words = bare.split()
    if article != article.lower() and bare != bare.lower():
        return False  # The Hague
    if words[0].lower() in _SMALL_WORDS or lower(bare) in COMMON:
        return False
    # “the poor” are people, “poor” is no noun; after “a” stands a noun.
    return indefinite or len(words) > 1 or bare != bare.lower() or pos.strip().lower() in ("noun", "n", "proper noun")


def _bare(term: Term) -> str:
    found = _split_article(term.translation, term.locale)
    return found[1] if found else term.translation


def _split_article(text: str, tag: str) -> tuple[str, str, bool] | None:
    """``(article, rest, whether the article is indefinite)`` of a text that begins with one."""
    first, _, rest = text.partition(" ")
    for indefinite, articles in ((False, _DEFINITE), (True, _INDEFINITE)):
        if rest.strip() and first.lower() in articles.get(language(tag), {}):
            return first, rest.strip(), indefinite
    return None


def _said(article: str, text: str, tag: str) -> tuple[str, str]:
    if language(tag) == "es" and article.lower() in ("el", "un") and re.match("h?[aá]", text, re.IGNORECASE):
        return "", ""  # el agua
    known = {**_DEFINITE.get(language(tag), {}), **_INDEFINITE.get(language(tag), {})}
    return known[article.lower()]


# --- capitals -------------------------------------------------------------------------------------------------

_CAPITAL_NOUNS = frozenset({"de", "lb"})


def _capital(rows: Sequence[Term], source: str) -> Iterator[Problem]:
    """*Bronquitis aguda* for *acute bronchitis*: the cell's capital, not the word's."""
    for term in rows:
        text, target = term.translation, language(term.locale)
        sources = (term.term, *term.variants)
        if term.keep or (term.pos and term.is_name) or _CAPITAL_NOUNS.intersection((target, language(source))):
            continue
        if any(spelling != spelling.lower() for spelling in sources) or text[:1] == text[:1].lower():
            continue
        if text[1:] != text[1:].lower() or lower(text) in map(lower, sources) or len(text.split()[0]) < 2:
            continue
        common = _is_common(re.split(r"[\s-]", text)[0].lower(), target)
        if common is False:
            continue
        small = text[:1].lower() + text[1:]
        change = (Change(term, replace(term, translation=small)),) if common else ()
        message = f"translation “{text}” begins with a capital, as its term does not"
        yield problem(term, "capital", Severity.WARNING if change else Severity.INFO, message, *change)


@lru_cache(maxsize=4096)
def _is_common(word: str, language: str) -> bool | None:
    """Whether a word in small letters is no name in a language; None where no word list says."""
    if not lemmas.is_known(word, language):
        return None
    lemma = lemmas.lemma(word, language)
    return lemma == lemma.lower()


ROW_CHECKS: tuple[Callable[[Sequence[Term], str], Iterator[Problem]], ...] = (
    _blanks,
    _not_nfc,
    _several,
    _bracket,
    _article,
    _capital,
)
"""Each takes the rows of one locale in file order and the source's tag."""
