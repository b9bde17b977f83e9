"""The project's catalog entries as a list: by locale and catalog, by state, by what they say, page by page.

The list is kept in memory and follows the files: a catalog that changes on disk is read again, an entry is judged
again where its text, its source or a glossary has changed.
"""

from __future__ import annotations

import threading
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from pinglot import inline
from pinglot.catalogs import provenance, review
from pinglot.catalogs.catalog import read
from pinglot.catalogs.memory import catalogs_of
from pinglot.catalogs.po import Entry, PoFile
from pinglot.catalogs.unit_ids import unit_id
from pinglot.errors import InputError, UsageError
from pinglot.jobs.judges import Judges
from pinglot.jobs.project import Project
from pinglot.jobs.stamped import Stamp, stamp_of
from pinglot.jobs.status import standing
from pinglot.jobs.translator import Translator

__all__ = ["STATES", "CatalogName", "Entries", "Page", "Query", "Row"]

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


@dataclass(slots=True)
class _Loaded:
    """A catalog as it was read, and what tells that it is another one now."""

    stamp: Stamp
    file: PoFile
    entries: list[tuple[Entry, str]]
    judge: Translator | None = None
    rows: list[tuple[Row, str]] = field(default_factory=list)
    known: dict[tuple[object, ...], tuple[Row, str]] = field(default_factory=dict)


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

    def page(self, query: Query) -> Page:
        """What the list shows; a page past the end is the last one.

        Raises:
            UsageError: there is no such state.
            GlossaryError: a glossary is broken.
        """
        if query.state and query.state not in STATES:
            raise UsageError(f"'{query.state}' is no state of an entry; there are {', '.join(STATES)}")
        found = self._found(query)
        states = {state: sum(_has(row, state) for row in found) for state in STATES}
        rows = [row for row in found if _has(row, query.state)]
        count = max(1, -(-len(rows) // query.size))
        number = min(max(1, query.number), count)
        first = (number - 1) * query.size
        return Page(tuple(rows[first : first + query.size]), len(rows), number, count, states)

    def around(self, query: Query, key: tuple[str, str, str]) -> tuple[Row | None, Row | None, int]:
        """The rows before and after one in the list, and its page; page 0 where the list does not have it."""
        rows = [row for row in self._found(query) if _has(row, query.state)]
        for place, row in enumerate(rows):
            if row.key == key:
                before = rows[place - 1] if place else None
                after = rows[place + 1] if place + 1 < len(rows) else None
                return before, after, place // query.size + 1
        return None, None, 0

    def row(self, catalog: CatalogName, unit: str) -> tuple[Row, Entry]:
        """One entry by its id, as row and whole.

        Raises:
            UsageError: the catalog has no such entry, or two of that id.
            CatalogError: the catalog is malformed or gone.
        """
        with self._lock:
            loaded = self._load(catalog)
            rows = self._rows(catalog, loaded)
            found = [place for place, (row, _) in enumerate(rows) if row.id == unit]
            if len(found) != 1:
                raise UsageError(f"{catalog.path} has {len(found) or 'no'} unit{'s' * (len(found) > 1)} '{unit}'")
            return rows[found[0]][0], loaded.entries[found[0]][0]

    @property
    def trouble(self) -> tuple[str, ...]:
        """Catalogs that cannot be read, and why; they are left out of the list."""
        said = []
        for catalog in self.catalogs():
            try:
                self.file(catalog)
            except InputError as error:
                said.append(str(error))
        return tuple(said)

    def _found(self, query: Query) -> list[Row]:
        words = _folded(query.search).split()
        return [row for row, text in self._all(query) if all(word in text for word in words)]

    def _all(self, query: Query) -> Iterator[tuple[Row, str]]:
        for catalog in self.catalogs():
            if query.locale in ("", catalog.locale) and query.domain in ("", catalog.domain):
                with self._lock:
                    try:
                        rows = self._rows(catalog, self._load(catalog))
                    except InputError:  # said by `trouble`; the others can be worked on
                        if self._readable(catalog):
                            raise
                        continue
                yield from rows

    def _readable(self, catalog: CatalogName) -> bool:
        """Whether it is not the catalog but a glossary that is broken."""
        try:
            self._load(catalog)
        except InputError:
            return False
        return True

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

    def _rows(self, catalog: CatalogName, loaded: _Loaded) -> Sequence[tuple[Row, str]]:
        judge = self.judges.of(catalog.locale)
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
