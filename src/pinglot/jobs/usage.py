"""Where the terms of a glossary stand: in the sentences of articles, and in the entries of catalogs.

Every text is searched once, for all terms together, whatever their status. Which of two places that overlap counts is
decided only when a term is asked for, because it follows the status: where an approved term stands, a proposed one
takes no place away from it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pinglot import documents, inline, pins
from pinglot.catalogs.catalog import read
from pinglot.catalogs.memory import catalogs_of
from pinglot.catalogs.unit_ids import unit_id
from pinglot.errors import InputError
from pinglot.glossary.extract import Context
from pinglot.glossary.matcher import Matcher, claims, key, takes_plural
from pinglot.jobs.extract import passages
from pinglot.jobs.project import Project
from pinglot.jobs.stamped import Stamp, Stamped
from pinglot.model import Match, Status, Term

__all__ = ["Entry", "Places", "Usage"]


@dataclass(frozen=True, slots=True)
class Entry:
    """A catalog entry that uses a term.

    Attributes:
        context: the source with the term in it, where it stands first; its path is the catalog.
        target: its translation, without codes.
        fuzzy: whether it waits for a person.
        held: whether the row's translation, or a form of it, stands there as often as the term does.
        form: where that form stands in ``target``, ``(0, 0)`` where it does not.
        domain, unit: the catalog's domain, and the entry's id in it.
    """

    context: Context
    target: str
    fuzzy: bool
    held: bool
    form: tuple[int, int] = (0, 0)
    domain: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class _Source:
    """A text in which terms are looked for; a sentence of an article where there is no target."""

    text: str
    path: str
    line: int
    target: str = ""
    fuzzy: bool = False
    domain: str = ""
    unit: str = ""


class Places:
    """The places of a glossary's rows in the texts of one locale.

    Args:
        target: BCP 47 tag.
        sources: the texts.
        rows: the glossary's rows, in order of precedence.
        source: BCP 47 tag of the texts and terms.
    """

    def __init__(self, target: str, sources: Sequence[_Source], rows: Sequence[Term], source: str) -> None:
        self._target = target
        self._sources = sources
        self._same: dict[str, list[int]] = {}
        for index, row in enumerate(rows):
            for spelling in claims(row):
                self._same.setdefault(key(row, spelling), []).append(index)
        numbers = {id(row): index for index, row in enumerate(rows)}
        matcher = Matcher(rows, source)
        self._found: dict[int, list[tuple[int, int, int]]] = {}
        self._texts_of: dict[int, list[int]] = {}
        for place, one in enumerate(sources):
            found = [(match.start, -match.end, numbers[id(match.term)]) for match in matcher.everywhere(one.text)]
            if found:
                self._found[place] = found
                for number in dict.fromkeys(number for _, _, number in found):
                    self._texts_of.setdefault(number, []).append(place)

    def contexts(self, rows: Sequence[Term], index: int, limit: int) -> list[Context]:
        """Sentences of articles with the term of a row, each once.

        Args:
            rows: as this was made with; only their status, translation and forms may have changed.
            index: which of them.
            limit: how many at most.
        """
        found: dict[str, Context] = {}
        for one, matches in self._uses(rows, index):
            if not one.target and one.text not in found:
                found[one.text] = Context(one.text, matches[0].start, matches[0].end, one.path, one.line)
                if len(found) == limit:
                    break
        return list(found.values())

    def entries(self, rows: Sequence[Term], index: int, limit: int) -> tuple[list[Entry], int]:
        """Entries of catalogs with the term of a row, and how many there are in all; arguments as above."""
        using = [(one, matches) for one, matches in self._uses(rows, index) if one.target]
        return [_judged(one, matches, self._target) for one, matches in using[:limit]], len(using)

    def _uses(self, rows: Sequence[Term], index: int) -> Iterator[tuple[_Source, list[Match]]]:
        row = rows[index]
        own = self._companions(row)
        wanted = {Status.APPROVED} if row.status is Status.APPROVED else {Status.APPROVED, Status.PROPOSED}
        for place in sorted({place for number in own for place in self._texts_of.get(number, ())}):
            one, done, matches = self._sources[place], 0, []
            for start, negative_end, number in self._found[place]:
                mine = number in own
                if start < done or not (mine or self._counts(rows, number, wanted)):
                    continue
                done = -negative_end
                if mine:
                    matches.append(Match(row, start, done, one.text[start:done]))
            if matches:
                yield one, matches

    def _companions(self, row: Term) -> set[int]:
        """The rows that claim a spelling of this one, itself included: a place is found for the first of them."""
        return {number for spelling in claims(row) for number in self._same.get(key(row, spelling), ())}

    def _counts(self, rows: Sequence[Term], number: int, wanted: set[Status]) -> bool:
        return rows[number].status in wanted or any(
            rows[other].status in wanted for other in self._companions(rows[number])
        )


def _judged(one: _Source, matches: Sequence[Match], target: str) -> Entry:
    row = matches[0].term
    held, form = False, (0, 0)
    if row.target:
        verdict = pins.examine(one.target, matches, target)
        held = all(pin.held for pin in verdict.pins)
        span = next((span for span in verdict.spans if span), None)
        form = (span.start, span.end) if span else form
    context = Context(one.text, matches[0].start, matches[0].end, one.path, one.line)
    return Entry(context, one.target, one.fuzzy, held, form, one.domain, one.unit)


class Usage:
    """Articles and catalogs, read once, and searched again only where a text or a term's spelling has changed.

    Args:
        project: the settings.
        articles: files to show sentences from; may be changed.
        tolerant: pass over what cannot be read, instead of raising the reason.
    """

    def __init__(self, project: Project, articles: Sequence[Path] = (), tolerant: bool = False) -> None:
        self._project = project
        self.articles = tuple(articles)
        self._tolerant = tolerant
        source = project.settings.source
        self._passages = Stamped(lambda path: _of_article(path, project, source))
        self._entries = Stamped(_of_catalog)
        self._places: dict[str, _Kept] = {}

    def places(self, target: str, rows: Sequence[Term]) -> Places:
        """Where the rows stand in the articles and in the catalogs of a locale; of none, where ``target`` is ``""``.

        Raises:
            InputError: a file cannot be read, and none is to be passed over.
        """
        folder = self._project.settings.locales
        catalogs = {path: domain for _, domain, path in catalogs_of(folder, target)} if target else {}
        stamps: list[tuple[Path, Stamp]] = []
        sources = []
        for path in (*self.articles, *catalogs):
            try:
                stamp, texts = self._entries.get(path) if path in catalogs else self._passages.get(path)
            except InputError:
                if not self._tolerant:
                    raise
                continue
            stamps.append((path, stamp))
            sources.append((catalogs.get(path, ""), texts))
        known = self._places.get(target)
        if known is not None and known.stamps == stamps and known.rows is rows:
            return known.places
        facts = [_spelt(row) for row in rows]
        if known is not None and (known.stamps, known.facts) == (stamps, facts):
            places = known.places
        else:
            places = Places(target, list(_flat(sources)), rows, self._project.settings.source)
        self._places[target] = _Kept(stamps, facts, rows, places)
        return places


@dataclass(frozen=True, slots=True)
class _Kept:
    """Places, and what they were made of."""

    stamps: list[tuple[Path, Stamp]]
    facts: list[tuple[object, ...]]
    rows: Sequence[Term]
    places: Places


def _spelt(row: Term) -> tuple[object, ...]:
    """What of a row decides where it is found."""
    return row.term, row.variants, row.case, takes_plural(row)


def _flat(sources: Iterable[tuple[str, Sequence[_Source]]]) -> Iterator[_Source]:
    for domain, texts in sources:
        for one in texts:
            yield _Source(one.text, one.path, one.line, one.target, one.fuzzy, domain, one.unit)


def _of_article(path: Path, project: Project, source: str) -> list[_Source]:
    document = documents.read(path, None, project.options)
    return [_Source(passage.text, passage.path, passage.line) for passage in passages(document, source)]


def _of_catalog(path: Path) -> list[_Source]:
    """Every translated entry, as plain text."""
    return [
        _Source(
            inline.plain_text(entry.msgid),
            str(path),
            entry.line,
            inline.plain_text(entry.msgstr[0]),
            entry.fuzzy,
            unit=unit_id(entry.context, entry.msgid),
        )
        for entry in read(path).messages
        if entry.translated and not entry.obsolete
    ]
