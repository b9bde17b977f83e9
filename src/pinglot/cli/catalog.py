"""``pinglot catalog``: work on gettext catalogs, our own or any project's."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click

from pinglot import config, locales
from pinglot.cli.catalog_review import accept_command, revert_command
from pinglot.cli.catalog_status import diff_command, status_command
from pinglot.cli.catalog_table import export_command, import_command
from pinglot.cli.groups import CommandGroup
from pinglot.cli.output import Speaker, format_option, quiet_option, shown


@click.group("catalog", cls=CommandGroup)
def command() -> None:
    """Update gettext catalogs, see where they are, review single units, exchange tables with people."""


for _command in (status_command, diff_command, accept_command, revert_command, export_command, import_command):
    command.add_command(_command)


@command.command("update")
@click.argument("catalog", type=click.Path(path_type=Path))
@click.argument("template", type=click.Path(path_type=Path))
@click.option("--locale", metavar="LOCALE", help="The catalog's locale (default: its header, else its path).")
@click.option("--check", is_flag=True, help="Write nothing; exit 1 if the catalog is not up to date.")
@format_option
@quiet_option
def update(catalog: Path, template: Path, locale: str | None, check: bool, form: str, quiet: bool) -> int:
    """Bring CATALOG up to TEMPLATE in place, as `msgmerge --previous -U` does.

    Exact translations stay, obsolete ones come back, near ones (and those of split or merged texts) are proposed as
    fuzzy with their previous source, and what is gone is kept as obsolete. Nothing changed means nothing written.
    """
    from pinglot.catalogs.update import update_catalog
    from pinglot.jobs.cutting import cutter

    speaker = Speaker(form, quiet)
    tag = locales.normalize(locale) if locale else ""
    settings = config.load()
    result = update_catalog(catalog, template, settings.state, tag, check, partial(cutter, settings.source))
    counts = result.counts
    speaker.result({"catalog": catalog, "changed": result.changed, "counts": counts})
    changed, same = ("stale", "up to date") if check else ("updated", "unchanged")
    speaker.write(f"{changed if result.changed else same}: {shown(catalog)}")
    speaker.say(
        f"{counts.translated} translated, {counts.fuzzy} fuzzy, {counts.untranslated} untranslated, "
        f"{counts.obsolete} obsolete"
    )
    return int(check and result.changed)
