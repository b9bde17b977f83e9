"""The articles of a project: what may be shown and extracted from where nobody names a file."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from pinglot import documents, locales
from pinglot.errors import UsageError
from pinglot.jobs.project import Project

__all__ = ["articles_of"]

_MOST = 500  # articles
_LOOKED_AT = 20_000  # files and folders
_PASSED_OVER = frozenset({"node_modules", "__pycache__", "venv", "build", "dist", "site-packages"})


def articles_of(project: Project) -> dict[str, Path]:
    """The articles below a project's root: their path from there → the file, sorted; at most 500.

    Left out are catalogs and templates, translations (``guide.es.md`` beside ``guide.md``), hidden files and folders,
    the folders of the project's own settings and those of build tools, and links that lead out of the project.
    """
    root = Path(os.path.abspath(project.settings.root))
    settings = project.settings
    own = {os.path.abspath(path) for path in (settings.locales, settings.memory, settings.out) if path}
    own |= {os.path.abspath(path) for path in settings.glossary}
    found: dict[str, Path] = {}
    for path in _files(root, own):
        if documents.SUFFIXES.get(path.suffix.lower(), "po") != "po" and not _is_translation(path, settings.source):
            found[path.relative_to(root).as_posix()] = path
            if len(found) == _MOST:
                break
    return dict(sorted(found.items()))


def _files(root: Path, own: set[str]) -> Iterator[Path]:
    """Files in breadth, so that those near the root come before a deep folder is looked through."""
    folders, seen, inside = [root], 0, os.path.realpath(root) + os.sep
    for folder in folders:
        try:
            with os.scandir(folder) as listed:
                entries = sorted(listed, key=lambda entry: entry.name)
        except OSError:
            continue
        for entry in entries:
            seen += 1
            if seen > _LOOKED_AT:
                return
            if entry.name.startswith(".") or entry.path in own:
                continue
            if entry.is_dir(follow_symlinks=False):
                if entry.name not in _PASSED_OVER:
                    folders.append(Path(entry.path))
            elif entry.is_file() and os.path.realpath(entry.path).startswith(inside):
                yield Path(entry.path)


def _is_translation(path: Path, source: str) -> bool:
    stem, _, tag = path.stem.rpartition(".")
    if not stem:
        return False
    try:
        tag = locales.normalize(tag)
    except UsageError:
        return False
    return locales.is_known(tag) and locales.language(tag) != locales.language(source)
