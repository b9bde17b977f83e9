"""``pinglot compile``: catalogs to ``.mo`` files."""

from __future__ import annotations

from pathlib import Path

import click

from pinglot import config
from pinglot.cli.output import Speaker, format_option, quiet_option, show_findings, shown


@click.command("compile")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH]…")
@click.option("--use-fuzzy", is_flag=True, help="Compile fuzzy entries, too.")
@click.option("--check", is_flag=True, help="Write nothing; exit 1 if a .mo is missing or out of date.")
@format_option
@quiet_option
def command(paths: tuple[Path, ...], use_fuzzy: bool, check: bool, form: str, quiet: bool) -> int:
    """Compile catalogs, or the catalogs in folders, each to a .mo beside it (default: the configured locales).

    Works on any gettext project. A catalog that `msgfmt -c` would refuse is an error, and then no .mo is replaced.
    """
    from pinglot.catalogs.compile import compile_catalogs

    speaker = Speaker(form, quiet)
    result = compile_catalogs(paths or [config.load().locales], use_fuzzy, check)
    speaker.result(
        {
            "stale" if check else "written": result.written,
            "unchanged": result.unchanged,
            "fuzzy": result.fuzzy,
            "untranslated": result.untranslated,
            "findings": result.findings,
        }
    )
    for path in result.written:
        speaker.write(f"stale: {shown(path)}" if check else shown(path))
    show_findings(speaker, result.findings)
    parts = [f"{len(result.written)} {'stale' if check else 'compiled'}", f"{len(result.unchanged)} up to date"]
    if result.fuzzy:
        parts.append(f"{result.fuzzy} fuzzy left out (--use-fuzzy takes them in)")
    if result.untranslated:
        parts.append(f"{result.untranslated} untranslated")
    speaker.say(", ".join(parts))
    return int(check and bool(result.written))
