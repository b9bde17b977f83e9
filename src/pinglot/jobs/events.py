"""What a job tells while it works, and what it answers in the end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pinglot.model import Finding, Pin, Severity

__all__ = ["ArticleResult", "Explained", "Progress", "Stats", "by_check"]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job is: ``done`` of the ``total`` units of one article that go to the engine for one locale."""

    article: str
    locale: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Stats:
    """Counts of one article in one locale.

    Attributes:
        units: catalog entries, equal units counted once.
        translated: units that this run translated.
        kept: units that were done already and stayed as they were, those of people included.
        people: units whose translation is a person's.
        fuzzy: units that a person must look at.
        sentences: sentences that went to the engine in this run.
        remembered: sentences that came from the memory instead.
        pins, held: occurrences of approved terms, and how many of them are held.
    """

    units: int = 0
    translated: int = 0
    kept: int = 0
    people: int = 0
    fuzzy: int = 0
    sentences: int = 0
    remembered: int = 0
    pins: int = 0
    held: int = 0


@dataclass(frozen=True, slots=True)
class Explained:
    """A unit's pins: the 1-based line of the article where it begins, its source, and its pins in order."""

    line: int
    source: str
    pins: tuple[Pin, ...]


@dataclass(frozen=True, slots=True)
class ArticleResult:
    """What became of one article in one locale.

    Attributes:
        source: the article.
        locale: BCP 47 tag of the translation.
        article, catalog, template: where the results lie.
        stats: counts.
        findings: what the checks noticed, each with the article's path and the unit's line.
        explained: every unit that has pins, in reading order, each pin with its verdict and how it came about.
        stale: files that do not say what a run would make them say; filled by ``check`` only.
        written: files that this run changed.
    """

    source: Path
    locale: str
    article: Path
    catalog: Path
    template: Path
    stats: Stats = Stats()
    findings: tuple[Finding, ...] = ()
    explained: tuple[Explained, ...] = ()
    stale: tuple[Path, ...] = ()
    written: tuple[Path, ...] = ()

    @property
    def pins(self) -> tuple[Pin, ...]:
        """Every pin with its verdict, in reading order."""
        return tuple(pin for unit in self.explained for pin in unit.pins)

    @property
    def failed(self) -> bool:
        """Whether a person must look: a finding of level error, or something stale."""
        return bool(self.stale) or any(finding.severity is Severity.ERROR for finding in self.findings)


def by_check(findings: Iterable[Finding]) -> dict[str, int]:
    """How many findings each check has, the most frequent first."""
    return dict(Counter(finding.check for finding in findings).most_common())
