"""One tree of errors; each class knows its exit code, each message is the sentence the user reads.

    PinglotError                 2
    ├── UsageError               2   a flag or an argument that cannot be served
    ├── ConfigError              2   pinglot.toml: unknown key, wrong type
    ├── InputError               2   a file that cannot be read as what it claims to be
    │   ├── DocumentError        2   an article
    │   ├── GlossaryError        2   a glossary
    │   ├── CatalogError         2   a template or a catalog
    │   └── PackageError         2   an engine package that cannot be installed
    └── EngineError              3   the engine failed
        └── EngineMissing        3   no engine or model for the pair; the message names the command that installs it

A message names the file, line or term, and says what to do. Findings about content (a pin not held, a lost
number) are values, :class:`pinglot.model.Finding`, and never raised.
"""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

__all__ = [
    "CatalogError",
    "ConfigError",
    "DocumentError",
    "EngineError",
    "EngineMissing",
    "GlossaryError",
    "InputError",
    "PackageError",
    "PinglotError",
    "UsageError",
]


class PinglotError(Exception):
    """Whatever pinglot refuses or cannot do; ``str(error)`` is one sentence for the user."""

    exit_code: ClassVar[int] = 2


class UsageError(PinglotError):
    """A request that makes no sense as it was made."""


class ConfigError(PinglotError):
    """A configuration that pinglot does not understand."""


class InputError(PinglotError):
    """A file that is not what it claims to be.

    Args:
        reason: what is wrong and what to do, as a clause without the place.
        path: the file, if there is one; it is put before the reason.
        line: 1-based line number in the file, 0 where none is known.
    """

    def __init__(self, reason: str, path: str | Path | None = None, line: int = 0) -> None:
        self.reason = reason
        self.path = None if path is None else str(path)
        self.line = line
        place = "" if path is None else f"{path}:{line}: " if line else f"{path}: "
        super().__init__(place + reason)


class DocumentError(InputError):
    """An article that cannot be read: binary, wrongly encoded, too large, of unknown type."""


class GlossaryError(InputError):
    """A glossary that cannot be read."""


class CatalogError(InputError):
    """A template or catalog that cannot be read, or that msgfmt would refuse."""


class PackageError(InputError):
    """An engine package that is unsafe, broken or not what it says."""


class EngineError(PinglotError):
    """An engine that stopped or answered nonsense."""

    exit_code: ClassVar[int] = 3


class EngineMissing(EngineError):
    """No engine, or no model for the pair, is installed; the message names the command that installs one."""
