"""The peers of the engine, and processes of theirs and ours: what :mod:`bench.engine` measures with.

Upstream's ``argostranslate`` lives in a virtual environment of its own, ``build/peers``, made from ``bench/peers.txt``;
``PINGLOT_BENCH_PEERS`` names another one. LibreTranslate's distribution of it is what pinglot itself depends on.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from bench.measure import ordinary

__all__ = ["Answer", "Child", "Home", "environment", "once", "peers"]

ROOT = Path(__file__).parents[1]
_PROGRAM = Path(__file__).with_name("translating.py")


def peers() -> Path:
    """The folder of the peers' programs; the environment is made where it is not there, or its list has changed."""
    chosen = os.environ.get("PINGLOT_BENCH_PEERS")
    folder = Path(chosen) if chosen else ROOT / "build" / "peers"
    wanted = Path(__file__).with_name("peers.txt").read_text(encoding="utf-8")
    made = folder / "made-from.txt"
    if not chosen and not (made.exists() and made.read_text(encoding="utf-8") == wanted):
        print("installing the peers (once; more than a gigabyte)", file=sys.stderr)
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=True)
        listed = str(Path(__file__).with_name("peers.txt"))
        subprocess.run([str(folder / "bin" / "pip"), "install", "--quiet", "-r", listed], check=True)
        made.write_text(wanted, encoding="utf-8")
    return folder / "bin"


@dataclass(frozen=True, slots=True)
class Home:
    """A home of its own with one package in it, so that nothing of the user's is read or written."""

    folder: Path

    @classmethod
    def with_package(cls, folder: Path, package: Path) -> Home:
        (folder / "packages").mkdir(parents=True)
        with zipfile.ZipFile(package) as archive:
            archive.extractall(folder / "packages")
        return cls(folder)

    @property
    def tokenizer(self) -> Path:
        return next((self.folder / "packages").glob("*/sentencepiece.model"))


def environment(home: Home, **more: str) -> dict[str, str]:
    """The environment of a process in such a home, without any setting of Argos Translate's but those given."""
    places = {f"XDG_{kind}_HOME": str(home.folder / kind.lower()) for kind in ("CACHE", "CONFIG", "DATA")}
    places |= {"HOME": str(home.folder), "ARGOS_PACKAGES_DIR": str(home.folder / "packages")}
    return ordinary("ARGOS_", "XDG_", "OMP_") | places | more


@dataclass(frozen=True, slots=True)
class Answer:
    """What a translation took: seconds by the clock and of the processor, the peak in bytes, a digest of the text."""

    seconds: float
    processor: float
    peak: int
    digest: str


class Child:
    """A process that has loaded its model and waits.

    Args:
        python: the interpreter.
        mode: see :mod:`bench.translating`.
        env: its environment.
    """

    def __init__(self, python: Path, mode: str, env: Mapping[str, str]) -> None:
        self._process = subprocess.Popen(
            [python, _PROGRAM, mode],
            env=dict(env),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        self.versions: dict[str, str] = self._read()["versions"]

    def translate(self, file: Path, count: int) -> Answer:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"file": str(file), "count": count}) + "\n")
        self._process.stdin.flush()
        return Answer(**self._read())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(timeout=60)

    def _read(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise SystemExit(f"the process that translates ended with {self._process.wait()}")
        found: dict[str, Any] = json.loads(line)
        return found


# A process counts the memory of the one that started it as its own first peak: this one is small, and keeps the clock.
_CLOCK = """\
import json, resource, subprocess, sys, time
start = time.perf_counter()
code = subprocess.call(sys.argv[2:])
seconds = time.perf_counter() - start
with open(sys.argv[1], "w") as out:
    json.dump([seconds, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024], out)
sys.exit(code)
"""


def once(command: Sequence[str | Path], env: Mapping[str, str], said: str, expected: str = "") -> tuple[float, int]:
    """A process from its start to its end: seconds and its peak in bytes.

    Args:
        said: its standard input.
        expected: what it must print, blanks around it aside; anything where empty.
    """
    with tempfile.NamedTemporaryFile() as measured:
        done = subprocess.run(
            [sys.executable, "-I", "-S", "-c", _CLOCK, measured.name, *command],
            env=dict(env), input=said, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        )  # fmt: skip
        seconds, peak = json.loads(Path(measured.name).read_text(encoding="ascii"))
    if done.returncode not in (0, 1) or not done.stdout.strip() or (expected and done.stdout.strip() != expected):
        raise SystemExit(f"{command[0]} answered {done.stdout!r} and ended with {done.returncode}")
    return seconds, peak
