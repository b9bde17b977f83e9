"""``pinglot catalog status`` and ``diff``: where the catalogs are, and what the next run would do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pinglot import config, locales
from pinglot.brief import brief
from pinglot.cli.output import (
    Speaker,
    counted,
    format_option,
    glossary_option,
    input_type_option,
    plain,
    quiet_option,
    shown,
    table,
)
from pinglot.errors import UsageError

if TYPE_CHECKING:
    from pinglot.jobs.diff import CatalogDiff, TermChange, UnitChange
    from pinglot.jobs.status import CatalogStatus

_HEADER = (
    "LOCALE", "CATALOG", "UNITS", "MACHINE", "PEOPLE", "FUZZY", "MISSING", "STALE", "OUTDATED", "BROKEN PINS", "DONE"
)  # fmt: skip


@click.command("status")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH]…")
@click.option("--units", is_flag=True, help="List the units that wait for somebody, each with its id.")
@glossary_option
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "jsonl", "markdown"]),
    default="text",
    show_default=True,
    help="How the result is written to standard output.",
)
@quiet_option
def status_command(paths: tuple[Path, ...], units: bool, glossary: tuple[Path, ...], form: str, quiet: bool) -> int:
    """Count catalogs, or the catalogs in folders (default: the configured locales), by locale and domain.

    Every unit is in one of four columns: translated by the MACHINE, by PEOPLE, FUZZY (a person must look), MISSING.
    Of these, STALE ones were translated for an earlier source, OUTDATED ones with terms that have changed since, and
    those with BROKEN PINS lack a term's translation. Nothing is written and no engine is opened.

    `catalog accept` and `catalog revert` take the ids that --units shows.
    """
    from pinglot.jobs.project import Project
    from pinglot.jobs.status import status

    settings = config.load().override(glossary=glossary or None)
    speaker = Speaker(form, quiet)
    results = list(status(Project(settings), list(paths)))
    lines = [{**plain(result), "done": round(result.done, 4)} for result in results]
    speaker.result({"catalogs": lines}, lines)
    rows = [_row(result) for result in results]
    if form == "markdown":
        for line in _markdown(rows):
            click.echo(line)
    for line in table(rows, _HEADER):
        speaker.write(line)
    if units:
        _show_waiting(results, speaker)
    return 0


def _row(result: CatalogStatus) -> list[str]:
    counts = (
        result.units, result.machine, result.people, result.fuzzy, result.missing, result.stale, result.outdated,
        result.broken,
    )  # fmt: skip
    return [result.locale or "?", shown(result.path), *map(str, counts), f"{int(result.done * 100)}%"]


def _markdown(rows: Sequence[Sequence[str]]) -> list[str]:
    header = [name.capitalize() for name in _HEADER]
    marks = ["---", "---", *["---:"] * (len(_HEADER) - 2)]
    cells = [[cell.replace("\\", "\\\\").replace("|", "\\|") for cell in row] for row in rows]
    return [f"| {' | '.join(row)} |" for row in (header, marks, *cells)]


def _show_waiting(results: Sequence[CatalogStatus], speaker: Speaker) -> None:
    for result in results:
        if result.waiting:
            speaker.write("")
            speaker.write(shown(result.path))
        rows = [
            [
                one.id,
                f":{one.line}" if one.line else "",
                ", ".join((*one.why, *(["a person's"] if one.person else []))),
                brief(one.source) + (f"  ({', '.join(one.terms)})" if one.terms else ""),
            ]
            for one in result.waiting
        ]
        for line in table(rows, ["UNIT", "LINE", "WHY", "SOURCE"]) if rows else ():
            speaker.write(f"  {line}")


@click.command("diff")
@click.argument("articles", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="ARTICLE…")
@click.option("--to", "targets", multiple=True, metavar="LOCALE", help="Target locale; may be given several times.")
@glossary_option
@click.option("--locales", "catalogs", type=click.Path(path_type=Path), help="Folder of templates and catalogs.")
@click.option("--domain", help="Name of the catalog (default: the article's path without its suffix).")
@input_type_option
@click.option("--no-memory", is_flag=True, help="Do not reuse what people approved in other catalogs.")
@format_option
@quiet_option
def diff_command(
    articles: tuple[Path, ...],
    targets: tuple[str, ...],
    glossary: tuple[Path, ...],
    catalogs: Path | None,
    domain: str | None,
    input_type: str | None,
    no_memory: bool,
    form: str,
    quiet: bool,
) -> int:
    """Show what `pinglot translate` would change for each ARTICLE, unit by unit, without writing and without an engine.

    Units that are new, changed, moved or gone, those that a changed term re-opens (and which term), what memory would
    serve, and what of people's work stays.
    """
    from pinglot.jobs.diff import diff
    from pinglot.jobs.project import Project

    settings = config.load().override(
        targets=tuple(locales.normalize(tag) for tag in targets) or None, glossary=glossary or None, locales=catalogs
    )
    if not settings.targets:
        raise UsageError("no target locale; name one with --to, or list 'targets' in pinglot.toml")
    if no_memory:
        settings = replace(settings, memory=None)
    speaker = Speaker(form, quiet)
    results = list(diff(Project(settings), list(articles), domain=domain, input_type=input_type))
    lines = [{**plain(result), "counts": result.counts} for result in results]
    speaker.result({"articles": lines}, lines)
    for result in results:
        _show_diff(result, speaker)
    return 0


def _show_diff(result: CatalogDiff, speaker: Speaker) -> None:
    counts = ", ".join(f"{number} {kind}" for kind, number in result.counts.items()) or "nothing to do"
    speaker.write(f"{shown(result.source)} → {shown(result.catalog)}: {counts}")
    rows = [
        [one.kind, one.id, f":{one.line}" if one.line else "", _ACTIONS[one.action], _what(one)]
        for one in result.changes
    ]
    for line in table(rows, ["KIND", "UNIT", "LINE", "WHAT IS DONE", "SOURCE"]) if rows else ():
        speaker.write(f"  {line}")
    speaker.say(
        f"{result.unchanged} unchanged; {result.people} of people; "
        f"for the engine: {counted(result.sentences, 'sentence')}, from memory: {result.remembered}"
    )


_ACTIONS = {
    "translate": "translated",
    "memory": "from memory",
    "suggest": "suggested from memory, fuzzy",
    "keep": "kept",
    "fuzzy": "kept, marked fuzzy",
    "obsolete": "kept as obsolete",
    "drop": "dropped, was empty",
}


def _what(change: UnitChange) -> str:
    parts = [brief(change.source)]
    if change.previous:
        parts.append(f"[was: {brief(change.previous)}]")
    if change.terms:
        parts.append(f"[{'; '.join(_term(term, change.kind) for term in change.terms)}]")
    if change.person:
        parts.append("[a person's]")
    return "  ".join(parts)


def _term(change: TermChange, kind: str) -> str:
    if kind == "kept":
        return f"does not say “{change.now}” for “{change.term}”"
    if not change.sure:
        return f"perhaps “{change.term}”"
    if not change.was:
        return f"“{change.term}” is new: “{change.now}”"
    if not change.now:
        return f"“{change.term}” is no longer pinned (was “{change.was}”)"
    if change.was == change.now:
        return f"the row of “{change.term}” has changed"
    return f"“{change.term}”: “{change.was}” → “{change.now}”"
