"""Updating any gettext project's catalog from its template, in place, as ``msgmerge --previous -U`` does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pinglot import files, locales
from pinglot.catalogs import paths
from pinglot.catalogs.catalog import Catalog, Counts, read
from pinglot.catalogs.split import Cutter
from pinglot.errors import CatalogError, UsageError

__all__ = ["UpdateResult", "update_catalog"]


@dataclass(frozen=True, slots=True)
class UpdateResult:
    """What an update did, or with ``check`` would do.

    Attributes:
        changed: whether the catalog was (or would be) written.
        counts: its entries afterwards.
    """

    changed: bool
    counts: Counts


def update_catalog(
    catalog: str | Path,
    template: str | Path,
    state_folder: str | Path,
    locale: str = "",
    check: bool = False,
    cutter: Callable[[str], Cutter] | None = None,
) -> UpdateResult:
    """Brings a catalog up to its template. The order becomes the template's; what is gone becomes obsolete.

    Args:
        catalog: the PO file; it must exist.
        template: the POT file, or another catalog of the domain.
        state_folder: holds the locks (``.pinglot``).
        locale: BCP 47 tag; ``""`` takes it from the header, else from the path.
        check: write nothing.
        cutter: cuts sentences of the catalog's locale, to recognise split and merged texts; None leaves that out.

    Raises:
        UsageError: no locale can be found, or the file cannot be written.
        CatalogError: one of the two is missing or malformed; nothing was changed.
    """
    data = files.read_bytes(catalog, error=CatalogError)
    source = read(template)
    opened = Catalog(catalog, locale or _locale(catalog, data), Path(catalog).stem)
    wanted = [entry for entry in source.messages if not entry.obsolete]
    opened.update_from(
        wanted, source.header.get("POT-Creation-Date") or "", True, cutter(opened.locale) if cutter else None
    )
    changed = opened.changed if check else opened.save(state_folder)
    return UpdateResult(changed, opened.counts)


def _locale(catalog: str | Path, data: bytes) -> str:
    said = read(catalog, data).header.get("Language") or ""
    try:
        return locales.normalize(said)
    except UsageError:
        found = paths.locale_of(catalog)
    if not found:
        raise UsageError(f"{catalog} does not say its locale; add 'Language: …' to its header or give the locale")
    return found
