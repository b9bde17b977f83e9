"""``pinglot check``: catalogs alone, without an engine."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from pinglot import config
from pinglot.cli.output import (
    Speaker,
    counted,
    format_option,
    glossary_option,
    plain,
    quiet_option,
    show_findings,
    shown,
)
from pinglot.model import Severity


@click.command("check")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH]…")
@click.option("--from", "source", metavar="LOCALE", help="Locale of the sources (default: configuration, else en).")
@glossary_option
@click.option("--all", "everything", is_flag=True, help="Show what is merely worth knowing, too.")
@format_option
@quiet_option
def command(
    paths: tuple[Path, ...], source: str | None, glossary: tuple[Path, ...], everything: bool, form: str, quiet: bool
) -> int:
    """Check catalogs, or the catalogs in folders (default: the configured locales), without an engine.

    Pins and forbidden forms, inline codes and placeholders, numbers, addresses, empty and untranslated units,
    repetitions, lengths, and what msgfmt would refuse. Exit code 1 says that there is an error among the findings.
    """
    from pinglot.jobs.check import check_catalogs
    from pinglot.jobs.project import Project

    settings = config.load().override(source=source, glossary=glossary or None)
    speaker = Speaker(form, quiet)
    results = list(check_catalogs(Project(settings), list(paths) or [settings.locales]))
    lines: list[dict[str, Any]] = []
    for result in results:
        findings = [one for one in result.findings if everything or one.severity is not Severity.INFO]
        show_findings(speaker, findings)
        held = sum(pin.held for pin in result.pins)
        lines.append(
            {
                "catalog": result.path,
                "locale": result.locale,
                "translated": result.entries,
                "fuzzy": result.fuzzy,
                "untranslated": result.untranslated,
                "pins": len(result.pins),
                "held": held,
                "findings": [{**plain(one), "id": result.ids.get(one.line, "")} for one in findings],
            }
        )
        pins = f"; {held} of {len(result.pins)} pins held" if result.pins else ""
        errors = sum(one.severity is Severity.ERROR for one in findings)
        warnings = sum(one.severity is Severity.WARNING for one in findings)
        speaker.write(
            f"{shown(result.path)}: {result.entries} translated, {result.fuzzy} fuzzy, "
            f"{result.untranslated} untranslated{pins}; {counted(errors, 'error')}, {counted(warnings, 'warning')}"
        )
    speaker.result({"catalogs": lines}, lines)
    return int(any(result.failed for result in results))
