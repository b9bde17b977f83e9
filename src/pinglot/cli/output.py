"""How the commands speak: results on stdout, messages and bars on stderr, JSON where it is asked for."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, fields, is_dataclass
from pathlib import Path
from typing import Any, TypeVar

import click

from pinglot.model import Finding, Severity

__all__ = [
    "TYPES",
    "Speaker",
    "as_json",
    "color",
    "counted",
    "format_option",
    "glossary_option",
    "input_type_option",
    "plain",
    "quiet_option",
    "show_findings",
    "shown",
    "table",
]

_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}

_Command = TypeVar("_Command", bound=Callable[..., Any])

TYPES = ("text", "markdown", "html", "po", "docx")
"""Those of :data:`pinglot.documents.TYPES`, said here so that no help imports a reader; a test compares."""


def format_option(command: _Command) -> _Command:
    """``--format``: text for people, one JSON object, or one JSON object a line."""
    return click.option(
        "--format",
        "form",
        type=click.Choice(["text", "json", "jsonl"]),
        default="text",
        show_default=True,
        help="How the result is written to standard output.",
    )(command)


def glossary_option(command: _Command) -> _Command:
    """``--glossary``: the files and folders of terms, instead of the configuration's."""
    return click.option(
        "--glossary",
        multiple=True,
        type=click.Path(path_type=Path),
        help="Glossary file or folder, instead of the configured ones.",
    )(command)


def input_type_option(command: _Command) -> _Command:
    """``--input-type``: what kind of document the articles are."""
    return click.option(
        "--input-type",
        type=click.Choice(TYPES),
        help="Type of the articles, where the suffix does not tell it.",
    )(command)


def quiet_option(command: _Command) -> _Command:
    """``--quiet``: no messages and no bars; results and errors only."""
    return click.option("-q", "--quiet", is_flag=True, help="Write results and errors only.")(command)


def color() -> bool | None:
    """What click is told of colours: none where ``NO_COLOR`` is set (no-color.org), else where there is a terminal."""
    return False if os.environ.get("NO_COLOR") else None


@dataclass(frozen=True, slots=True)
class Speaker:
    """Writes what a command has to say, in the form that was asked for."""

    form: str = "text"
    quiet: bool = False

    @property
    def for_people(self) -> bool:
        return self.form == "text"

    def say(self, message: str, **style: Any) -> None:
        """A message to the person at the terminal; nothing with ``--quiet``."""
        if not self.quiet:
            click.secho(message, err=True, color=color(), **style)

    def write(self, text: str, **style: Any) -> None:
        """A line of a result for people; nothing where JSON was asked for."""
        if self.for_people:
            click.secho(text, color=color(), **style)

    def result(self, whole: dict[str, Any], lines: Iterable[Any] | None = None) -> None:
        """The result as JSON: ``whole`` for ``json``, each of ``lines`` for ``jsonl``; nothing for people.

        Where a result is no list, ``lines`` is left out and ``jsonl`` has the whole in one line.
        """
        if self.form == "json":
            click.echo(_laid_out(whole))
        elif self.form == "jsonl":
            for line in [whole] if lines is None else lines:
                click.echo(as_json(line))

    @contextmanager
    def bar(self, label: str) -> Iterator[Callable[..., None]]:
        """A progress bar on a terminal, nothing elsewhere: call what it yields with (done, total).

        A third argument replaces the label. The bar appears with the first call: where there is nothing to do, there
        is no bar.
        """
        if self.quiet or sys.stderr is None or not sys.stderr.isatty():
            yield lambda *_: None
            return
        with ExitStack() as open_bars:
            bars: list[Any] = []

            def update(done: int, total: int | None, now: str = label) -> None:
                if not bars:
                    bars.append(open_bars.enter_context(click.progressbar(length=1, label=now, file=sys.stderr)))
                shown = bars[0]
                shown.label, shown.length = now, max(total or done, 1)
                shown.update(done - shown.pos)

            yield update


def plain(value: Any) -> Any:
    """A value as JSON's nearest type: a frozen value becomes an object with its fields, which are as they were."""
    if is_dataclass(value):
        return {item.name: getattr(value, item.name) for item in fields(value)}
    if isinstance(value, (set, frozenset)):
        return list(value)
    return str(value) if isinstance(value, Path) else value


def as_json(value: Any) -> str:
    """A value as JSON in one line, with the frozen values in it as :func:`plain` says."""
    return _ENCODE(value)


_ENCODE = json.JSONEncoder(ensure_ascii=False, default=plain).encode


def _laid_out(value: Any, margin: str = "") -> str:
    """A value as JSON for people and programs: what holds lists or objects over several lines, all else in one.

    Python's encoder has no layout but with each value in a line of its own, and is twenty times slower with that.
    """
    value = plain(value)
    deeper = margin + "  "
    if isinstance(value, dict) and any(map(_holds, value.values())):
        lines = [f"{_ENCODE(str(key))}: {_laid_out(item, deeper)}" for key, item in value.items()]
    elif isinstance(value, (list, tuple)) and any(map(_holds, value)):
        lines = [_laid_out(item, deeper) for item in value]
    else:
        return _ENCODE(value)
    opens, closes = "{}" if isinstance(value, dict) else "[]"
    inside = f",\n{deeper}".join(lines)
    return f"{opens}\n{deeper}{inside}\n{margin}{closes}"


def _holds(value: Any) -> bool:
    """Whether a value is a list or an object with something in it."""
    return is_dataclass(value) or bool(isinstance(value, (dict, list, tuple, set, frozenset)) and value)


def counted(number: int, one: str, many: str = "") -> str:
    """A number and what it counts: ``1 unit``, ``2 units``."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def shown(path: str | Path) -> str:
    """A path as a person at this terminal would write it: from the current folder where it lies in there."""
    absolute, here = os.path.abspath(path), f"{Path.cwd()}{os.sep}"
    return absolute.removeprefix(here) if absolute.startswith(here) else str(path)


def show_findings(speaker: Speaker, findings: Sequence[Finding]) -> None:
    """One line a finding, as compilers write them: ``path:line: severity: sentence [check]``."""
    for finding in findings:
        path = shown(finding.path) if finding.path else ""
        place = f"{path}:{finding.line}: " if finding.line else f"{path}: " if path else ""
        severity = click.style(finding.severity.value, fg=_COLOURS[finding.severity], bold=True)
        speaker.write(f"{place}{severity}: {finding.message} [{finding.check}]")


def table(rows: Sequence[Sequence[str]], header: Sequence[str]) -> list[str]:
    """Rows in aligned columns, for people; the last column is not padded."""
    everything = [tuple(header), *(tuple(row) for row in rows)]
    widths = [max(len(row[column]) for row in everything) for column in range(len(header))]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in everything
    ]
