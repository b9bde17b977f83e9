"""What became of a batch, as JSON and as one page of HTML: from the journal, whatever run did it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from html import escape
from pathlib import Path

from pinglot import files
from pinglot.batch.journal import Journal

__all__ = ["Report", "Totals", "report_of", "write"]

_SHOWN = 1000
"""Set-aside articles that are listed; all are counted."""
_SLOWEST = 20


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over articles of one locale; pins are occurrences."""

    done: int = 0
    aside: int = 0
    units: int = 0
    translated: int = 0
    fuzzy: int = 0
    sentences: int = 0
    pins: int = 0
    held: int = 0


@dataclass(frozen=True, slots=True)
class Report:
    """What became of a batch.

    Attributes:
        articles, bytes: how many were listed, and how large together.
        seconds: that the last run took.
        locales: locale → sums.
        findings: check → how many.
        failed: articles, in a locale each, with a finding of level error.
        slowest: place, locale and processor seconds.
        aside: place, locale and reason.
    """

    articles: int
    bytes: int
    seconds: float
    locales: Mapping[str, Totals]
    findings: Mapping[str, int]
    failed: int
    slowest: Sequence[tuple[str, str, float]]
    aside: Sequence[tuple[str, str, str]]


_OF_RUN = "FROM work JOIN articles ON articles.id = work.article WHERE articles.run = ?"


def report_of(journal: Journal, seconds: float) -> Report:
    """The report of a journal's run, which took so many seconds."""
    run = journal.run
    sums = (
        "SELECT locale, sum(state = 'done'), sum(state = 'aside'), sum(units), sum(translated), sum(fuzzy), "
        f"sum(sentences), sum(pins), sum(held) {_OF_RUN} GROUP BY locale ORDER BY locale"
    )
    findings: Counter[str] = Counter()
    for said, count in journal.rows(f"SELECT findings, count(*) {_OF_RUN} GROUP BY findings", run):
        for name, found in json.loads(said).items():
            findings[name] += found * count
    slowest = f"SELECT place, locale, seconds {_OF_RUN} ORDER BY seconds DESC LIMIT ?"
    aside = f"SELECT place, locale, reason {_OF_RUN} AND state = 'aside' ORDER BY place, locale LIMIT ?"
    ((failed,),) = journal.rows(f"SELECT coalesce(sum(failed), 0) {_OF_RUN}", run)
    count, size = journal.count()
    return Report(
        count,
        size,
        round(seconds, 3),
        {locale: Totals(*values) for locale, *values in journal.rows(sums, run)},
        dict(findings.most_common()),
        failed,
        [(place, locale, round(took, 4)) for place, locale, took in journal.rows(slowest, run, _SLOWEST)],
        [(place, locale, reason) for place, locale, reason in journal.rows(aside, run, _SHOWN)],
    )


def write(report: Report, folder: Path) -> tuple[Path, Path]:
    """Writes ``report.json`` and ``report.html``; returns their paths.

    Raises:
        UsageError: the folder cannot be written.
    """
    as_json, as_html = folder / "report.json", folder / "report.html"
    files.write_bytes(as_json, (json.dumps(asdict(report), ensure_ascii=False, indent=2) + "\n").encode())
    files.write_bytes(as_html, page(report).encode("utf-8", "xmlcharrefreplace"))
    return as_json, as_html


def page(report: Report) -> str:
    """The report as a page that needs nothing else: no script, no font, no address."""
    locales = [[locale, *asdict(totals).values()] for locale, totals in report.locales.items()]
    names = ["locale", *Totals.__dataclass_fields__]
    parts = [
        f"<p>{report.articles} articles, {report.bytes / 1e6:.1f} MB; the last run took {report.seconds:.0f} s. "
        f"{report.failed} translations have a finding of level error.</p>",
        _table("By locale", names, locales),
        _table("Findings", ["check", "count"], list(report.findings.items())),
        _table("Set aside", ["article", "locale", "reason"], report.aside),
        _table("Slowest", ["article", "locale", "processor seconds"], report.slowest),
    ]
    return f"{_HEAD}{''.join(parts)}</body></html>\n"


_HEAD = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>pinglot batch</title><style>
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
table { border-collapse: collapse; width: 100%; margin-bottom: 2rem }
th, td { text-align: left; padding: .25rem .75rem .25rem 0; border-bottom: 1px solid #ccc; overflow-wrap: anywhere }
</style></head><body><h1>pinglot batch</h1>
"""


def _table(title: str, header: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    if not rows:
        return ""
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in header)
    body = "".join(f"<tr>{''.join(f'<td>{escape(str(cell))}</td>' for cell in row)}</tr>\n" for row in rows)
    return f"<h2>{escape(title)}</h2>\n<table><thead><tr>{head}</tr></thead>\n<tbody>{body}</tbody></table>\n"
