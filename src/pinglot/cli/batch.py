"""``pinglot batch``: many articles into many locales, on this machine's cores or on a Dask cluster."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pinglot import config
from pinglot.cli.output import (
    Speaker,
    as_json,
    counted,
    format_option,
    glossary_option,
    input_type_option,
    plain,
    quiet_option,
    shown,
    table,
)
from pinglot.config import Settings
from pinglot.errors import UsageError

if TYPE_CHECKING:
    from pinglot.batch.reading import Request
    from pinglot.batch.report import Report


@click.command("batch")
@click.argument("sources", nargs=-1, required=True, metavar="SRC…")
@click.option("--to", "targets", multiple=True, metavar="LOCALE", help="Target locale; may be given several times.")
@click.option("--from", "source", metavar="LOCALE", help="Locale of the articles (default: configuration, else en).")
@click.option(
    "--on",
    default="local",
    show_default=True,
    metavar="local|ADDRESS",
    help="The cluster: this machine, or a Dask scheduler as tcp://host:8786.",
)
@click.option(
    "--workers", type=click.IntRange(0), default=0, help="Processes of the local cluster (default: one a core)."
)
@click.option("--resume", is_flag=True, help="Go on with the run that did not end; try again what was set aside.")
@click.option("--plan", "only_plan", is_flag=True, help="Write nothing; say how much it is, and how long it may take.")
@click.option("--engine", metavar="NAME", help="auto, argos, apertium, pseudo or another that is installed.")
@click.option(
    "--package",
    "packages",
    multiple=True,
    metavar="URL",
    help="Where workers get an engine package that they lack (default: from the scheduler, which gets it from here).",
)
@glossary_option
@click.option("--locales", "catalogs", metavar="DIR|URL", help="Templates and catalogs (default: locales).")
@click.option("--out", metavar="DIR|URL", help="Translated articles (default: beside each source).")
@input_type_option
@click.option("--strict", is_flag=True, default=None, help="Show the source text in the article where a unit is fuzzy.")
@click.option("--fast", is_flag=True, default=None, help="Search less widely: quicker, a little worse (argos).")
@click.option("--no-memory", is_flag=True, help="Do not reuse what people approved in other catalogs.")
@format_option
@quiet_option
def command(
    sources: tuple[str, ...],
    targets: tuple[str, ...],
    source: str | None,
    on: str,
    workers: int,
    resume: bool,
    only_plan: bool,
    engine: str | None,
    packages: tuple[str, ...],
    glossary: tuple[Path, ...],
    catalogs: str | None,
    out: str | None,
    input_type: str | None,
    strict: bool | None,
    fast: bool | None,
    no_memory: bool,
    form: str,
    quiet: bool,
) -> int:
    """Translate every article of each SRC to each locale, sentences shared out to many workers.

    SRC is a file, a folder, a pattern ('articles/**/*.md') or a URL that fsspec knows (zip://*.md::archive.zip,
    s3://bucket/folder); so are the places that --out and --locales name. The results are those of pinglot translate.

    A journal in .pinglot/batch/ makes every run resumable. An article that fails three times is set aside with its
    reason, and the rest goes on. Exit code 1 means: all is done, and a person should look at what is listed, or
    articles were set aside.
    """
    settings = config.load().override(
        source=source, targets=targets or None, engine=engine, glossary=glossary or None, strict=strict, fast=fast
    )
    if no_memory:
        settings = replace(settings, memory=None)
    if not settings.targets:
        raise UsageError("no target locale; name one with --to, or list 'targets' in pinglot.toml")
    speaker = Speaker(form, quiet)
    # The extra is named before anything else is found missing.
    from pinglot.batch import extra

    extra.fsspec()
    extra.distributed(settings.state / "batch")
    from pinglot.batch.reading import Request

    request = Request(sources, on, workers, resume, packages, input_type)
    if only_plan:
        return _plan(request, settings, out, catalogs, speaker)
    return _run(request, settings, out, catalogs, speaker)


def _run(request: Request, settings: Settings, out: str | None, catalogs: str | None, speaker: Speaker) -> int:
    from pinglot.batch.events import Joined, Noted, Started
    from pinglot.batch.job import batch
    from pinglot.batch.report import Report

    report: Report | None = None
    begun = time.monotonic()
    with speaker.bar("translating") as update:
        for event in batch(request, settings, out, catalogs):
            match event:
                case Started():
                    speaker.say(f"{counted(event.articles, 'article')}, {event.todo} translations to do")
                case Joined():
                    at = f"; dashboard: {event.dashboard}" if event.dashboard else ""
                    speaker.say(f"{counted(event.threads, 'worker thread')}{at}")
                case Noted():
                    rate = event.done / max(time.monotonic() - begun, 0.001)
                    update(event.done, event.total, f"translating, {rate:.1f} a second")
                    if event.outcome.state == "aside":
                        speaker.say(f"set aside: {shown(event.article)} → {event.locale}: {event.outcome.reason}")
                case Report():
                    report = event
            if speaker.form == "jsonl":
                click.echo(as_json({"event": type(event).__name__.lower(), **plain(event)}))
    assert report is not None
    if speaker.form == "json":
        speaker.result(plain(report))
    _show(report, settings, speaker)
    aside = sum(totals.aside for totals in report.locales.values())
    return int(bool(report.failed or aside))


def _show(report: Report, settings: Settings, speaker: Speaker) -> None:
    header = ("locale", "done", "set aside", "units", "translated", "fuzzy", "pins", "held")
    rows = [
        (locale, *map(str, (t.done, t.aside, t.units, t.translated, t.fuzzy, t.pins, t.held)))
        for locale, t in report.locales.items()
    ]
    for line in table(rows, header):
        speaker.write(line)
    if report.findings:
        speaker.say("findings: " + ", ".join(f"{name} {count}" for name, count in report.findings.items()))
    speaker.say(f"report: {shown(settings.state / 'batch' / 'report.html')}")


def _plan(request: Request, settings: Settings, out: str | None, catalogs: str | None, speaker: Speaker) -> int:
    from pinglot.batch.estimate import estimate

    found = estimate(request, settings, out, catalogs)
    speaker.result(plain(found))
    speaker.write(f"{counted(found.articles, 'article')}, {found.bytes / 1e6:.1f} MB; {found.workers} workers")
    header = ("locale", "done", "to do", "units", "sentences", "distinct", "engine, s", "driver, s", "expected, s")
    rows = [
        (
            *(locale, str(one.done), str(one.todo), str(one.units), str(one.sentences), str(one.distinct)),
            *(f"{one.engine_seconds:.0f}", f"{one.driver_seconds:.0f}", f"{one.expected(found.workers):.0f}"),
        )
        for locale, one in found.locales.items()
    ]
    for line in table(rows, header):
        speaker.write(line)
    for article, reason in found.unreadable:
        speaker.write(f"unreadable: {shown(article)}: {reason}")
    return int(bool(found.unreadable))
