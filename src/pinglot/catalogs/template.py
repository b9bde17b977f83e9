"""A domain's template, ``locales/<domain>.pot``: its entries without translations."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pinglot import files
from pinglot.catalogs import paths, po, units
from pinglot.catalogs.catalog import now, read
from pinglot.catalogs.po import PoFile
from pinglot.errors import CatalogError
from pinglot.model import Unit

__all__ = ["Template"]

# What xgettext writes for the one who begins a catalog to fill in.
_FIELDS = {
    "Project-Id-Version": "",
    "PO-Revision-Date": "YEAR-MO-DA HO:MI+ZONE",
    "Last-Translator": "FULL NAME <EMAIL@ADDRESS>",
    "Language-Team": "LANGUAGE <LL@li.org>",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=INTEGER; plural=EXPRESSION;",
}


class Template:
    """The template of one domain.

    Attributes:
        path: the POT file, which need not exist yet.
        domain: the catalog's name.
    """

    def __init__(self, path: str | Path, domain: str) -> None:
        self.path = Path(path)
        self.domain = domain
        self._load(files.read_bytes(path, error=CatalogError) if self.path.exists() else None)

    @classmethod
    def open(cls, folder: str | Path, domain: str) -> Template:
        """Reads a domain's template, or begins it; nothing is written.

        Raises:
            UsageError: the domain cannot name a template.
            CatalogError: the file that is there is malformed.
        """
        return cls(paths.template_path(folder, domain), domain)

    @property
    def entries(self) -> tuple[po.Entry, ...]:
        return tuple(self._file.messages)

    @property
    def created(self) -> str:
        """``POT-Creation-Date``; it moves only when an entry does."""
        return self._file.header.get("POT-Creation-Date") or ""

    @property
    def changed(self) -> bool:
        """Whether saving would write."""
        return self._read is None or self._file.content() != self._content

    def update(self, document_units: Sequence[Unit], source: str) -> None:
        """Takes the document's units instead of what was there.

        Args:
            source: the document's path, as references shall name it.
        """
        header = self._file.header
        before = {(entry.key, entry.plural) for entry in self._file.messages}
        if self._read is None:
            self._begin()
        wanted = units.entries(document_units, source)
        self._file.entries = [header.entry, *wanted]
        if not self.created or before != {(entry.key, entry.plural) for entry in wanted}:
            header.set("POT-Creation-Date", now())

    def render(self) -> bytes:
        """What the file would be; unchanged, it is what was read."""
        return self._read if self._read is not None and not self.changed else po.render(self._file)

    def save(self, state_folder: str | Path) -> bool:
        """Writes the template whole or not at all, and only where something changed; returns whether it did.

        Args:
            state_folder: holds the locks (``.pinglot``).

        Raises:
            UsageError: the file cannot be written, or another process holds it.
        """
        with files.locked(self.path, state_folder):
            data = self.render()
            written = files.write_bytes(self.path, data)
            if data != self._read:
                po.settle(self._file, data)
                self._remember(data)
            return written

    def _load(self, data: bytes | None) -> None:
        self._file = PoFile(path=str(self.path)) if data is None else read(self.path, data)
        self._remember(data)

    def _remember(self, data: bytes | None) -> None:
        """Takes what is here as what the file has, so that changes are seen."""
        self._read = data
        self._content = self._file.content()

    def _begin(self) -> None:
        header = self._file.header
        header.entry.comments = [f" Template of {self.domain}, made by pinglot.", ""]
        header.entry.fuzzy = True
        for field, value in _FIELDS.items():
            header.set(field, value or self.domain)
        header.set("Language", "")
