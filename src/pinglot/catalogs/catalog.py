"""A catalog as a translation run sees it: open, update to the document, ask, set, save."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pinglot import files, locales
from pinglot.catalogs import paths, plurals, po, provenance, units
from pinglot.catalogs.merge import merge
from pinglot.catalogs.po import Entry, PoFile
from pinglot.catalogs.provenance import State
from pinglot.catalogs.split import Cutter
from pinglot.catalogs.validate import check_entry
from pinglot.errors import CatalogError
from pinglot.model import Finding, Severity, Unit

__all__ = ["Catalog", "Counts", "now", "read", "with_line_ends"]


@dataclass(frozen=True, slots=True)
class Counts:
    """How many entries a catalog has of each kind; every live one is in exactly one of the first three."""

    translated: int = 0
    fuzzy: int = 0
    untranslated: int = 0
    obsolete: int = 0


class Catalog:
    """The translations of one domain into one locale.

    Attributes:
        path: the PO file, which need not exist yet.
        locale: BCP 47 tag.
        domain: the catalog's name.
        findings: what reading it noticed, for example that it will be written in another encoding.
    """

    def __init__(self, path: str | Path, locale: str, domain: str) -> None:
        self.path = Path(path)
        self.locale = locale
        self.domain = domain
        self.findings: tuple[Finding, ...] = ()
        self._read: bytes | None = None
        self._done: list[Callable[[], object]] = []
        self._load(_bytes(self.path))

    @classmethod
    def open(cls, folder: str | Path, locale: str, domain: str) -> Catalog:
        """Reads the catalog of a domain, or begins it; nothing is written.

        Args:
            folder: the locales folder.
            locale: BCP 47 tag.
            domain: the catalog's name, as :func:`pinglot.catalogs.paths.catalog_path` takes it.

        Raises:
            UsageError: the domain or the locale cannot name a catalog.
            CatalogError: the file that is there is malformed; it stays untouched.
        """
        return cls(paths.catalog_path(folder, locale, domain), locale, domain)

    # --- asking -----------------------------------------------------------------------------------------------

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Every entry but the header, obsolete ones included. To change one, use :meth:`set`."""
        return tuple(self._file.messages)

    @property
    def plural_rule(self) -> plurals.PluralRule:
        """How many plural forms there are, and a number that takes each.

        Raises:
            CatalogError: the header's ``Plural-Forms`` is none.
        """
        header = self._file.header
        field = header.get("Plural-Forms") or locales.plural_forms(self.locale)
        try:
            return plurals.parse(field)
        except ValueError as trouble:
            raise CatalogError(f"{trouble}; correct Plural-Forms in the header", self.path, header.entry.line) from None

    def entry(self, unit: Unit) -> Entry | None:
        """The unit's entry, None where it has none or only an obsolete one."""
        found = self._by_key.get(unit.key)
        return None if found is None or found.obsolete else found

    def state(self, unit: Unit, terms: str = "") -> State:
        """What the unit's entry is, given what stands for the glossary rows that match in it now."""
        return provenance.state_of(self.entry(unit), terms)

    def text(self, unit: Unit) -> str | tuple[str, ...] | None:
        """The unit's translation, fuzzy or not: its forms in order for a plural unit; None where nothing stands."""
        entry = self.entry(unit)
        if entry is None or not any(entry.msgstr):
            return None
        return tuple(entry.msgstr) if unit.plural is not None else entry.msgstr[0]

    def fuzzy(self, unit: Unit) -> bool:
        """Whether the unit's translation carries the fuzzy mark."""
        entry = self.entry(unit)
        return entry is not None and entry.fuzzy

    def origin(self, unit: Unit) -> str:
        """Who wrote the translation: the engine's signature, ``person``, or ``""`` where nothing stands."""
        entry = self.entry(unit)
        if entry is None or not any(entry.msgstr):
            return ""
        found = provenance.of_machine(entry)
        return found.engine if found else "person"

    @property
    def counts(self) -> Counts:
        live = [entry for entry in self._file.messages if not entry.obsolete]
        fuzzy = sum(entry.fuzzy and entry.translated for entry in live)
        translated = sum(entry.translated for entry in live) - fuzzy
        return Counts(translated, fuzzy, len(live) - translated - fuzzy, len(self._file.messages) - len(live))

    # --- changing ---------------------------------------------------------------------------------------------

    def update(
        self, document_units: Sequence[Unit], source: str, created: str = "", cutter: Cutter | None = None
    ) -> None:
        """Brings the catalog up to the document: exact, revived from obsolete, fuzzy, new, in the document's order.

        Args:
            document_units: the document's units.
            source: the document's path, as references shall name it.
            created: the template's ``POT-Creation-Date``, ``""`` to leave that field alone.
            cutter: as in :func:`pinglot.catalogs.merge.merge`.
        """
        self.update_from(units.entries(document_units, source), created, cutter=cutter)

    def update_from(
        self, wanted: Sequence[Entry], created: str = "", reuse: bool = False, cutter: Cutter | None = None
    ) -> None:
        """As :meth:`update`, from a template's entries.

        Args:
            reuse, cutter: as in :func:`pinglot.catalogs.merge.merge`.
        """
        self._update(wanted, created, reuse, cutter)
        self._done.append(lambda: self._update(wanted, created, reuse, cutter))

    def set(
        self,
        unit: Unit,
        text: str | Sequence[str],
        *,
        engine: str = "",
        terms: str = "",
        fuzzy: bool = False,
        previous: str | None = None,
    ) -> tuple[Finding, ...]:
        """Puts a translation into the unit's entry.

        A translation that msgfmt would refuse is marked fuzzy, so that the catalog always compiles. Line ends at
        both ends of the text are made like the source's, as gettext asks.

        Args:
            text: the translation; for a plural unit one text a form (one text alone stands for every form).
            engine: the engine's signature, ``""`` for a person.
            terms: what stands for the glossary rows that matched, see :func:`pinglot.catalogs.provenance.stamp`.
            fuzzy: whether a person must look.
            previous: what the text was made for (``#|``), where that was another source.

        Returns:
            What msgfmt would refuse.

        Raises:
            KeyError: the catalog has not been updated to a document with this unit.
            ValueError: another count of forms than the catalog has, or an engine's text for an entry that is a
                person's.
        """
        texts = (text,) if isinstance(text, str) else tuple(text)
        if engine and self.state(unit) in (State.PERSON, State.CHANGED):
            raise ValueError(f"an engine may not overwrite a person's translation of {unit.source!r}")
        found = self._set(unit, texts, engine, terms, fuzzy, previous)
        self._done.append(lambda: self._set_again(unit, texts, engine, terms, fuzzy, previous))
        return found

    def save(self, state_folder: str | Path) -> bool:
        """Writes the catalog whole or not at all, and only where something changed.

        Where another process has changed the file since it was opened, its work is read and this one's is done over
        it again: both are there, and a person's text stays.

        Args:
            state_folder: holds the locks (``.pinglot``).

        Returns:
            Whether anything was written.

        Raises:
            UsageError: the file cannot be written, or another process holds it.
            CatalogError: the file was made malformed meanwhile.
        """
        with files.locked(self.path, state_folder):
            there = _bytes(self.path)
            if there != self._read:
                self._load(there)
                for action in self._done:
                    action()
            data = self.render()
            if data == self._read:
                return False
            written = files.write_bytes(self.path, data)
            po.settle(self._file, data)
            self._remember(data)
            self._done.clear()
            return written

    @property
    def changed(self) -> bool:
        """Whether saving would write."""
        return self._read is None or self._file.content() != self._content

    def render(self) -> bytes:
        """What the file would be; unchanged, it is what was read. The revision date moves with the translations."""
        if not self.changed and self._read is not None:
            return self._read
        if self._translated is None or self._translations() != self._translated:
            self._file.header.set("PO-Revision-Date", now())
        return po.render(self._file)

    # --- within -----------------------------------------------------------------------------------------------

    def _load(self, data: bytes | None) -> None:
        self._file = PoFile(path=str(self.path)) if data is None else read(self.path, data)
        if data is None:
            self._begin()
        self._remember(data)
        self._index()

    def _remember(self, data: bytes | None) -> None:
        """Takes what is here as what the file has, so that changes are seen."""
        self._read = data
        self.findings = self._to_utf8()
        self._content = self._file.content()
        self._translated = None if data is None else self._translations()

    def _begin(self) -> None:
        name = locales.name(self.locale)
        header = self._file.header
        header.entry.comments = [f" {name} translations of {self.domain}.", ""]
        header.set("Project-Id-Version", self.domain)
        header.set("Last-Translator", "pinglot")
        header.set("Language-Team", name)
        self._complete()

    def _complete(self) -> None:
        """Gives the header what gettext needs and a template leaves open."""
        header = self._file.header
        needed = {
            "Language": locales.gettext_name(self.locale),
            "MIME-Version": "1.0",
            "Content-Type": "text/plain; charset=UTF-8",
            "Content-Transfer-Encoding": "8bit",
            "Plural-Forms": locales.plural_forms(self.locale),
        }
        for field, value in needed.items():
            if header.get(field) in (None, "", "text/plain; charset=CHARSET", "ENCODING") or (
                field == "Plural-Forms" and "INTEGER" in (header.get(field) or "")
            ):
                header.set(field, value)

    def _to_utf8(self) -> tuple[Finding, ...]:
        if self._file.charset.upper().replace("_", "-") in ("UTF-8", "UTF8"):
            return ()
        header = self._file.header
        header.set("Content-Type", "text/plain; charset=UTF-8")
        message = f"is in {self._file.charset}; when it changes, it is written in UTF-8"
        return (Finding("catalog.charset", Severity.INFO, message, str(self.path), header.entry.line),)

    def _index(self) -> None:
        self._by_key = {entry.key: entry for entry in self._file.messages}

    def _translations(self) -> frozenset[tuple[object, ...]]:
        """What a revision is about: texts, marks and comments of people, not places in the source."""
        return frozenset(
            (entry.key, entry.plural, tuple(entry.msgstr), entry.fuzzy, tuple(entry.comments), entry.obsolete)
            for entry in self._file.messages
        )

    def _update(self, wanted: Sequence[Entry], created: str, reuse: bool, cutter: Cutter | None) -> None:
        self._complete()
        header = self._file.header
        before = self._live()
        merged = merge(self._file.messages, wanted, self.plural_rule.count, reuse, cutter)
        self._file.entries = [header.entry, *merged]
        self._index()
        # A template that was made again with the same messages is no new template.
        if created and (header.get("POT-Creation-Date") is None or before != self._live()):
            header.set("POT-Creation-Date", created)

    def _live(self) -> frozenset[tuple[object, ...]]:
        return frozenset((entry.key, entry.plural) for entry in self._file.messages if not entry.obsolete)

    def _set(
        self, unit: Unit, texts: tuple[str, ...], engine: str, terms: str, fuzzy: bool, previous: str | None
    ) -> tuple[Finding, ...]:
        entry = self.entry(unit)
        if entry is None:
            raise KeyError(f"{self.path} has no entry for {unit.source!r}; update the catalog first")
        rule = self.plural_rule
        count = 1 if entry.plural is None else rule.count
        if len(texts) == 1:
            texts *= count
        if len(texts) != count:
            raise ValueError(f"{len(texts)} forms for {unit.source!r}, where {self.path} has {count}")
        entry.msgstr = [with_line_ends(text, unit.source) for text in texts]
        entry.forget_previous()
        found = tuple(check_entry(entry, rule, str(self.path)))
        entry.fuzzy = fuzzy or bool(found)
        if entry.fuzzy and previous is not None:
            entry.previous_context, entry.previous_msgid = entry.context, previous
        if engine and any(entry.msgstr):
            provenance.stamp(entry, engine, terms)
        else:
            provenance.erase(entry)
        return found

    def _set_again(
        self, unit: Unit, texts: tuple[str, ...], engine: str, terms: str, fuzzy: bool, previous: str | None
    ) -> None:
        """Over another process's work: what a person wrote meanwhile stays, and what is gone stays gone."""
        if self.entry(unit) is None or (engine and self.state(unit) in (State.PERSON, State.CHANGED)):
            return
        self._set(unit, texts, engine, terms, fuzzy, previous)


def read(path: str | Path, data: bytes | None = None) -> PoFile:
    """Reads any gettext project's catalog or template.

    Raises:
        CatalogError: it is missing, too large or malformed; with file and line.
    """
    return po.parse(files.read_bytes(path, error=CatalogError) if data is None else data, path)


def now() -> str:
    """The time as headers have it, to the minute; ``SOURCE_DATE_EPOCH`` overrides it for reproducible builds."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    moment = datetime.fromtimestamp(int(epoch), UTC) if epoch.isdigit() else datetime.now().astimezone()
    return moment.strftime("%Y-%m-%d %H:%M%z")


def _bytes(path: Path) -> bytes | None:
    return files.read_bytes(path, error=CatalogError) if path.exists() else None


def with_line_ends(text: str, source: str) -> str:
    """A translation with line ends at both ends where the source has them, as msgfmt asks."""
    if not text:
        return text
    if text.startswith("\n") != source.startswith("\n"):
        text = "\n" + text if source.startswith("\n") else text.lstrip("\n")
    if text.endswith("\n") != source.endswith("\n"):
        text = text + "\n" if source.endswith("\n") else text.rstrip("\n")
    return text
