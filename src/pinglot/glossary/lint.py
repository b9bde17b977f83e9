"""What could be better about a glossary: one small function a check, each finding with file and line.

A check yields problems. A problem is a finding, and, where there is only one sensible remedy, the rows as they should
be, which :mod:`pinglot.glossary.fix` writes (*fix* below).

| id | severity | what | fix |
|---|---|---|---|
| ``glossary.unreadable`` | error | a file or row that :func:`pinglot.glossary.files.read` refuses | |
| ``glossary.empty`` | warning | a row with neither term nor translation | taken away |
| ``glossary.untranslated`` | error | an approved row without translation, not kept | status proposed |
| ``glossary.impossible`` | error | a forbidden form stands in the row's own translation or forms | |
| ``glossary.duplicate`` | warning | two approved rows claim one spelling, with different translations | |
| ``glossary.repeated`` | warning | a row stands twice | one row of both, where they do not contradict |
| ``glossary.blanks`` | warning | blanks around or doubled in a cell | one blank |
| ``glossary.not-nfc`` | warning | decomposed letters | composed |
| ``glossary.several`` | warning | several texts in one cell: *a / b*, *a; b*, *a : b* | variants, forms |
| ``glossary.bracket`` | warning | a part in brackets: *a [b]*, *a (b)* | ``a``, with the rest as a form |
| ``glossary.capital`` | warning | a common word with its cell's capital | a small letter |
| ``glossary.keep`` | warning | a kept term with another translation | |
| ``glossary.forbidden`` | warning | a translation that another row forbids | |
| ``glossary.common`` | warning | a term that is one very common word, or one letter | |
| ``glossary.article`` | warning | an article at the head of a term or a translation | gender, number |
| ``glossary.nested`` | info | a term that stands inside another one | |
| ``glossary.straddling`` | info | two terms of which one may begin inside the other | |
| ``glossary.column`` | info | a column that pinglot does not know | |
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path

from pinglot.errors import GlossaryError
from pinglot.glossary import files, tidy
from pinglot.glossary.fold import fold_text, lower
from pinglot.glossary.matcher import Matcher, claims, key
from pinglot.glossary.problem import Change, Problem, approved_rows, language, problem
from pinglot.model import Finding, Severity, Status, Term

__all__ = [
    "ALONE",
    "CHECKS",
    "CONFLICTS",
    "Change",
    "Check",
    "Problem",
    "double_claims",
    "in_table",
    "lint",
    "lint_terms",
    "problems",
]

Check = Callable[[Sequence[Term], str], Iterator[Problem]]


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
        yield from (_unreadable(error) for error in table.errors if error.line not in table.hollow)
        yield from (each.finding for each in in_table(table))
        terms += table.terms
    yield from lint_terms(terms, source)


def lint_terms(terms: Iterable[Term], source: str = "en", checks: Sequence[Check] = ()) -> Iterator[Finding]:
    """Every finding about rows, check by check; ``checks`` as for :func:`problems`."""
    return (each.finding for each in problems(terms, source, checks))


def double_claims(terms: Iterable[Term]) -> Iterator[Finding]:
    """Two approved rows of one locale that claim one spelling: the first pins."""
    for rows in _by_locale(terms):
        yield from (each.finding for each in _duplicate(rows, ""))


def problems(terms: Iterable[Term], source: str = "en", checks: Sequence[Check] = ()) -> Iterator[Problem]:
    """Every problem of rows, with its remedy where there is one; the rows of each locale by themselves.

    ``checks`` are some of :data:`CHECKS`, none for all.
    """
    for rows in _by_locale(terms):
        for check in checks or CHECKS:
            yield from check(rows, source)


# --- one row --------------------------------------------------------------------------------------------------


def _untranslated(rows: Sequence[Term], source: str) -> Iterator[Problem]:
    for term in rows:
        try:
            files.check_translation(term)
        except GlossaryError as error:
            waiting = replace(term, status=Status.PROPOSED)
            yield problem(term, "untranslated", Severity.ERROR, error.reason, Change(term, waiting))


def _impossible(rows: Sequence[Term], source: str) -> Iterator[Problem]:
    for term in rows:
        for forbidden in term.forbidden:
            holder = next((form for form in term.accepted if _stands_in(forbidden, form)), None)
            if holder:
                yield problem(
                    term,
                    "impossible",
                    Severity.ERROR,
                    f"“{term.term}” forbids “{forbidden}”, which stands in its own “{holder}”; it can never be held",
                )


def _keep(rows: Sequence[Term], source: str) -> Iterator[Problem]:
    for term in rows:
        if term.keep and term.translation and term.translation != term.term:
            yield problem(
                term,
                "keep",
                Severity.WARNING,
                f"“{term.term}” is kept, so its translation “{term.translation}” is never used; take one of them away",
            )


def _common(rows: Sequence[Term], source: str) -> Iterator[Problem]:
    if language(source) != "en":
        return
    for term in rows:
        for spelling in claims(term):
            # "US" and "IT" are names, where they are matched as they are written.
            if spelling in tidy.COMMON or (len(spelling) == 1 and spelling.isascii()):
                yield problem(
                    term,
                    "common",
                    Severity.WARNING,
                    f"“{spelling}” stands in nearly every text; a term of one such word pins what is not meant",
                )


# --- rows together --------------------------------------------------------------------------------------------


def _duplicate(rows: Sequence[Term], source: str) -> Iterator[Problem]:
    first: dict[str, Term] = {}
    for term in approved_rows(rows):
        for spelling in claims(term):
            holder = first.setdefault(key(term, spelling), term)
            if holder is not term and holder.target != term.target:
                yield problem(
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
            both = _joined(holder, term)
            remedy = [Change(term, None)] if both else []
            if both and both != holder:
                remedy.append(Change(holder, both))
            message = f"“{term.term}” with “{term.target}” stands already at {files.place(holder)}; take this row away"
            yield problem(term, "repeated", Severity.WARNING, message, *remedy)


def _joined(one: Term, other: Term) -> Term | None:
    """One row that says what both say; None where they contradict each other or stand in different files."""
    if one.path != other.path or not one.path:
        return None
    lists = {
        name: (*mine, *(text for text in getattr(other, name) if text not in mine))
        for name in ("variants", "forms", "forbidden")
        for mine in [getattr(one, name)]
    }
    singles: dict[str, str] = {}
    for name in ("translation", "pos", "gender", "number", "definition", "note", "reviewer", "reviewed"):
        mine, theirs = getattr(one, name), getattr(other, name)
        if mine and theirs and mine != theirs:
            return None
        singles[name] = mine or theirs
    if (one.case, one.keep) != (other.case, other.keep):
        return None
    extra = dict(other.extra) | dict(one.extra)  # a number of the row, say: the first row's counts
    return replace(one, **lists, **singles, extra=tuple(extra.items()))  # type: ignore[arg-type]


def _forbidden(rows: Sequence[Term], source: str) -> Iterator[Problem]:
    forbids: dict[str, Term] = {}
    for term in approved_rows(rows):
        for form in term.forbidden:
            forbids.setdefault(lower(fold_text(form)), term)
    for term in approved_rows(rows):
        other = forbids.get(lower(fold_text(term.target)))
        if other and other is not term:
            yield problem(
                term,
                "forbidden",
                Severity.WARNING,
                f"“{term.term}” is “{term.target}”, which “{other.term}” ({files.place(other)}) forbids; "
                "where both stand in a sentence, one cannot be held",
            )


def _nested(rows: Sequence[Term], source: str) -> Iterator[Problem]:
    matcher = Matcher(approved_rows(rows), source)
    for term in approved_rows(rows):
        inside = {
            match.term.term: match.term
            for match in matcher.everywhere(term.term)
            if match.term is not term and len(match.text) < len(term.term)
        }
        for inner in inside.values():
            yield problem(
                term,
                "nested",
                Severity.INFO,
                f"“{inner.term}” ({files.place(inner)}) stands inside “{term.term}”; the longer one pins there",
            )


def _straddling(rows: Sequence[Term], source: str) -> Iterator[Problem]:
    beginning: dict[str, list[Term]] = defaultdict(list)
    words = {id(term): lower(fold_text(term.term)).split() for term in approved_rows(rows)}
    for term in approved_rows(rows):
        for count in range(1, len(words[id(term)])):
            beginning[" ".join(words[id(term)][:count])].append(term)
    for term in approved_rows(rows):
        own = words[id(term)]
        for count in range(1, len(own)):
            # Three are enough to see it: a word that a hundred terms begin with would fill the screen.
            others = (other for other in beginning.get(" ".join(own[-count:]), ()) if other is not term)
            for other in islice(others, 3):
                yield problem(
                    term,
                    "straddling",
                    Severity.INFO,
                    f"“{other.term}” ({files.place(other)}) may begin inside “{term.term}”; "
                    "the one that begins first pins there",
                )


CHECKS: tuple[Check, ...] = (
    _untranslated,
    _impossible,
    _duplicate,
    _repeated,
    *tidy.ROW_CHECKS,
    _keep,
    _forbidden,
    _common,
    _nested,
    _straddling,
)
"""Each takes the rows of one locale in file order and the source's tag."""

