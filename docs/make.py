"""Writes the pages that the code itself knows best, ``commands.md`` and ``checks.md``: ``python docs/make.py``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from pinglot import checks, cli

FOLDER = Path(__file__).parent

COMMANDS = """\
# Commands

Made from the commands' own help by `python docs/make.py`; a test holds it up to date.

Results go to standard output, messages and bars to standard error. Exit codes: 0 done; 1 done, and a person should
look (or `--check` found something stale); 2 usage, configuration or bad input; 3 an engine or a model is missing;
130 interrupted. `NO_COLOR` turns colours off; without a terminal there are none, and no bars.
"""


def pages(command: click.Command, context: click.Context, depth: int = 2) -> Iterator[str]:
    """A section for a command, and one for each command below it."""
    if context.parent is not None:
        yield f"{'#' * depth} `{context.command_path}`\n\n```text\n{command.get_help(context)}\n```\n"
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            assert below is not None
            inner = click.Context(below, info_name=name, parent=context, terminal_width=100, max_content_width=100)
            yield from pages(below, inner, depth + (context.parent is not None))


def commands() -> str:
    """The page of commands."""
    root = cli.group.make_context("pinglot", [], resilient_parsing=True, terminal_width=100, max_content_width=100)
    return "\n".join([COMMANDS, *pages(cli.group, root)])


CHECKS = """\
# Checks

What `pinglot translate` and `pinglot check` notice about a translation. Made by `python docs/make.py`; a test holds it
up to date. An *error* makes the unit fuzzy and the exit code 1; a *warning* and an *info* change nothing.
What `msgfmt -c` would refuse in a catalog is found besides, under ids that begin with `catalog.`.

| id | severity | what it notices |
|---|---|---|
"""


def table_of_checks() -> str:
    """The page of checks."""
    return CHECKS + "".join(f"| `{rule.id}` | {rule.severity} | {rule.summary} |\n" for rule in checks.describe())


PAGES = {"commands.md": commands, "checks.md": table_of_checks}


if __name__ == "__main__":
    for name, make in PAGES.items():
        (FOLDER / name).write_text(make(), encoding="utf-8")
