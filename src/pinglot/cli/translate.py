"""``pinglot translate``: articles to target locales, with catalogs beside them."""

from __future__ import annotations

import shlex
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from pinglot import config
from pinglot.cli.output import (
    Speaker,
    counted,
    format_option,
    glossary_option,
    input_type_option,
    quiet_option,
    show_findings,
    shown,
)
from pinglot.config import Settings
from pinglot.errors import UsageError
from pinglot.jobs.events import ArticleResult, by_check
from pinglot.jobs.project import Project
from pinglot.model import Severity


@click.command("translate")
@click.argument("articles", nargs=-1, required=True, metavar="ARTICLE…")
@click.option("--to", "targets", multiple=True, metavar="LOCALE", help="Target locale; may be given several times.")
@click.option("--from", "source", metavar="LOCALE", help="Locale of the articles (default: configuration, else en).")
@click.option("--engine", metavar="NAME", help="auto, argos, apertium, pseudo or another that is installed.")
@glossary_option
@click.option(
    "--locales",
    "catalogs",
    type=click.Path(path_type=Path),
    help="Folder of templates and catalogs (default: locales).",
)
@click.option(
    "--out", type=click.Path(path_type=Path), help="Folder for the translated articles (default: beside each source)."
)
@click.option("--domain", help="Name of the catalog (default: the article's path without its suffix).")
@input_type_option
@click.option("--strict", is_flag=True, default=None, help="Show the source text in the article where a unit is fuzzy.")
@click.option(
    "--accept-changes",
    is_flag=True,
    default=None,
    help="Take the tracked changes of a Word document as accepted, instead of refusing it.",
)
@click.option("--no-memory", is_flag=True, help="Do not reuse what people approved in other catalogs.")
@click.option("--fast", is_flag=True, default=None, help="Search less widely: quicker, a little worse (argos).")
@click.option("--no-cache", is_flag=True, help="Do not reuse what the engine said in earlier runs, and keep nothing.")
@click.option("--check", is_flag=True, help="Write nothing; say what is stale, and exit 1 if something is.")
@click.option(
    "--report",
    type=click.Path(path_type=Path),
    metavar="FILE.html",
    help="Write a page for an editor: texts side by side, pins, findings, counts.",
)
@click.option("--explain", is_flag=True, help="List each pin: line, term, the form that stands, strategy and cost.")
@format_option
@quiet_option
def command(
    articles: tuple[str, ...],
    targets: tuple[str, ...],
    source: str | None,
    engine: str | None,
    glossary: tuple[Path, ...],
    catalogs: Path | None,
    out: Path | None,
    domain: str | None,
    input_type: str | None,
    strict: bool | None,
    accept_changes: bool | None,
    no_memory: bool,
    fast: bool | None,
    no_cache: bool,
    check: bool,
    report: Path | None,
    explain: bool,
    form: str,
    quiet: bool,
) -> int:
    """Translate each ARTICLE to each locale, with the terms of the glossary pinned.

    Writes the template and the catalogs into the folder of locales, and the translated article beside its source as
    STEM.LOCALE.SUFFIX. With - it reads standard input and writes the translation to standard output, and nothing else.

    Exit code 1 means: everything is written, and a person should look at what is listed.
    """
    settings = config.load().override(
        source=source,
        targets=targets or None,
        engine=engine,
        glossary=glossary or None,
        locales=catalogs,
        out=out,
        strict=strict,
        accept_changes=accept_changes,
        fast=fast,
        cache=0 if no_cache else None,
    )
    project = Project(replace(settings, memory=None) if no_memory else settings)
    if not settings.targets:
        raise UsageError("no target locale; name one with --to, or list 'targets' in pinglot.toml")
    speaker = Speaker(form, quiet)
    if "-" in articles:
        if check or catalogs or out or domain or report:
            raise UsageError(
                "'-' reads and writes no file; leave --check, --locales, --out, --domain and --report away"
            )
        return _pipe(project, articles, input_type, explain, speaker)
    if check and explain:
        raise UsageError("--check translates nothing, so there is nothing to explain; leave one of the two away")
    if check and report:
        raise UsageError("--check translates nothing, so there is nothing to report; leave one of the two away")
    return _files(project, [Path(name) for name in articles], domain, input_type, check, report, explain, speaker)


def _pipe(project: Project, articles: tuple[str, ...], input_type: str | None, explain: bool, speaker: Speaker) -> int:
    from pinglot.jobs.pipe import translate_bytes

    if len(articles) > 1 or len(project.settings.targets) > 1:
        raise UsageError("'-' translates one text to one locale; name no other article and one --to")
    if sys.stdin is None:
        raise UsageError("'-' reads standard input, which is closed; give it a text")
    if input_type == "docx" and not speaker.for_people:
        raise UsageError("a .docx is no text that JSON could hold; leave --format away, or name a file instead of '-'")
    if input_type == "docx" and sys.stdout is not None and sys.stdout.isatty():
        raise UsageError("a .docx is no text that a terminal could show; send it into a file: … > translated.docx")
    limit = project.settings.max_file_size
    data = sys.stdin.buffer.read(limit + 1)
    if len(data) > limit:
        raise UsageError(
            f"standard input is over the limit of {limit / 1048576:g} MB; raise max_file_size in the configuration"
        )
    piped = translate_bytes(project, data, input_type or "text", project.settings.targets[0])
    result = piped.result
    if speaker.for_people:
        if sys.stdout is None:
            raise UsageError("'-' writes to standard output, which is closed; open it")
        sys.stdout.buffer.write(piped.data)
        sys.stdout.buffer.flush()
        for line in _explained(result) if explain else ():
            click.echo(line, err=True)
        for finding in result.findings:
            if finding.severity is Severity.ERROR or not speaker.quiet:
                click.echo(f"{finding.severity}: {finding.message} [{finding.check}]", err=True)
    else:
        speaker.result({"translation": piped.text, **_as_dict(result)})
    return int(result.failed)


