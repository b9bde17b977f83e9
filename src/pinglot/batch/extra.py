"""The libraries of the extra ``batch``, imported at first use; Dask is kept from writing into anybody's home."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from pinglot.errors import EngineMissing

__all__ = ["distributed", "fsspec"]


def fsspec() -> Any:
    """The module ``fsspec``.

    Raises:
        EngineMissing: it is not installed.
    """
    try:
        import fsspec as found
    except ImportError:
        raise _missing("fsspec") from None
    return found


def distributed(scratch: Path) -> Any:
    """The module ``distributed``, with the files that it writes kept in one folder.

    On import Dask copies its default configuration into the user's home, unless ``DASK_CONFIG`` names a place; a
    configuration that the user has there is read all the same.

    Args:
        scratch: the folder for what Dask writes: its defaults, and the workers' local files.

    Raises:
        EngineMissing: it is not installed.
    """
    os.environ.setdefault("DASK_CONFIG", str(scratch / "dask"))
    try:
        import dask
        import distributed as found
    except ImportError:
        raise _missing("distributed") from None
    dask.config.set({"temporary-directory": str(scratch)})
    return found


def _missing(name: str) -> EngineMissing:
    return EngineMissing(
        f"pinglot batch needs the extra 'batch' ({name} is not installed); `pip install 'pinglot[batch]'` brings it"
    )
