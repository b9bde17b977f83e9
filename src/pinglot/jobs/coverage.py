"""How far a glossary covers articles: which terms are used, which wait for review, and what it does not have."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pinglot import documents
from pinglot.glossary.coverage import Coverage, cover
from pinglot.jobs.extract import passages
from pinglot.jobs.project import Project

__all__ = ["ArticleCoverage", "coverage"]


@dataclass(frozen=True, slots=True)
class ArticleCoverage:
    """One article's coverage."""

    article: Path
    coverage: Coverage


def coverage(
    project: Project, articles: Sequence[Path], target: str, *, input_type: str | None = None
) -> list[ArticleCoverage]:
    """The coverage of each article, in order.

    Args:
        project: the settings.
        articles: the files.
        target: BCP 47 tag of the translations.
        input_type: the articles' type; None takes what the suffix says.

    Raises:
        PinglotError: bad input.
    """
    source = project.settings.source
    glossary = project.glossary(target)
    read = [(path, documents.read(path, input_type, project.options)) for path in dict.fromkeys(articles)]
    return [ArticleCoverage(path, cover(passages(document, source), glossary, source)) for path, document in read]
