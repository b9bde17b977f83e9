"""Groups of commands whose help says each command's first sentence whole."""

from __future__ import annotations

import re

import click

__all__ = ["CommandGroup"]

_END = re.compile(r"(?<=[.!?])\s|\n\s*\n")


class CommandGroup(click.Group):
    """A group that lists its commands with the first sentence of each one's help, wrapped and never cut short."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        rows = []
        for name in self.list_commands(ctx):
            command = self.get_command(ctx, name)
            if command is not None and not command.hidden:
                text = command.short_help or _END.split((command.help or "").strip(), maxsplit=1)[0]
                rows.append((name, " ".join(text.split())))
        with formatter.section("Commands"):
            formatter.write_dl(rows)
