"""``pinglot glossary list`` and ``lint``: what the glossaries say, and what is wrong with them."""

from __future__ import annotations

from pathlib import Path

import click

from pinglot import config, locales
from pinglot.cli.glossary.shared import chosen_glossaries, glossaries_argument
from pinglot.cli.output import Speaker, counted, format_option, quiet_option, show_findings, shown, table
from pinglot.errors import UsageError
from pinglot.model import Severity, Status


@click.command("list")
@glossaries_argument
@click.option("--to", "target", metavar="LOCALE", help="The terms that hold for this locale; default: every row.")
@click.option("--status", type=click.Choice([status.value for status in Status]), help="Only terms of this status.")
@format_option
@quiet_option
def list_(paths: tuple[Path, ...], target: str | None, status: str | None, form: str, quiet: bool) -> None:
    """List the terms of glossary files or folders (default: the configured ones)."""
    from pinglot.glossary import Glossary, files

    speaker = Speaker(form, quiet)
    chosen = chosen_glossaries(paths)
    if target:
        terms = Glossary.load(chosen, target=locales.normalize(target)).terms
    else:
        terms = tuple(term for path, _ in files.expand(chosen) for term in files.read(path).terms)
    terms = tuple(term for term in terms if status is None or term.status == status)
    speaker.result({"terms": terms}, terms)
    rows = [[term.term, term.target, term.locale or "any", term.status.value, term.pos] for term in terms]
    if rows:
        for line in table(rows, ["TERM", "TRANSLATION", "LOCALE", "STATUS", "POS"]):
            speaker.write(line)
    speaker.say(counted(len(terms), "term"))


@click.command("lint")
@glossaries_argument
@click.option("--all", "everything", is_flag=True, help="Show what is merely worth knowing, too.")
@click.option("--fix", "mend", is_flag=True, help="Write what has only one remedy into the files, and say each change.")
@click.option("--engine", metavar="NAME", help="Also name translations that this engine's model cannot spell (argos).")
@click.option("--to", "target", metavar="LOCALE", help="The locale that --engine translates to.")
@format_option
@quiet_option
def lint(
    paths: tuple[Path, ...],
    everything: bool,
    mend: bool,
    engine: str | None,
    target: str | None,
    form: str,
    quiet: bool,
) -> int:
    """Check glossary files: doubled rows, conflicts, articles, capitals, blanks, missing translations.

    --fix mends what can be mended without a choice: blanks, decomposed letters, two texts in one cell, brackets,
    articles, capitals, doubled rows; a row without translation becomes proposed. All other bytes of a file stay.

    Exit code 1 says that there is an error among the findings that are left.
    """
    from pinglot.glossary.fix import fix
    from pinglot.glossary.lint import lint as run

    if (engine is None) != (target is None):
        raise UsageError("--engine and --to go together: which engine's vocabulary, and for which locale")
    speaker = Speaker(form, quiet)
    chosen, source = chosen_glossaries(paths), config.load().source
    repairs = fix(chosen, source) if mend else []
    findings = list(run(chosen, source))
    if engine and target:
        from pinglot.jobs.spelling import unspelt

        findings += unspelt(chosen, source, locales.normalize(target), engine)
    notes = sum(finding.severity is Severity.INFO for finding in findings)
    if not everything:
        findings = [finding for finding in findings if finding.severity is not Severity.INFO]
    for repair in repairs:
        place = f"{shown(repair.finding.path)}:{repair.finding.line}"
        speaker.write(f"{place}: fixed: {repair.change} [{repair.finding.check}]")
    speaker.result({"findings": findings, "fixed": repairs} if mend else {"findings": findings}, [*repairs, *findings])
    show_findings(speaker, findings)
    speaker.say(
        (f"{counted(len(repairs), 'fix', 'fixes')}; " if mend else "")
        + counted(len(findings), "finding")
        + (f", and {counted(notes, 'note')} that --all shows" if notes and not everything else "")
    )
    return int(any(finding.severity is Severity.ERROR for finding in findings))
