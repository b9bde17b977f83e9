"""``pinglot catalog export`` and ``import``: catalogs for people with a spreadsheet, and their edits back."""

from __future__ import annotations

from pathlib import Path

import click

from pinglot import config
from pinglot.cli.output import Speaker, counted, format_option, glossary_option, quiet_option, show_findings, shown
from pinglot.model import Severity


@click.command("export")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH]…")
@click.option(
    "--format",
    "form",
    type=click.Choice(["xlsx", "html", "csv"]),
    help="What to write (default: what the suffix of --out says).",
)
@click.option("--to", "target", metavar="LOCALE", help="Only catalogs of this locale.")
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="The file (default: after the catalog).")
@click.option("--waiting", is_flag=True, help="Only texts that wait for somebody or have findings.")
@click.option("--force", is_flag=True, help="Replace a table that is there already and may hold somebody's edits.")
@glossary_option
@quiet_option
def export_command(
    paths: tuple[Path, ...],
    form: str | None,
    target: str | None,
    out: Path | None,
    waiting: bool,
    force: bool,
    glossary: tuple[Path, ...],
    quiet: bool,
) -> int:
    """Write catalogs, or those in folders (default: the configured locales), as a table for people.

    One row a text: source, translation, pins with held or not, findings, whose it is. `xlsx` and `csv` can be edited
    and come back with `catalog import`; `html` is a page to read and to print. Excel needs the extra 'xlsx'.
    """
    from pinglot.jobs.project import Project
    from pinglot.jobs.tables.out import export

    speaker = Speaker("text", quiet)
    project = Project(config.load().override(glossary=glossary or None))
    done = export(project, paths, out, form=form or "", target=target or "", waiting=waiting, force=force)
    speaker.write(shown(done.path))
    speaker.say(f"{counted(done.rows, 'text')} of {counted(len(done.catalogs), 'catalog')}")
    if not done.page:
        speaker.say(f"to bring edits back: pinglot catalog import {shown(done.path)}")
    return 0


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@click.option("--into", type=click.Path(path_type=Path), metavar="CATALOG", help="Where every row goes to.")
@click.option("--check", is_flag=True, help="Write nothing; exit 1 if the table would change something.")
@format_option
@quiet_option
def import_command(file: Path, into: Path | None, check: bool, form: str, quiet: bool) -> int:
    """Take the edits in FILE, a table that `catalog export` wrote (.xlsx or CSV), into the catalogs.

    Only rows that somebody changed, or marked with yes under 'approve', are taken; they are a person's from now on, and
    no run changes them any more. A row is refused where its source has changed in the catalog meanwhile, or a person
    has changed its translation there, where a code such as <g1> is missing, or where a formula stands for a text; then
    nothing at all is written.

    Exit code 1: everything is written, and a person's text breaks a pin or has another error.
    """
    from pinglot.jobs.project import Project
    from pinglot.jobs.tables.back import bring_back

    speaker = Speaker(form, quiet)
    done = bring_back(Project(config.load()), file, into, check)
    speaker.result(
        {
            "file": file,
            "rows": done.rows,
            "changed": done.changes,
            "errors": done.troubles,
            "written": done.written,
        },
        [*done.changes, *done.troubles],
    )
    if done.troubles:
        for one in done.troubles:
            click.echo(f"{shown(file)}: {one.place}: {one.reason}", err=True)
        click.echo(f"nothing was written, for {counted(len(done.troubles), 'error')}", err=True)
        return 2
    for change in done.changes:
        speaker.write(f"{shown(change.catalog)}:{change.line}: {change.unit}: {' | '.join(change.after)}")
        show_findings(speaker, [one for one in change.findings if one.severity is not Severity.INFO])
    what = "would change" if check else "changed"
    speaker.say(f"{counted(len(done.changes), 'text')} {what}, of {counted(done.rows, 'row')}")
    if done.written:
        speaker.say("'pinglot translate' puts them into the articles")
    failed = any(one.severity is Severity.ERROR for change in done.changes for one in change.findings)
    return int(bool(done.changes) if check else failed)
