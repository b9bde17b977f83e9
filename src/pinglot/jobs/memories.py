"""Exchange of what people approved: TMX files out of the project's catalogs, and into its memory."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from pinglot import files
from pinglot.catalogs import tmx
from pinglot.catalogs.catalog import read
from pinglot.catalogs.compile import find_catalogs
from pinglot.catalogs.memory import Pair, catalogs_of, pairs_of
from pinglot.errors import CatalogError, UsageError
from pinglot.jobs.check import locale_of
from pinglot.jobs.project import Project

__all__ = ["Exported", "Imported", "export", "import_memory"]


@dataclass(frozen=True, slots=True)
class Exported:
    """A memory on its way out.

    Attributes:
        data: the TMX file.
        pairs: how many translations are in it.
        left_out: how many the format cannot hold: plural messages, texts with control characters.
    """

    data: bytes
    pairs: int
    left_out: int


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of an import.

    Attributes:
        path: where the memory lies now.
        locales: how many translations each locale has.
        skipped: translations that cannot serve: of another source language, empty, or with codes that do not fit.
        written: whether the file is new or changed.
    """

    path: Path
    locales: dict[str, int]
    skipped: int
    written: bool


def export(
    project: Project, paths: Sequence[Path] = (), targets: Sequence[str] = (), machine: bool = False
) -> Exported:
    """What people approved in catalogs, as TMX 1.4; the same catalogs give the same bytes.

    Args:
        project: its source locale; its folder of catalogs where ``paths`` is empty.
        paths: catalogs and folders.
        targets: BCP 47 tags; none takes every locale.
        machine: take what no person has touched as well.

    Raises:
        UsageError: a path does not exist, a catalog says no locale, or there is no catalog.
        CatalogError: a catalog is malformed.
    """
    folder = project.settings.locales
    known = {path.resolve(): domain for _, domain, path in catalogs_of(folder)}
    chosen = find_catalogs(paths) if paths else [path for _, _, path in catalogs_of(folder)]
    if not chosen:
        raise UsageError(f"{folder}: no catalog there; 'pinglot translate ARTICLE' makes one")
    found: list[tuple[str, Pair]] = []
    for path in chosen:
        file = read(path)
        locale = locale_of(path, file)
        if not locale:
            raise UsageError(f"{path} does not say its locale; add 'Language: …' to its header")
        if not targets or locale in targets:
            domain = known.get(path.resolve(), path.stem)
            found += ((locale, pair) for pair in pairs_of(file, domain, machine))
    found = sorted(dict.fromkeys(found), key=lambda one: (one[1].origin, one[0]))
    data, left_out = tmx.write(found, project.settings.source, version("pinglot"))
    return Exported(data, len(found) - left_out, left_out)


def import_memory(
    project: Project, path: Path, targets: Sequence[str] = (), name: str = "", force: bool = False
) -> Imported:
    """Takes a TMX file into the project's memory, written anew with what can serve.

    Args:
        project: the project; its source locale chooses the source texts.
        path: the TMX file.
        targets: BCP 47 tags; none takes every locale of the file.
        name: what the memory is called; ``""`` takes the file's own name.
        force: replace a memory of that name.

    Raises:
        UsageError: the project has no memory, the name is none, or a memory of that name says something else.
        CatalogError: the file is no TMX, or nothing in it can serve.
    """
    settings = project.settings
    if settings.memory is None:
        raise UsageError("the configuration says memory = false; name a folder there to import into")
    name = name or path.stem
    if not re.fullmatch(r"[\w][\w. -]*", name):
        raise UsageError(f"'{name}' cannot name a memory; give letters, digits, '.', '-' and '_' with --name")
    read_in = tmx.read(path, limit=settings.max_file_size)
    wanted = [tag for tag in targets or read_in.locales if targets or not _same_language(tag, settings.source)]
    pairs = list(dict.fromkeys(_pairs(read_in, settings.source, wanted, name)))
    if not pairs:
        said = ", ".join(read_in.locales) or "none"
        raise CatalogError(
            f"holds nothing from {settings.source} to {', '.join(wanted) or 'another language'} (its languages: "
            f"{said}); name the source with 'source' in pinglot.toml",
            path,
        )
    data, left_out = tmx.write(pairs, settings.source, version("pinglot"))
    target = settings.memory / f"{name}.tmx"
    with files.locked(target, settings.state):
        if target.exists() and target.read_bytes() != data and not force:
            raise UsageError(f"{target} is there and says something else; --force replaces it, --name keeps both")
        written = files.write_bytes(target, data)
    counts = {tag: sum(locale == tag for locale, _ in pairs) for tag in wanted}
    asked = sum(sum(tag in wanted for tag, _ in unit.segments) for unit in read_in.units)
    return Imported(target, counts, max(asked - len(pairs) + left_out, 0), written)


def _pairs(read_in: tmx.Tmx, source: str, targets: Sequence[str], name: str) -> Iterator[tuple[str, Pair]]:
    for unit in read_in.units:
        for tag in targets:
            yield from ((tag, pair) for pair in unit.pairs(source, tag, name))


def _same_language(tag: str, other: str) -> bool:
    from pinglot import locales

    return tag in locales.chain(other) or other in locales.chain(tag)
