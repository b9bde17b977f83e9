"""What was read of files, read again only where a file has changed."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Generic, TypeVar

__all__ = ["Stamp", "Stamped", "stamp_of"]

Stamp = tuple[int, int, int] | None
"""When a file was changed last (ns), its size (bytes) and its inode, None for a file that is not there.

Whatever pinglot and careful editors write replaces the file, so that the inode changes even within one tick of the
clock."""

_Value = TypeVar("_Value")


def stamp_of(path: Path) -> Stamp:
    """The stamp of a file as it is now."""
    try:
        status = os.stat(path)  # noqa: PTH116  path.stat() costs twice as much, and many files are asked
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino


class Stamped(Generic[_Value]):
    """Values of files.

    Args:
        read: makes a file's value; what it raises is raised to who asks, each time anew.
    """

    def __init__(self, read: Callable[[Path], _Value]) -> None:
        self._read = read
        self._known: dict[Path, tuple[Stamp, _Value]] = {}

    def get(self, path: Path) -> tuple[Stamp, _Value]:
        """The value of a file as it is now, and the stamp that it had before it was read."""
        stamp = stamp_of(path)
        known = self._known.get(path)
        if known is None or known[0] != stamp:
            known = self._known[path] = (stamp, self._read(path))
        return known
