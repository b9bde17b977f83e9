"""``pinglot glossary``: propose, review, check, compare and exchange terms; one file a task."""

from __future__ import annotations

import click

from pinglot.cli.glossary import compare, coverage, exchange, extract, review, tables
from pinglot.cli.groups import CommandGroup

__all__ = ["command"]


@click.group("glossary", cls=CommandGroup)
def command() -> None:
    """Propose, review, check and exchange terms."""


for each in (
    tables.list_,
    tables.lint,
    extract.command,
    review.command,
    coverage.command,
    compare.diff,
    compare.merge,
    exchange.import_,
    exchange.export,
):
    command.add_command(each)
