"""What could be better about a glossary: one small function a check, each finding with file and line.

A check yields problems. A problem is a finding, and, where there is only one sensible remedy, the row as it should
be, so that a fixer can write it.

| id | severity | what |
|---|---|---|
| ``glossary.unreadable`` | error | a file or row that :func:`pinglot.glossary.files.read` refuses |
| ``glossary.untranslated`` | error | an approved row without translation, not kept |
| ``glossary.impossible`` | error | a forbidden form stands in the row's own translation or forms |
| ``glossary.duplicate`` | warning | two approved rows claim one spelling, with different translations |
| ``glossary.repeated`` | warning | a row stands twice |
| ``glossary.blanks`` | warning | blanks around or doubled in a cell |
| ``glossary.not-nfc`` | warning | decomposed letters |
| ``glossary.keep`` | warning | a kept term with another translation |
| ``glossary.forbidden`` | warning | a translation that another row forbids |
| ``glossary.common`` | warning | a term that is one very common word, or one letter |
| ``glossary.article`` | info | an article at the head of a term or a translation |
| ``glossary.nested`` | info | a term that stands inside another one |
| ``glossary.straddling`` | info | two terms of which one may begin inside the other |
| ``glossary.column`` | info | a column that pinglot does not know |
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from pinglot import locales
from pinglot.errors import GlossaryError
from pinglot.glossary import files
from pinglot.glossary.fold import fold_text, lower
from pinglot.glossary.matcher import Matcher, claims, key
from pinglot.model import Finding, Severity, Status, Term

__all__ = ["CHECKS", "Problem", "double_claims", "lint", "lint_terms", "problems"]

_LIST_COLUMNS = ("variants", "forms", "forbidden")
_TEXT_COLUMNS = ("term", "translation", *_LIST_COLUMNS)
_COMMON_WORDS = """
    a about after all also an and any are as at be been but by can could did do for from had has have he
    her his how i if in into is it its may me more most my new no not of on one or other our out over
    she so some such than that the their them then there these they this to two under up was we were
    what when which who will with would year you your
