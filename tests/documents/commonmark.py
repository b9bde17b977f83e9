"""The examples of the CommonMark specification, fetched once with npm and kept outside of the repository's files.

CommonMark's text is CC BY-SA 4.0, so it is never committed: it lies in ``.cache/``, which git ignores.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import tarfile
import tempfile
from functools import cache
from pathlib import Path
from typing import NamedTuple, NoReturn

import pytest

VERSION = "0.31.2"
SHA256 = "257c41ad946f7a1414a499aca402a1aa8fdac3678532266611348c1cf54f4b80"
CACHE = Path(__file__).parents[2] / ".cache" / f"commonmark-spec-{VERSION}.txt"
_EXAMPLE = re.compile(r"^`{32} example\n(.*?)^\.\n(.*?)^`{32}$", re.DOTALL | re.MULTILINE)


class Example(NamedTuple):
    number: int
    markdown: str
    html: str


@cache
def examples() -> tuple[Example, ...]:
    """All examples, in order. Skips the test, or fails it under ``PINGLOT_NO_SKIP``, where they cannot be had."""
    if not CACHE.exists():
        _fetch()
    text = CACHE.read_text(encoding="utf-8").replace("→", "\t")
    return tuple(
        Example(number, match.group(1), match.group(2)) for number, match in enumerate(_EXAMPLE.finditer(text), 1)
    )


def _fetch() -> None:
    npm = shutil.which("npm")
    if npm is None:
        _missing("npm is missing; install it (apt install npm)")
    CACHE.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=CACHE.parent) as name:
        folder = Path(name)
        done = subprocess.run(
            [npm, "pack", "--silent", f"commonmark-spec@{VERSION}"],
            cwd=folder,
            capture_output=True,
            text=True,
            timeout=120,
        )
        packages = list(folder.glob("*.tgz"))
        if done.returncode or not packages:
            _missing(f"npm could not fetch commonmark-spec {VERSION}: {done.stderr.strip()[-300:]}")
        with tarfile.open(packages[0]) as package:
            member = package.extractfile("package/spec.txt")
            assert member is not None, "the package has no spec.txt"
            data = member.read()
        assert hashlib.sha256(data).hexdigest() == SHA256, "this is not the specification that the tests are about"
        whole = folder / "spec.txt"
        whole.write_bytes(data)
        whole.replace(CACHE)


def _missing(reason: str) -> NoReturn:
    if os.environ.get("PINGLOT_NO_SKIP"):
        pytest.fail(reason)
    pytest.skip(reason)
