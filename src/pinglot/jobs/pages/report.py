"""What a run did, as one page for an editor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from pinglot import files
from pinglot.catalogs.catalog import now, read
from pinglot.catalogs.po import PoFile
from pinglot.errors import UsageError
from pinglot.jobs.article import named
from pinglot.jobs.events import ArticleResult
from pinglot.jobs.judges import Judges
from pinglot.jobs.pages.sections import page, section
from pinglot.jobs.project import Project
from pinglot.model import Pin

__all__ = ["check_place", "write"]


def check_place(out: Path, articles: Sequence[Path]) -> None:
    """Sees, before long work, that the page can be written and takes nobody's place.

    Raises:
        UsageError: it would overwrite an article, or cannot be written.
    """
    if any(out.resolve() == article.resolve() for article in articles):
        raise UsageError(f"the report would overwrite {out}, which is an article; choose another file")
    files.check_writable(out)


def write(project: Project, results: Sequence[ArticleResult], out: Path) -> None:
    """Writes a page about the articles and locales of a run: the texts side by side, pins, findings, counts.

    Args:
        project: its source locale and glossary are used.
        results: what the run answered, one an article and locale, in order.
        out: the file.

    Raises:
        CatalogError: a catalog is gone or malformed since the run.
        UsageError: the file cannot be written.
    """
    judges = Judges(project)
    sections = []
    for number, result in enumerate(results, 1):
        # An article without a text has no catalog.
        file = read(result.catalog) if result.catalog.exists() else PoFile(path=str(result.catalog))
        came: Mapping[str, Sequence[Pin]] = {one.source: one.pins for one in result.explained}
        stats = result.stats
        run = f"{stats.translated} translated, {stats.kept} kept" + (
            f"; {stats.sentences} sentences for the engine, {stats.remembered} from memory" if stats.translated else ""
        )
        facts = [
            ("article", named(project, result.source)),
            ("translation", named(project, result.article)),
            ("catalog", named(project, result.catalog)),
            ("this run", run),
        ]
        sections.append(section(number, named(project, result.source), file, judges.of(result.locale), facts, came))
    files.write_bytes(out, page("Translation report", f"pinglot, {now()}", sections))