"""
_COMMON = frozenset(_COMMON_WORDS.split())
_ARTICLES = {
    "en": ("the", "a", "an"),
    "es": ("el", "la", "los", "las", "un", "una", "unos", "unas"),
    "fr": ("le", "la", "les", "un", "une", "des"),
    "it": ("il", "lo", "la", "i", "gli", "le", "un", "uno", "una"),
    "pt": ("o", "a", "os", "as", "um", "uma"),
    "gl": ("o", "a", "os", "as", "un", "unha"),
    "ca": ("el", "la", "els", "les", "un", "una", "uns", "unes"),
    "de": ("der", "die", "das", "ein", "eine"),
    "nl": ("de", "het", "een"),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """A finding about a row, and the row without it, where one remedy is the only sensible one."""

    finding: Finding
    fixed: Term | None = None


def lint(paths: Sequence[str | Path], source: str = "en") -> Iterator[Finding]:
    """Every finding about glossary files and the files of folders, file by file in order.

    Rows are compared with those of the same locale in all files.

    Raises:
        GlossaryError: a path is missing.
        UsageError: ``source`` is no locale.
    """
    terms: list[Term] = []
    for path, _ in files.expand(paths):
        try:
            table = files.read(path, go_on=True)
        except GlossaryError as error:
            yield _unreadable(error)
            continue
        yield from (_unreadable(error) for error in table.errors)
        yield from (problem.finding for problem in _in_table(table))
        terms += table.terms
    yield from lint_terms(terms, source)


def lint_terms(terms: Iterable[Term], source: str = "en") -> Iterator[Finding]:
    """Every finding about rows, check by check."""
    return (problem.finding for problem in problems(terms, source))


def double_claims(terms: Iterable[Term]) -> Iterator[Finding]:
    """Two approved rows of one locale that claim one spelling: the first pins."""
    for rows in _by_locale(terms):
        yield from (problem.finding for problem in _duplicate(rows, ""))


def problems(terms: Iterable[Term], source: str = "en") -> Iterator[Problem]:
    """Every problem of rows, with its remedy where there is one; the rows of each locale by themselves."""
    for rows in _by_locale(terms):
        for check in CHECKS:
            yield from check(rows, source)


# --- one row --------------------------------------------------------------------------------------------------


def _untranslated(rows: Sequence[Term], source: str) -> Iterator[Problem]:
    for term in rows:
        try:
            files.check_translation(term)
        except GlossaryError as error:
            yield _problem(term, "untranslated", Severity.ERROR, error.reason)


def _impossible(rows: Sequence[Term], source: str) -> Iterator[Problem]:
    for term in rows:
        for forbidden in term.forbidden:
            holder = next((form for form in term.accepted if _stands_in(forbidden, form)), None)
            if holder:
                yield _problem(
                    term,
                    "impossible",
                    Severity.ERROR,
                    f"“{term.term}” forbids “{forbidden}”, which stands in its own “{holder}”; it can never be held",
                )


def _blanks(rows: Sequence[Term], source: str) -> Iterator[Problem]:
    yield from _spelling(rows, "blanks", lambda text: " ".join(text.split()), "has blanks around it or doubled")


def _not_nfc(rows: Sequence[Term], source: str) -> Iterator[Problem]:
    yield from _spelling(
        rows, "not-nfc", lambda text: unicodedata.normalize("NFC", text), "is written with decomposed letters (not NFC)"
    )


def _spelling(rows: Sequence[Term], check: str, better: Callable[[str], str], what: str) -> Iterator[Problem]:
    for term in rows:
        for column in _TEXT_COLUMNS:
            value = getattr(term, column)
            good = better(value) if isinstance(value, str) else tuple(better(text) for text in value)
            if good != value:
                shown = value if isinstance(value, str) else "|".join(value)
                fixed = replace(term, **{column: good})  # type: ignore[arg-type]
                yield _problem(term, check, Severity.WARNING, f"{column} “{shown}” {what}", fixed)


def _keep(rows: Sequence[Term], source: str) -> Iterator[Problem]:
    for term in rows:
        if term.keep and term.translation and term.translation != term.term:
            yield _problem(
                term,
                "keep",
                Severity.WARNING,
                f"“{term.term}” is kept, so its translation “{term.translation}” is never used; take one of them away",
            )


def _common(rows: Sequence[Term], source: str) -> Iterator[Problem]:
    if _language(source) != "en":
        return
    for term in rows:
        for spelling in claims(term):
            # "US" and "IT" are names, where they are matched as they are written.
            if spelling in _COMMON or (len(spelling) == 1 and spelling.isascii()):
                yield _problem(
                    term,
                    "common",
                    Severity.WARNING,
                    f"“{spelling}” stands in nearly every text; a term of one such word pins what is not meant",
                )


def _article(rows: Sequence[Term], source: str) -> Iterator[Problem]:
    for term in rows:
        for column, text, locale in (("term", term.term, source), ("translation", term.translation, term.locale)):
            first, _, rest = text.partition(" ")
            if rest and first.lower() in _ARTICLES.get(_language(locale), ()):
                advice = (
                    "without it more places match" if column == "term" else "an engine may set a second one before it"
                )
                yield _problem(term, "article", Severity.INFO, f"{column} “{text}” begins with an article; {advice}")


# --- rows together --------------------------------------------------------------------------------------------


def _duplicate(rows: Sequence[Term], source: str) -> Iterator[Problem]:
    first: dict[str, Term] = {}
    for term in _approved(rows):
        for spelling in claims(term):
            holder = first.setdefault(key(term, spelling), term)
            if holder is not term and holder.target != term.target:
                yield _problem(
                    term,
                    "duplicate",
                    Severity.WARNING,
                    f"“{spelling}” is claimed by two approved rows: “{holder.target}” ({files.place(holder)}) pins, "
                    f"“{term.target}” ({files.place(term)}) does not; keep one of them",
                )


def _repeated(rows: Sequence[Term], source: str) -> Iterator[Problem]:
    first: dict[tuple[tuple[str, ...], str, Status], Term] = {}
    for term in rows:
        holder = first.setdefault((claims(term)[:1], term.target, term.status), term)
        if holder is not term:
            yield _problem(
                term,
                "repeated",
                Severity.WARNING,
                f"“{term.term}” with “{term.target}” stands already at {files.place(holder)}; take this row away",
            )


def _forbidden(rows: Sequence[Term], source: str) -> Iterator[Problem]:
    forbids: dict[str, Term] = {}
    for term in _approved(rows):
        for form in term.forbidden:
            forbids.setdefault(lower(fold_text(form)), term)
    for term in _approved(rows):
        other = forbids.get(lower(fold_text(term.target)))
        if other and other is not term:
            yield _problem(
                term,
                "forbidden",
                Severity.WARNING,
                f"“{term.term}” is “{term.target}”, which “{other.term}” ({files.place(other)}) forbids; "
                "where both stand in a sentence, one cannot be held",
            )


def _nested(rows: Sequence[Term], source: str) -> Iterator[Problem]:
    matcher = Matcher(_approved(rows), source)
    for term in _approved(rows):
        inside = {
            match.term.term: match.term
            for match in matcher.everywhere(term.term)
            if match.term is not term and len(match.text) < len(term.term)
        }
        for inner in inside.values():
            yield _problem(
                term,
                "nested",
                Severity.INFO,
                f"“{inner.term}” ({files.place(inner)}) stands inside “{term.term}”; the longer one pins there",
            )


def _straddling(rows: Sequence[Term], source: str) -> Iterator[Problem]:
    beginning: dict[str, list[Term]] = defaultdict(list)
    words = {id(term): lower(fold_text(term.term)).split() for term in _approved(rows)}
    for term in _approved(rows):
        for count in range(1, len(words[id(term)])):
            beginning[" ".join(words[id(term)][:count])].append(term)
    for term in _approved(rows):
        own = words[id(term)]
        for count in range(1, len(own)):
            # Three are enough to see it: a word that a hundred terms begin with would fill the screen.
            others = (other for other in beginning.get(" ".join(own[-count:]), ()) if other is not term)
            for other in islice(others, 3):
                yield _problem(
                    term,
                    "straddling",
                    Severity.INFO,
                    f"“{other.term}” ({files.place(other)}) may begin inside “{term.term}”; "
                    "the one that begins first pins there",
                )


CHECKS: tuple[Callable[[Sequence[Term], str], Iterator[Problem]], ...] = (
    _untranslated,
    _impossible,
    _duplicate,
    _repeated,
    _blanks,
    _not_nfc,
    _keep,
    _forbidden,
    _common,
    _article,
    _nested,
    _straddling,
)
"""Each takes the rows of one locale in file order and the source's tag."""


