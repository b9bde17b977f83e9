"""The libraries of the extra ``batch``, imported at first use; Dask is kept from writing into anybody's home."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from pinglot.errors import EngineMissing

__all__ = ["distributed", "fsspec"]

_INSTALL = "`pip install 'pinglot[batch]'` brings it"


def fsspec() -> Any:
    """The module ``fsspec``.

    Raises:
        EngineMissing: it is not installed.
    """
    try:
        import fsspec as found
    except ImportError:
        raise EngineMissing(f"pinglot batch needs the extra 'batch' (fsspec is not installed); {_INSTALL}") from None
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
        raise EngineMissing(f"pinglot batch needs the extra 'batch' (distributed is not installed); {_INSTALL}") from None
    dask.config.set({"temporary-directory": str(scratch)})
    return found
