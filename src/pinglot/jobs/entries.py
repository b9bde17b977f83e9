"""The project's catalog entries as a list: by locale and catalog, by state, by what they say, page by page.

The list is kept in memory and follows the files: a catalog that changes on disk is read again, an entry is judged
again where its text, its source or a glossary has changed.
"""

from __future__ import annotations

import threading
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from pinglot import inline
from pinglot.catalogs import provenance, review
from pinglot.catalogs.catalog import read
from pinglot.catalogs.memory import catalogs_of
from pinglot.catalogs.paths import template_path
from pinglot.catalogs.po import Entry, PoFile
from pinglot.catalogs.unit_ids import unit_id
from pinglot.errors import InputError, UsageError
from pinglot.jobs.judges import Judges
from pinglot.jobs.project import Project
from pinglot.jobs.stamped import Stamp, stamp_of
from pinglot.jobs.status import standing
from pinglot.jobs.translator import Translator

__all__ = ["STATES", "CatalogName", "Entries", "Lacking", "Look", "Page", "Query", "Row"]

STATES = ("waiting", "fuzzy", "missing", "stale", "outdated", "pins", "machine", "people")
"""What the list can be filtered by: ``waiting`` is any of the next five, the others are
:class:`pinglot.jobs.status.UnitStatus` and :class:`pinglot.jobs.status.CatalogStatus` have them."""


@dataclass(frozen=True, slots=True)
class CatalogName:
    """A catalog of the project: BCP 47 tag, domain, file."""

    locale: str
    domain: str
    path: Path


@dataclass(frozen=True, slots=True)
class Query:
    """What the list shall show; an empty field leaves nothing out.

    Attributes:
        locale: BCP 47 tag.
        domain: a catalog's name.
        state: one of :data:`STATES`.
        search: words, all of which stand in source, translation, comments or id, in any case.
        number: the page, from 1.
        size: rows on a page.
    """

    locale: str = ""
    domain: str = ""
    state: str = ""
    search: str = ""
    number: int = 1
    size: int = 50


@dataclass(frozen=True, slots=True)
class Row:
    """One entry in the list.

    Attributes:
        catalog: where it stands.
        id: its unit id.
        line: 1-based line of its msgid.
        source, target: plain texts without codes; of a plural message the first form.
        states: those of :data:`STATES` that it has but ``waiting``, most pressing first.
        lost: terms whose pins are not held.
        digest: what an edit gives back, see :class:`pinglot.jobs.edits.Edit`.
    """

    catalog: CatalogName
    id: str
    line: int
    source: str
    target: str
    states: tuple[str, ...]
    lost: tuple[str, ...] = ()
    digest: str = ""

    @property
    def key(self) -> tuple[str, str, str]:
        """Locale, domain and id: what names it in the project."""
        return self.catalog.locale, self.catalog.domain, self.id

    @property
    def waiting(self) -> bool:
        return not {"machine", "people"}.issuperset(self.states)


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the list.

    Attributes:
        rows: at most :attr:`Query.size`.
        total: how many rows the whole list has.
        number, count: which page of how many, from 1.
        states: state → how many rows have it, whatever state was asked for.
    """

    rows: tuple[Row, ...]
    total: int
    number: int
    count: int
    states: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Lacking:
    """A catalog that is behind its template, and how many of the template's messages it lacks."""

    catalog: CatalogName
    template: Path
    count: int


@dataclass(frozen=True, slots=True)
class Look:
    """What is seen at one look: a page of the list, and the entry at hand with its neighbours.

    Attributes:
        catalogs: every catalog of the project, whatever was asked for, sorted by locale and domain.
        page: what the list shows.
        row: the entry at hand, None where its catalog does not have it, or the list is empty.
        before, after: the rows beside it in the list; None at the list's ends and where the list does not have it.
        trouble: catalogs that cannot be read, and why; they are left out of the list.
        lacking: of the catalogs that were asked for, those that are behind their templates; the list has no rows of it.
    """

    catalogs: tuple[CatalogName, ...]
    page: Page
    row: Row | None
    before: Row | None = None
    after: Row | None = None
    trouble: tuple[str, ...] = ()
    lacking: tuple[Lacking, ...] = ()


