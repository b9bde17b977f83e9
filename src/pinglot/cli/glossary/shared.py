"""What the glossary commands share: which files are meant, and the options of those that read articles."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

from pinglot import config, locales
from pinglot.cli.output import glossary_option, input_type_option
from pinglot.config import Settings
from pinglot.errors import UsageError

__all__ = [
    "article_options",
    "chosen_glossaries",
    "glossaries_argument",
    "one_target",
    "settings_for",
    "to_option",
]

_Command = TypeVar("_Command", bound=Callable[..., Any])


def glossaries_argument(command: _Command) -> _Command:
    """``[GLOSSARY]…``: files and folders; none means the configured ones."""
    return click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[GLOSSARY]…")(command)


def to_option(command: _Command) -> _Command:
    """``--to``: the locale of the translations."""
    return click.option(
        "--to", "target", metavar="LOCALE", help="Locale of the translations (default: the only configured one)."
    )(command)


def article_options(command: _Command) -> _Command:
    """What a command takes that reads articles."""
    for option in (
        glossary_option,
        input_type_option,
        click.option(
            "--from", "source", metavar="LOCALE", help="Locale of the articles (default: configuration, else en)."
        ),
    ):
        command = option(command)
    return command


def chosen_glossaries(paths: Sequence[Path]) -> list[Path]:
    """The glossary files and folders that were named, else the configured ones.

    Raises:
        UsageError: there are none.
    """
    found = list(paths) or list(config.load().glossary)
    if not found:
        raise UsageError("there is no glossary; name one, or put files NAME.LOCALE.csv into glossary/")
    return found


def settings_for(source: str | None = None, glossary: Sequence[Path] = ()) -> Settings:
    """The configuration with what the command line says."""
    return config.load().override(
        source=None if source is None else locales.normalize(source), glossary=tuple(glossary) or None
    )


def one_target(target: str | None, settings: Settings) -> str:
    """The locale that was named, else the only configured one.

    Raises:
        UsageError: none is named, and the configuration has none or several.
    """
    if target:
        return locales.normalize(target)
    if len(settings.targets) == 1:
        return settings.targets[0]
    raise UsageError("say the locale of the translations with --to, for example --to es")
