"""Which machine this is, and what is installed on it, as far as what is computed goes."""

from __future__ import annotations

import hashlib
import platform
from functools import cache
from pathlib import Path

__all__ = ["installed_version", "machine"]


@cache
def machine() -> str:
    """A short digest of the processor's kind: others compute faster or slower, and may round otherwise."""
    told = {f"{platform.system()} {platform.machine()}"}
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
        told |= {" ".join(line.split()) for line in lines if line.startswith(("model name", "flags", "Features"))}
    except OSError:
        told.add(platform.processor())
    return hashlib.sha256("\n".join(sorted(told)).encode()).hexdigest()[:12]


@cache
def installed_version(distribution: str) -> str:
    """The version of an installed distribution, ``""`` where it is not installed."""
    from importlib.metadata import PackageNotFoundError, version  # a fiftieth of a second

    try:
        return version(distribution)
    except PackageNotFoundError:
        return ""
