"""``pinglot glossary import`` and ``export``: glossaries from and for other tools."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path

import click

from pinglot.cli.glossary.shared import glossaries_argument, one_target, settings_for, to_option
from pinglot.cli.output import Speaker, counted, format_option, quiet_option, show_findings, shown
from pinglot.errors import UsageError
from pinglot.glossary.exchange import FORMATS, Loss
from pinglot.model import Finding, Severity, Status

_AS = click.option("--as", "kind", type=click.Choice(list(FORMATS)), help="The format (default: by the file's suffix).")
_FROM = click.option(
    "--from", "source", metavar="LOCALE", help="Locale of the terms (default: configuration, else en)."
)

_FEW = 5  # findings of a kind


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@to_option
@_AS
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE.csv", help="Add the rows to this glossary file.")
@click.option(
    "--column",
    "columns",
    multiple=True,
    metavar="OURS=THEIRS",
    help="For a table: which of its columns is ours, as in term=sourceString; can be given several times.",
)
@click.option(
    "--status",
    type=click.Choice([status.value for status in Status]),
    help="The status of every row (default: the file's).",
)
@click.option("--all", "everything", is_flag=True, help="Show every finding, not the first of each kind.")
@_FROM
@format_option
@quiet_option
def import_(
    file: Path,
    target: str | None,
    kind: str | None,
    out: Path | None,
    columns: tuple[str, ...],
    status: str | None,
    everything: bool,
    source: str | None,
    form: str,
    quiet: bool,
) -> int:
    """Bring another tool's glossary into pinglot's: TBX-Basic 2 and 3, CSV, TSV, Excel, DeepL, Weblate, OmegaT, UTX.

    A row whose term the glossary has is not added; where it says something else, it is shown, and the glossary's row
    stays. What cannot be read is said with its line, and what is odd about the rows as `pinglot glossary lint` says
    it. Exit code 1 says that there is an error among it.
    """
    from pinglot.jobs.exchange import bring
    from pinglot.jobs.project import Project

    speaker = Speaker(form, quiet)
    settings = settings_for(source)
    done = bring(
        Project(settings),
        file,
        one_target(target, settings),
        form=kind,
        out=out,
        columns=_columns(columns),
        status=Status(status) if status else None,
    )
    speaker.result(
        {
            "terms": done.terms,
            "added": len(done.added),
            "same": done.same,
            "kept": [{"there": there, "imported": imported} for there, imported in done.kept],
            "findings": done.findings,
        },
        done.terms,
    )
    for line in _shorter(done.findings, everything, speaker):
        speaker.write(line)
    for there, imported in done.kept:
        speaker.write(
            f"kept: {there.term} is “{there.target}” ({there.status.value}); the import has “{imported.target}” "
            f"({imported.status.value})"
        )
    if out:
        said = f"{counted(len(done.added), 'row')} added to {shown(out)}, {done.same} there already"
        speaker.say(said + (f", {len(done.kept)} that say something else left out" if done.kept else ""))
    else:
        speaker.say(f"{counted(len(done.terms), 'row')} read; --out FILE.csv writes them")
    return int(any(one.severity is Severity.ERROR for one in done.findings))


def _shorter(findings: Sequence[Finding], everything: bool, speaker: Speaker) -> list[str]:
    """Shows the first findings of each kind; the lines say how many more there are."""
    chosen: dict[str, list[Finding]] = defaultdict(list)
    for one in findings:
        if everything or one.severity is not Severity.INFO:
            chosen[one.check].append(one)
    few = None if everything else _FEW
    show_findings(speaker, [one for ones in chosen.values() for one in ones[:few]])
    return [
        f"… and {len(ones) - _FEW} more [{check}]; --all shows them"
        for check, ones in chosen.items()
        if not everything and len(ones) > _FEW
    ]


def _columns(said: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for each in said:
        ours, sign, theirs = each.partition("=")
        if not sign or not ours.strip() or not theirs.strip():
            raise UsageError(f"--column {each} is not OURS=THEIRS, as in term=sourceString")
        found[ours.strip().lower()] = theirs.strip()
    return found


@click.command("export")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@glossaries_argument
@click.option("--to", "target", metavar="LOCALE", help="The rows that hold for this locale (default: every row).")
@_AS
@click.option(
    "--status",
    "statuses",
    multiple=True,
    type=click.Choice([status.value for status in Status]),
    help="Only rows of this status; can be given several times.",
)
@_FROM
@format_option
@quiet_option
def export(
    file: Path,
    paths: tuple[Path, ...],
    target: str | None,
    kind: str | None,
    statuses: tuple[str, ...],
    source: str | None,
    form: str,
    quiet: bool,
) -> None:
    """Write glossaries (default: the configured ones) to FILE in another tool's format.

    What is written is read again, and what the format could not hold is listed: rows that were left out, and columns.
    """
    from pinglot.jobs.exchange import export as run
    from pinglot.jobs.project import Project

    speaker = Speaker(form, quiet)
    number, losses = run(
        Project(settings_for(source)),
        paths,
        file,
        target=target or "",
        form=kind,
        statuses=[Status(status) for status in statuses],
    )
    speaker.result(
        {
            "file": file,
            "rows": number,
            "lost": [{"term": loss.term.term, "locale": loss.term.locale, "column": loss.column} for loss in losses],
        }
    )
    for line in _lost(losses):
        speaker.write(line)
    left_out = sum(not loss.column for loss in losses)
    speaker.say(f"{counted(number - left_out, 'row')} written to {shown(file)}")


def _lost(losses: Sequence[Loss]) -> list[str]:
    """One line a column, with the first terms that lose it."""
    lines = []
    for column, number in Counter(loss.column for loss in losses).most_common():
        terms = [loss.term.term for loss in losses if loss.column == column]
        shown_terms = ", ".join(terms[:3]) + (", …" if number > 3 else "")
        what = f"{column} of {counted(number, 'row')}" if column else f"{counted(number, 'whole row')}"
        lines.append(f"lost: {what} ({shown_terms})")
    return lines