def _files(
    project: Project,
    paths: list[Path],
    domain: str | None,
    input_type: str | None,
    check: bool,
    report: Path | None,
    explain: bool,
    speaker: Speaker,
) -> int:
    from pinglot.jobs.events import Progress
    from pinglot.jobs.settled import translate_articles

    if report:
        from pinglot.jobs.pages.report import check_place

        check_place(report, paths)
    results: list[ArticleResult] = []
    with speaker.bar("translating") as update:
        for event in translate_articles(project, paths, domain=domain, input_type=input_type, check=check):
            if isinstance(event, Progress):
                update(event.done, event.total, f"{shown(event.article)} → {event.locale}")
            else:
                results.append(event)
    for result in results:
        _show(result, speaker, check)
        for line in _explained(result) if explain else ():
            speaker.write(line)
    if report:
        from pinglot.jobs.pages.report import write

        write(project, results, report)
        speaker.write(f"report: {shown(report)}")
    speaker.result(
        {"articles": [_as_dict(result) for result in results], "report": report},
        [_as_dict(result) for result in results],
    )
    if not check:
        _show_what_needs_a_person(project.settings, results, speaker)
    return int(any(result.failed for result in results))


def _show(result: ArticleResult, speaker: Speaker, check: bool) -> None:
    stats = result.stats
    if check:
        for path in result.stale:
            speaker.write(f"stale: {shown(path)}")
        if not result.stale:
            speaker.write(f"up to date: {shown(result.article)}")
        return
    parts = [counted(stats.units, "unit"), f"{stats.translated} translated", f"{stats.kept} kept"]
    if stats.remembered:
        parts.append(f"{counted(stats.remembered, 'sentence')} from memory")
    if stats.fuzzy:
        parts.append(f"{stats.fuzzy} fuzzy")
    pins = f"; {stats.held} of {stats.pins} pins held" if stats.pins else ""
    speaker.write(f"{shown(result.source)} → {shown(result.article)}  ({', '.join(parts)}{pins})")


def _explained(result: ArticleResult) -> list[str]:
    """Every pin of an article: where, what became of it, and how."""
    from pinglot.jobs.explain import explain

    return [f"  {shown(result.source)}:{unit.line}: {explain(pin)}" for unit in result.explained for pin in unit.pins]


def _show_what_needs_a_person(settings: Settings, results: list[ArticleResult], speaker: Speaker) -> None:
    # What is merely worth knowing needs nobody; `pinglot check --all` shows it.
    findings = [one for result in results for one in result.findings if one.severity is not Severity.INFO]
    errors = [finding for finding in findings if finding.severity is Severity.ERROR]
    show_findings(speaker, errors[:_SHOWN])
    if len(errors) > _SHOWN:
        speaker.write(f"… and {len(errors) - _SHOWN} more")
    fuzzy = sum(result.stats.fuzzy for result in results)
    pins = sum(result.stats.pins - result.stats.held for result in results)
    if not findings and not fuzzy:
        speaker.say("nothing needs a person")
        return
    kinds = ", ".join(f"{name} {count}" for name, count in by_check(findings).items())
    speaker.say(
        f"for a person: {counted(fuzzy, 'fuzzy unit')}, {counted(pins, 'pin')} not held"
        + (f"; findings: {kinds}" if kinds else "")
    )
    concerned = [
        result
        for result in results
        if result.stats.fuzzy or any(one.severity is not Severity.INFO for one in result.findings)
    ]
    catalogs = sorted({shown(result.catalog) for result in concerned})
    given = [f"--glossary {shlex.quote(shown(path))}" for path in settings.glossary if settings.is_given("glossary")]
    given += [f"--from {settings.source}"] if settings.is_given("source") else []
    command = " ".join(["pinglot check", *map(shlex.quote, catalogs[:3]), *given])
    speaker.say(f"to see them: {command}{' …' if len(catalogs) > 3 else ''}")


_SHOWN = 20
"""Errors listed one by one at the end of a run; `pinglot check` lists all."""


def _as_dict(result: ArticleResult) -> dict[str, Any]:
    strategies = Counter(pin.strategy for pin in result.pins if pin.strategy)
    return {
        "source": str(result.source),
        "locale": result.locale,
        "article": str(result.article),
        "catalog": str(result.catalog),
        "template": str(result.template),
        "stats": result.stats,
        "strategies": dict(strategies),
        "pins": [
            {
                "line": unit.line,
                "term": pin.term.term,
                "source": pin.source,
                "held": pin.held,
                "form": pin.form,
                "strategy": pin.strategy,
                "cost": pin.cost,
            }
            for unit in result.explained
            for pin in unit.pins
        ],
        "findings": list(result.findings),
        "stale": list(result.stale),
        "written": list(result.written),
    }
