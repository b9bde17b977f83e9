"""Which files are a glossary's, and which locales they serve."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from pinglot import locales
from pinglot.errors import GlossaryError, UsageError

__all__ = ["canonical", "check_place", "expand", "locale_of", "lookup"]

SUFFIXES = (".csv", ".tsv")


def expand(paths: Iterable[str | Path]) -> list[tuple[Path, bool]]:
    """Every glossary file of files and folders, each once: ``(path, whether it was named itself)``.

    Raises:
        GlossaryError: a path is missing, or a file has neither suffix.
    """
    found: dict[str, tuple[Path, bool]] = {}
    for given in map(Path, paths):
        if given.is_dir():
            for path in _in_folder(given):
                found.setdefault(os.path.realpath(path), (path, False))
        elif not given.exists():
            raise GlossaryError("there is no such file or folder", given)
        elif given.suffix.lower() not in SUFFIXES:
            raise GlossaryError("is no glossary that pinglot reads; save it as .csv or .tsv", given)
        else:
            found[os.path.realpath(given)] = (given, True)
    return list(found.values())


def _in_folder(folder: Path) -> list[Path]:
    return sorted(
        path
        for path in folder.rglob("*")
        if path.suffix.lower() in SUFFIXES
        and path.is_file()
        and not any(part.startswith((".", "~$")) for part in path.relative_to(folder).parts)
    )


def locale_of(path: str | Path) -> str:
    """The locale in a file's name, ``aid.es-MX.csv`` → ``es-MX``; ``""`` where it has none."""
    name, _, tag = Path(path).stem.rpartition(".")
    if not name:
        return ""
    try:
        return locales.normalize(tag)
    except UsageError:
        return ""  # a full stop in the name itself


def canonical(tag: str) -> str:
    """One tag for each locale that gettext does not tell apart: ``zh-CN`` and ``zh-Hans`` are one."""
    return locales.normalize(locales.gettext_name(tag)) if tag else ""


def lookup(target: str) -> list[str]:
    """The locales whose rows serve a target, narrowest first, in the form of :func:`canonical`.

    ``zh`` is ``zh-Hans`` there, so its rows do not serve ``zh-Hant``.
    """
    if not target:
        return []
    own = canonical(target)
    wider = (canonical(tag) for tag in locales.chain(own))
    return list(dict.fromkeys(tag for tag in wider if f"{own}-".startswith(f"{tag}-")))


def check_place(path: Path, target: str) -> None:
    """Refuses a file that cannot be a glossary for a locale.

    Raises:
        UsageError: its name says another locale, or its suffix another format.
    """
    named = locale_of(path)
    if named and canonical(named) not in lookup(target):
        raise UsageError(
            f"{path} is for {named} by its name; name a file for {target}, such as glossary/terms.{target}.csv"
        )
    if path.suffix.lower() not in SUFFIXES:
        raise UsageError(f"{path} is no glossary that pinglot reads; end its name in .csv or .tsv")
