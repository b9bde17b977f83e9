"""The libraries of the extra ``batch``, imported at first use."""

from __future__ import annotations

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
    """The module ``distributed``, with what workers of this machine write kept in one folder.

    The user's own configuration of Dask holds; importing it writes nothing.

    Args:
        scratch: the folder for the workers' local files.

    Raises:
        EngineMissing: it is not installed.
    """
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
