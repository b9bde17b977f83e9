"""What the tests fetch with npm, once: it lies in ``.cache/``, which git ignores, and is never committed."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path
from typing import NoReturn

import pytest

CACHE = Path(__file__).parents[1] / ".cache"


def fetched(package: str, member: str, sha256: str, name: str) -> str:
    """A file of a package, as text. Skips the test, or fails it under ``PINGLOT_NO_SKIP``, where it cannot be had.

    Args:
        package: name and exact version, ``axe-core@4.14.1``.
        member: the file's path in the package.
        sha256: what the file must be.
        name: what it is called in ``.cache/``.
    """
    kept = CACHE / name
    if not kept.exists():
        CACHE.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(dir=CACHE) as folder:
            with tarfile.open(pack(package, Path(folder))) as archive:
                found = archive.extractfile(f"package/{member}")
                assert found is not None, f"{package} has no {member}"
                data = found.read()
            assert hashlib.sha256(data).hexdigest() == sha256, f"this is not the {package} that the tests are about"
            whole = Path(folder, "whole")
            whole.write_bytes(data)
            whole.replace(kept)
    return kept.read_text(encoding="utf-8")


def pack(package: str, folder: Path) -> Path:
    """The archive of a package, put into a folder. Skips or fails as :func:`fetched`."""
    npm = shutil.which("npm")
    if npm is None:
        missing("needs npm: sudo apt-get install npm")
    done = subprocess.run([npm, "pack", "--silent", package], cwd=folder, capture_output=True, text=True, timeout=120)
    packages = list(folder.glob("*.tgz"))
    if done.returncode or not packages:
        missing(f"npm cannot fetch {package} here: {done.stderr.strip()[-300:]}")
    return packages[0]


def missing(reason: str) -> NoReturn:
    """Skips the test; where nothing may be skipped, fails it."""
    if os.environ.get("PINGLOT_NO_SKIP"):
        pytest.fail(reason)
    pytest.skip(reason)
