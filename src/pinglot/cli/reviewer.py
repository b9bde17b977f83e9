"""Who decides: an option of the commands that write decisions."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

import click

__all__ = ["reviewer_option", "reviewer_or_default"]

_Command = TypeVar("_Command", bound=Callable[..., Any])


def reviewer_option(command: _Command) -> _Command:
    """``--reviewer``: the name that stands beside what is decided."""
    return click.option(
        "--reviewer", metavar="NAME", help="Who decides (default: git's user.name, else the user's name)."
    )(command)


def reviewer_or_default(name: str | None, root: Path) -> str:
    """The name that was given, else git's ``user.name`` in a folder, else the user's."""
    if name:
        return name
    with suppress(OSError, subprocess.SubprocessError):
        said = subprocess.run(
            ["git", "config", "user.name"], cwd=root, capture_output=True, text=True, timeout=5, check=False
        )
        if said.stdout.strip():
            return said.stdout.strip()
    return os.environ.get("USER") or os.environ.get("USERNAME") or ""
