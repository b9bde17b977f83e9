"""The command line: one file a command, each imported when it is called.

``main`` takes arguments and returns an exit code, so that the command line is tested in-process: 0 done, 1 done with
findings of level error (or ``--check`` found something stale), 2 usage, configuration or bad input, 3 an engine or a
model is missing, 130 interrupted.
"""

from __future__ import annotations

import contextlib
import gc
import io
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import TextIO

import click

from pinglot.cli.output import color
from pinglot.errors import PinglotError

__all__ = ["COMMANDS", "collect_seldom", "entry", "main"]

COMMANDS = {
    "translate": "Translate articles, with the terms of the glossary pinned.",
    "batch": "Translate many articles into many locales, on many cores or machines.",
    "check": "Check catalogs: pins, inline codes, numbers, addresses.",
    "compile": "Compile catalogs to .mo files.",
    "catalog": "Update gettext catalogs, see where they are, review single units.",
    "memory": "Import and export what people approved, as TMX 1.4.",
    "glossary": "Propose, review, check and exchange terms.",
    "serve": "Review terms and translations in a browser, on this machine alone.",
    "cache": "See or clear what engines said in earlier runs.",
    "engine": "List, install and remove translation engines.",
    "init": "Write a configuration and the project's folders.",
    "doctor": "Say what is installed, what is missing, and what to do.",
}
"""Command → its one line of help. Kept here so that ``pinglot --help`` imports no command; a test compares."""


class LazyGroup(click.Group):
    """A group whose commands are modules of this package, imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command = import_module(f"pinglot.cli.{cmd_name}").command
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from difflib import get_close_matches

            near = get_close_matches(args[0], COMMANDS, 1)
            hint = f" Did you mean '{near[0]}'?" if near else " 'pinglot --help' lists the commands."
            raise click.UsageError(f"There is no command '{args[0]}'.{hint}", ctx)
        return super().resolve_command(ctx, args)


def _version(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        from importlib.metadata import version

        click.echo(f"pinglot {version('pinglot')}")
        ctx.exit()


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option("--version", is_flag=True, callback=_version, expose_value=False, is_eager=True, help="Show the version.")
def group() -> None:
    """Translate articles offline, with every glossary term pinned to its approved translation.

    The results are gettext catalogs that people review, edit, update and compile.
    """


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command line.

    Args:
        arguments: without the program's name; None takes the process's own.

    Returns:
        the exit code.
    """
    try:
        result = group.main(
            args=None if arguments is None else list(arguments),
            prog_name="pinglot",
            standalone_mode=False,
            color=color(),
        )
        if sys.stdout is not None:
            sys.stdout.flush()  # a full disk is noticed here, where it can still be said
        return result if isinstance(result, int) else 0
    except PinglotError as error:
        _complain(str(error))
        return error.exit_code
    except click.exceptions.Exit as leave:
        return leave.exit_code
    except click.UsageError as error:
        error.show()
        return 2
    except click.ClickException as error:
        _complain(error.format_message())
        return 2
    except (KeyboardInterrupt, click.Abort):
        _complain("interrupted; every file is whole, and the next run does what is left")
        return 130
    except BrokenPipeError:
        _drop(sys.stdout)  # its reader has left
        return 1
    except OSError as trouble:
        reason = trouble.strerror or str(trouble)
        _complain(f"{trouble.filename}: {reason}" if trouble.filename else f"the output cannot be written ({reason})")
        if not trouble.filename:
            _drop(sys.stdout)
        return 2


def entry() -> None:
    """The console script."""
    collect_seldom()
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show a character gets its number instead of a crash (PYTHONIOENCODING=ascii).
        if isinstance(stream, io.TextIOWrapper) and stream.errors == "strict":
            stream.reconfigure(errors="backslashreplace")
    code = main()
    if code == 130:
        # Python remembers an interrupt that fell into an exec(), as dataclasses use it, and would die of it at exit.
        with contextlib.suppress(OSError, AttributeError):  # a closed output has nothing to flush
            sys.stdout.flush()
        os._exit(code)
    sys.exit(code)


def collect_seldom() -> None:
    """Has Python look for cyclic garbage at every 50,000 new objects, not at every 700.

    It takes a tenth of a start and of a long run, and finds a few dozen objects in either.
    """
    gc.set_threshold(50_000, 20, 20)


def _drop(stream: TextIO | None) -> None:
    """What else would be written there at exit goes nowhere, or Python would change the exit code for it."""
    if stream is not None:
        with contextlib.suppress(OSError, AttributeError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _complain(sentence: str) -> None:
    try:
        click.secho("pinglot: ", fg="red", bold=True, nl=False, err=True, color=color())
        click.echo(sentence, err=True)
    except OSError:  # nobody hears us; the exit code still says it
        _drop(sys.stderr)
