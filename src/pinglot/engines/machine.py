"""Which machine this is, as far as what is computed on it goes."""

from __future__ import annotations

import hashlib
import platform
from functools import cache
from pathlib import Path

__all__ = ["machine"]


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