@dataclass(slots=True)
class _Loaded:
    """A catalog as it was read, and what tells that it is another one now."""

    stamp: Stamp
    file: PoFile
    entries: list[tuple[Entry, str]]
    judge: Translator | None = None
    rows: list[tuple[Row, str]] = field(default_factory=list)
    known: dict[tuple[object, ...], tuple[Row, str]] = field(default_factory=dict)
    lacking: tuple[Stamp, int] = (None, 0)
    """How many messages of the template it lacks, and the template's stamp then."""


class Entries:
    """The entries of a project's catalogs.

    Args:
        project: the settings.
        judges: shared with whoever else judges.
    """

    def __init__(self, project: Project, judges: Judges | None = None) -> None:
        self.project = project
        self.judges = judges or Judges(project)
        self._loaded: dict[Path, _Loaded] = {}
        self._lock = threading.RLock()

    def catalogs(self) -> list[CatalogName]:
        """Every catalog of the project, sorted by locale and domain."""
        return [CatalogName(*one) for one in catalogs_of(self.project.settings.locales)]

    def catalog(self, locale: str, domain: str) -> CatalogName:
        """The catalog of these names.

        Raises:
            UsageError: the project has none; no other file is ever looked for.
        """
        for one in self.catalogs():
            if (one.locale, one.domain) == (locale, domain):
                return one
        raise UsageError(f"the project has no catalog '{domain}' in '{locale}'")

    def file(self, catalog: CatalogName) -> PoFile:
        """The catalog as it stands on disk. It is shared: whoever wants to change it reads it anew.

        Raises:
            CatalogError: it is malformed or gone.
        """
        with self._lock:
            return self._load(catalog).file

    def look(self, query: Query, at: CatalogName | None = None, unit: str = "", *, follow: bool = False) -> Look:
        """What the list shows, and the entry at hand.

        Args:
            query: what the list shall show; a page past the end is the last one.
            at, unit: the catalog and unit id of the entry at hand; without a catalog, the first row of the page.
            follow: show the page of the list that has the entry, whatever page was asked for.

        Raises:
            UsageError: there is no such state.
            CatalogError: the catalog of the entry at hand is malformed or gone.
            GlossaryError: a glossary is broken.
        """
        if query.state and query.state not in STATES:
            raise UsageError(f"'{query.state}' is no state of an entry; there are {', '.join(STATES)}")
        catalogs = self.catalogs()
        found, trouble, lacking = self._found(query, catalogs)
        rows = [row for row in found if _has(row, query.state)]
        place = None
        if at is not None:
            key = (at.locale, at.domain, unit)
            place = next((place for place, row in enumerate(rows) if row.key == key), None)
        count = max(1, -(-len(rows) // query.size))
        number = place // query.size + 1 if follow and place is not None else min(max(1, query.number), count)
        first = (number - 1) * query.size
        states = {state: sum(_has(row, state) for row in found) for state in STATES}
        page = Page(tuple(rows[first : first + query.size]), len(rows), number, count, states)
        if at is None and rows:
            place = first
        if place is None:  # an entry may be at hand that the list leaves out
            row = next((row for row, _ in self._named(at, unit)), None) if at else None
            return Look(tuple(catalogs), page, row, None, None, trouble, lacking)
        before, after = rows[place - 1] if place else None, rows[place + 1] if place + 1 < len(rows) else None
        return Look(tuple(catalogs), page, rows[place], before, after, trouble, lacking)

    def row(self, catalog: CatalogName, unit: str) -> tuple[Row, Entry]:
        """One entry by its id, as row and whole.

        Raises:
            UsageError: the catalog has no such entry, or two of that id.
            CatalogError: the catalog is malformed or gone.
        """
        found = self._named(catalog, unit)
        if len(found) != 1:
            raise UsageError(f"{catalog.path} has {len(found) or 'no'} unit{'s' * (len(found) > 1)} '{unit}'")
        return found[0]

    def _named(self, catalog: CatalogName, unit: str) -> list[tuple[Row, Entry]]:
        with self._lock:
            loaded = self._load(catalog)
            rows = self._rows(catalog, loaded, self.judges.of(catalog.locale))
            return [(row, entry) for (row, _), (entry, name) in zip(rows, loaded.entries, strict=True) if name == unit]

    def _found(
        self, query: Query, catalogs: Sequence[CatalogName]
    ) -> tuple[list[Row], tuple[str, ...], tuple[Lacking, ...]]:
        """The rows of every state, what is wrong with catalogs, and what those that were asked for lack."""
        words = _folded(query.search).split()
        judge = cache(self.judges.of)  # one locale's glossary is looked for once a look
        rows: list[Row] = []
        trouble: list[str] = []
        lacking: list[Lacking] = []
        for catalog in catalogs:
            with self._lock:
                try:
                    loaded = self._load(catalog)
                except InputError as error:  # the others can be worked on
                    trouble.append(str(error))
                    continue
                if query.locale not in ("", catalog.locale) or query.domain not in ("", catalog.domain):
                    continue
                lacking += self._lacking(catalog, loaded)
                every = self._rows(catalog, loaded, judge(catalog.locale))
            rows += (row for row, text in every if all(word in text for word in words))
        return rows, tuple(trouble), tuple(lacking)

    def _lacking(self, catalog: CatalogName, loaded: _Loaded) -> Iterator[Lacking]:
        template = template_path(self.project.settings.locales, catalog.domain)
        stamp = stamp_of(template)
        if loaded.lacking[0] != stamp:
            there = {entry.key for entry, _ in loaded.entries}
            try:
                wanted = [entry.key for entry in read(template).messages if not entry.obsolete] if stamp else []
            except InputError:  # `catalog update` says what is wrong with it
                wanted = []
            loaded.lacking = stamp, sum(key not in there for key in wanted)
        if loaded.lacking[1]:
            yield Lacking(catalog, template, loaded.lacking[1])

    def _load(self, catalog: CatalogName) -> _Loaded:
        stamp = stamp_of(catalog.path)
        loaded = self._loaded.get(catalog.path)
        if loaded is None or loaded.stamp != stamp:
            file = read(catalog.path)
            entries = [(one, unit_id(one.context, one.msgid)) for one in file.messages if not one.obsolete]
            known = loaded.known if loaded else {}
            loaded = _Loaded(stamp, file, entries, loaded.judge if loaded else None, [], known)
            self._loaded[catalog.path] = loaded
        return loaded

    def _rows(self, catalog: CatalogName, loaded: _Loaded, judge: Translator) -> Sequence[tuple[Row, str]]:
        if loaded.judge is not judge:
            loaded.judge, loaded.rows, loaded.known = judge, [], {}
        if not loaded.rows:
            loaded.rows = [_row(catalog, entry, name, loaded, judge) for entry, name in loaded.entries]
            if len(loaded.known) > 2 * len(loaded.entries) + 100:  # what entries once said
                loaded.known = {entry.content(): loaded.known[entry.content()] for entry, _ in loaded.entries}
        return loaded.rows


def _row(catalog: CatalogName, entry: Entry, name: str, loaded: _Loaded, judge: Translator) -> tuple[Row, str]:
    """The row of an entry and what is searched in it; an entry that says what it said is not judged again."""
    content = entry.content()
    if content not in loaded.known:
        why, pins = standing(entry, judge)
        machine = provenance.is_machine(entry)
        done = () if not entry.translated or entry.fuzzy else ("machine",) if machine else ("people",)
        lost = tuple(dict.fromkeys(pin.term.term for pin in pins if not pin.held))
        source, target = inline.plain_text(entry.msgid), inline.plain_text(entry.msgstr[0])
        text = _folded("\n".join((source, target, *entry.msgstr[1:], entry.plural or "", *entry.comments, name)))
        row = Row(catalog, name, entry.line, source, target, (*why, *done), lost, review.digest(entry))
        loaded.known[content] = row, text
    row, text = loaded.known[content]
    return (row if row.line == entry.line else replace(row, line=entry.line)), text


def _has(row: Row, state: str) -> bool:
    return not state or (row.waiting if state == "waiting" else state in row.states)


def _folded(text: str) -> str:
    """For searching: without case, and without accents, which not every keyboard has."""
    apart = unicodedata.normalize("NFD", text.casefold())
    return "".join(char for char in apart if not unicodedata.combining(char))
