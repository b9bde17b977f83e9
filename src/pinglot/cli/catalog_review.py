"""``pinglot catalog accept`` and ``revert``: a person's word on single entries."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pinglot import config
from pinglot.cli.output import Speaker, format_option, quiet_option, shown

if TYPE_CHECKING:
    from pinglot.catalogs.review import Reviewed

_CATALOG = click.argument("catalog", type=click.Path(path_type=Path))
_UNITS = click.argument("units", nargs=-1, required=True, metavar="UNIT…")


@click.command("accept")
@_CATALOG
@_UNITS
@format_option
@quiet_option
def accept_command(catalog: Path, units: tuple[str, ...], form: str, quiet: bool) -> int:
    """Make entries of CATALOG a person's: the fuzzy mark goes, and no run changes the text any more.

    UNIT is an id as `catalog status --units` and `catalog diff` show it (four characters of it do), or the line of
    the entry's msgid in the catalog, as `pinglot check` shows it.
    """
    from pinglot.catalogs.review import accept

    _show("accepted", catalog, accept(catalog, units, config.load().state), Speaker(form, quiet))
    return 0


@click.command("revert")
@_CATALOG
@_UNITS
@click.option("--force", is_flag=True, help="Also where the text is a person's; it stays as a comment.")
@format_option
@quiet_option
def revert_command(catalog: Path, units: tuple[str, ...], force: bool, form: str, quiet: bool) -> int:
    """Give entries of CATALOG back to the machine: emptied, so that the next `pinglot translate` does them again.

    UNIT is an id as `catalog status --units` and `catalog diff` show it (four characters of it do), or the line of
    the entry's msgid in the catalog, as `pinglot check` shows it. What stood there is written to standard output.
    """
    from pinglot.catalogs.review import revert

    _show("reverted", catalog, revert(catalog, units, config.load().state, force), Speaker(form, quiet))
    return 0


def _show(what: str, catalog: Path, done: Sequence[Reviewed], speaker: Speaker) -> None:
    speaker.result({"catalog": catalog, what: done}, done)
    for one in done:
        said = what if one.changed else "unchanged"
        whose = " (a person's)" if one.person and what == "reverted" else ""
        speaker.write(f"{said}: {one.id} {shown(catalog)}:{one.line}: {' | '.join(one.text)}{whose}")
