"""Propose glossary terms from articles, and put the proposals into a glossary file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pinglot import documents, files, inline, locales, sentences
from pinglot.glossary import files as tables
from pinglot.glossary.extract import Candidate, Passage, extract
from pinglot.glossary.fold import fold_text, lower
from pinglot.glossary.matcher import claims
from pinglot.inline import TagKind
from pinglot.jobs.project import Project
from pinglot.jobs.suggest import Suggester, Suggestion
from pinglot.jobs.units import hidden
from pinglot.model import Document, Status, Term, Unit

__all__ = ["Proposal", "Proposals", "append", "passages", "propose"]

_SET_APART = frozenset({"emphasis", "strong"})
_TITLES = frozenset({"heading", "title"})


@dataclass(frozen=True, slots=True)
class Proposal:
    """A term to decide on, and what it could be called."""

    candidate: Candidate
    suggestions: tuple[Suggestion, ...] = ()


@dataclass(frozen=True, slots=True)
class Proposals:
    """What articles suggest.

    Attributes:
        terms: best first.
        known: how many terms of the glossary, proposals apart, could be met again.
        trouble: why no engine was asked, ``""`` where one was or none was wanted.
    """

    terms: tuple[Proposal, ...]
    known: int = 0
    trouble: str = ""


def propose(
    project: Project,
    articles: Sequence[Path],
    target: str,
    *,
    input_type: str | None = None,
    others: Sequence[Path] = (),
    engine: str | None = None,
    limit: int = 0,
    also_known: Sequence[Path] = (),
) -> Proposals:
    """Terms that articles suggest and the glossary does not have, best first, with translations to choose from.

    Args:
        project: the settings.
        articles: the files.
        target: BCP 47 tag of the translations.
        input_type: the articles' type; None takes what the suffix says.
        others: glossary files and folders to suggest translations from.
        engine: see :class:`pinglot.jobs.suggest.Suggester`.
        limit: how many at most; 0 for all.
        also_known: glossary files whose terms are not proposed again, besides those of the settings.

    Raises:
        PinglotError: bad input, or the engine that was asked for by name is missing.
    """
    source = project.settings.source
    glossary = project.glossary(target)
    known = [*glossary.terms, *_of_locale(also_known, target)]
    read = [documents.read(path, input_type, project.options) for path in articles]
    found = extract([one for document in read for one in passages(document, source)], source, known)
    found = found[:limit] if limit else found
    suggester = Suggester(project, target, others, engine)
    suggestions = suggester.suggest({one.term: one.contexts for one in found})
    return Proposals(
        tuple(Proposal(one, tuple(suggestions[one.term])) for one in found),
        sum(term.status is not Status.PROPOSED for term in known),
        suggester.trouble,
    )


def passages(document: Document, source: str) -> list[Passage]:
    """A document's sentences, with what the author set apart in them.

    Args:
        document: as :func:`pinglot.documents.read` gives it.
        source: BCP 47 tag of its language.
    """
    return [passage for unit in document.units for passage in _passages(unit, document.path, source)]


def _passages(unit: Unit, path: str, source: str) -> Iterable[Passage]:
    plain = inline.parse(hidden(unit.source, unit)[0])
    kinds = {code.name: code.kind for code in unit.codes}
    opened: dict[str, int] = {}
    marks = []
    for tag in plain.tags:
        if tag.kind is TagKind.OPEN:
            opened[tag.name] = tag.position
        elif tag.kind is TagKind.CLOSE and kinds.get(tag.name) in _SET_APART:
            marks.append((opened.pop(tag.name, tag.position), tag.position))
    for start, end in sentences.split(plain.text, source):
        inside = tuple((first - start, last - start) for first, last in marks if start <= first < last <= end)
        yield Passage(plain.text[start:end], path, unit.line, unit.kind in _TITLES, inside)


def append(project: Project, proposals: Iterable[Proposal], path: Path, target: str) -> int:
    """Puts proposals into a glossary file as rows of status ``proposed``, after what stands there.

    A term that the file has already is left out, whatever its row says. A short form gets a row of its own. The
    best suggestion is the row's translation, and the note says where it comes from. All else in the file stays as
    it is, byte for byte.

    Returns:
        how many rows were added.

    Raises:
        UsageError: the file's name says another locale, or its place cannot be written.
        GlossaryError: the file cannot be read.
    """
    target = locales.normalize(target)
    named = tables.locale_of(path)
    tables.check_place(path, target)
    with files.locked(path, project.settings.state):
        there = tables.read(path).terms if path.exists() else []
        chain = tables.lookup(target)
        taken = {
            lower(spelling)
            for term in there
            if not term.locale or tables.canonical(term.locale) in chain
            for spelling in claims(term)
        }
        added: list[Term] = []
        for row in (row for proposal in proposals for row in _as_rows(proposal, target)):
            if lower(fold_text(row.term)) not in taken:
                taken.add(lower(fold_text(row.term)))
                added.append(row)
        if added:
            if not path.exists():
                # Every column of a review from the start: a column that comes later changes every line.
                files.write_bytes(path, _head(path, bool(named)).encode())
            tables.write(path, [*there, *added])
    return len(added)


def _head(path: Path, has_locale: bool) -> str:
    names = [name for name in _REVIEW_COLUMNS if not (has_locale and name == "locale")]
    return ("\t" if path.suffix.lower() == ".tsv" else ",").join(names) + "\n"


_REVIEW_COLUMNS = (
    "term", "translation", "forms", "forbidden", "keep", "status", "pos", "gender", "number", "locale", "note",
    "reviewer", "reviewed",
)  # fmt: skip


def _as_rows(proposal: Proposal, target: str) -> Iterable[Term]:
    one = proposal.candidate
    best = proposal.suggestions[0] if proposal.suggestions else None
    note = f"short for {one.long_form}" if one.long_form else ""
    if best:
        note += ("; " if note else "") + f"translation from {best.source}"
    status = Status.PROPOSED
    yield Term(one.term, best.text if best else "", status=status, locale=target, note=note)
    for short, _ in one.short_forms:
        same = short if best and best.text == one.term else ""
        yield Term(short, same, status=status, locale=target, note=f"short form of {one.term}")


def _of_locale(paths: Sequence[Path], target: str) -> list[Term]:
    chain = tables.lookup(target)
    return [
        term
        for path in paths
        if path.exists()
        for term in tables.read(path).terms
        if not term.locale or tables.canonical(term.locale) in chain
    ]
