"""Writes ``docs/commands.md`` from the commands' own help: ``python docs/make_commands.py``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from pinglot import cli

PLACE = Path(__file__).with_name("commands.md")

HEAD = """\
# Commands

Made from the commands' own help by `python docs/make_commands.py`; a test holds it up to date.

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


def text() -> str:
    """The whole page."""
    root = cli.group.make_context("pinglot", [], resilient_parsing=True, terminal_width=100, max_content_width=100)
    return "\n".join([HEAD, *pages(cli.group, root)])


if __name__ == "__main__":
    PLACE.write_text(text(), encoding="utf-8")