# --- a file ---------------------------------------------------------------------------------------------------


def _in_table(table: files.Table) -> Iterator[Problem]:
    if table.unknown_columns:
        names = ", ".join(f"`{column}`" for column in table.unknown_columns)
        yield Problem(
            Finding(
                "glossary.column",
                Severity.INFO,
                f"pinglot does not know {names}; it keeps what is there and does not use it",
                str(table.path),
                1,
            )
        )
    # Outer blanks are gone from the terms, so they are looked for in the cells.
    for row in table.rows:
        for column, cell in zip(table.columns, row.cells, strict=False):
            if column in files.COLUMNS and cell != cell.strip():
                yield _problem(
                    row.term, "blanks", Severity.WARNING, f"{column} “{cell}” has blanks around it", row.term
                )


def _unreadable(error: GlossaryError) -> Finding:
    return Finding("glossary.unreadable", Severity.ERROR, error.reason, error.path or "", error.line)


# --- small things ---------------------------------------------------------------------------------------------


def _by_locale(terms: Iterable[Term]) -> Iterable[list[Term]]:
    groups: dict[str, list[Term]] = defaultdict(list)
    for term in terms:
        groups[term.locale].append(term)
    return groups.values()


def _language(tag: str) -> str:
    return locales.language(tag) if tag else ""


def _approved(rows: Iterable[Term]) -> list[Term]:
    return [term for term in rows if term.status is Status.APPROVED]


def _stands_in(part: str, whole: str) -> bool:
    """As whole words, in any case."""
    return bool(Matcher([Term(part, "-", case="any")], source="und").find(whole))  # type: ignore[arg-type]


def _problem(term: Term, check: str, severity: Severity, message: str, fixed: Term | None = None) -> Problem:
    return Problem(Finding(f"glossary.{check}", severity, files.one_line(message), term.path, term.line), fixed)
