"""Catalogs as a page to read and to print."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pinglot.catalogs.catalog import now
from pinglot.catalogs.po import PoFile
from pinglot.jobs.article import named
from pinglot.jobs.judges import Judges
from pinglot.jobs.pages.sections import page, section
from pinglot.jobs.project import Project

__all__ = ["catalogs_page"]


def catalogs_page(
    project: Project, chosen: Sequence[tuple[str, Path, PoFile]], judges: Judges, waiting: bool = False
) -> tuple[bytes, int]:
    """Catalogs in one page, and how many texts stand side by side in it.

    Args:
        project: names the catalogs from its root.
        chosen: locale, path and content of each.
        judges: judge them.
        waiting: show only what needs a person.
    """
    sections = [
        section(number, named(project, path), file, judges.of(locale), waiting=waiting)
        for number, (locale, path, file) in enumerate(chosen, 1)
    ]
    return page("Translations", f"pinglot, {now()}", sections), sum(len(one.shown) for one in sections)
