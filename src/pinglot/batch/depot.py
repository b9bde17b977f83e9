"""The scheduler's side: a depot of packages, from which workers that lack one fetch it in pieces."""

from __future__ import annotations

import re
import shutil
import tempfile
from pathlib import Path
from typing import Any

from distributed import Scheduler, SchedulerPlugin

__all__ = ["PIECE", "Depot", "deposit"]

PIECE = 4 * 1024 * 1024
"""Bytes of a package that travel at a time."""

_NAME = re.compile(r"[0-9a-f]{64}")


class Depot(SchedulerPlugin):
    """Archives in files of the scheduler's machine, by their SHA-256; asked for as ``pinglot_chunk``."""

    name = "pinglot-depot"

    def __init__(self) -> None:
        self._folder: Path | None = None

    async def start(self, scheduler: Scheduler) -> None:
        """Opens the depot."""
        self._folder = Path(tempfile.mkdtemp(prefix="pinglot-depot-"))
        scheduler.handlers["pinglot_chunk"] = self.chunk

    async def close(self) -> None:
        """Clears it away."""
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)

    def put(self, archive: str, start: int, data: bytes) -> None:
        """Takes a piece of an archive."""
        path = self._path(archive)
        with path.open("r+b" if path.exists() else "w+b") as file:
            file.seek(start)
            file.write(data)

    def chunk(self, archive: str, start: int, size: int) -> bytes | None:
        """A piece of an archive; None where there is no such archive."""
        path = self._path(archive)
        if not path.exists():
            return None
        with path.open("rb") as file:
            file.seek(start)
            return file.read(size)

    def _path(self, archive: str) -> Path:
        assert self._folder is not None
        if not _NAME.fullmatch(archive):  # it names a file, and comes over the network
            raise ValueError(f"{archive!r} is no digest")
        return self._folder / archive


def deposit(archive: str, start: int, data: bytes, dask_scheduler: Any = None) -> None:
    """Runs on the scheduler: takes a piece of an archive into its depot."""
    dask_scheduler.plugins[Depot.name].put(archive, start, data)