ALONE: tuple[Check, ...] = (_untranslated, _impossible, *tidy.ROW_CHECKS, _keep, _common)
"""Those that judge a row by itself."""

CONFLICTS: tuple[Check, ...] = (_impossible, _duplicate, _repeated, _forbidden)
"""Those that find rows of which one cannot be held, or never is asked for."""


# --- a file ---------------------------------------------------------------------------------------------------


def in_table(table: files.Table) -> Iterator[Problem]:
    """What can be seen in the cells of a file alone."""
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
    for line in table.hollow:
        message = "the row has neither term nor translation; take it away"
        yield Problem(Finding("glossary.empty", Severity.WARNING, message, str(table.path), line))
    # Outer blanks are gone from the terms, so they are looked for in the cells.
    for row in table.rows:
        for column, cell in zip(table.columns, row.cells, strict=False):
            if column in files.COLUMNS and cell != cell.strip():
                message = f"{column} “{cell}” has blanks around it"
                yield problem(row.term, "blanks", Severity.WARNING, message, Change(row.term, row.term))


def _unreadable(error: GlossaryError) -> Finding:
    return Finding("glossary.unreadable", Severity.ERROR, error.reason, error.path or "", error.line)


# --- small things ---------------------------------------------------------------------------------------------


def _by_locale(terms: Iterable[Term]) -> Iterable[list[Term]]:
    groups: dict[str, list[Term]] = defaultdict(list)
    for term in terms:
        groups[term.locale].append(term)
    return groups.values()


def _stands_in(part: str, whole: str) -> bool:
    """As whole words, in any case."""
    return bool(Matcher([Term(part, "-", case="any")], source="und").find(whole))
