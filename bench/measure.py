"""How everything here is measured: A and B alternated, several rounds, the median and the spread, with a stamp."""

from __future__ import annotations

import json
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

__all__ = ["Figure", "alternate", "markdown", "ordinary", "report", "seconds", "stamp", "write"]

RESULTS = Path(__file__).parents[1] / "build" / "bench"


@dataclass(frozen=True, slots=True)
class Figure:
    """One thing measured against its peer; times in seconds, ``ratio`` is the median of ours by the peer's."""

    name: str
    peer: str
    ours: float
    peers: float
    ratio: float
    low: float
    high: float
    rounds: int


def ordinary(*foreign: str) -> dict[str, str]:
    """The environment for a process that is measured from its start: without any setting of Python's.

    Where Python may not keep compiled modules, what pip compiled starts quickly, and what stands in a clone does not.

    Args:
        foreign: beginnings of names of variables that are left out, too.
    """
    return {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", *foreign))}


def alternate(
    name: str, ours: Callable[[], object], peer_name: str, peer: Callable[[], object], rounds: int = 7
) -> Figure:
    """Times two callables, one after the other, round by round, after one unmeasured run of each.

    The ratio is taken within each round, so that a machine that slows down for a while slows both; ``low`` and
    ``high`` are the smallest and the largest ratio of a round.
    """
    ours()
    peer()
    mine: list[float] = []
    theirs: list[float] = []
    for _ in range(rounds):
        mine.append(seconds(ours))
        theirs.append(seconds(peer))
    ratios = [a / b for a, b in zip(mine, theirs, strict=True)]
    return Figure(
        name,
        peer_name,
        statistics.median(mine),
        statistics.median(theirs),
        statistics.median(ratios),
        min(ratios),
        max(ratios),
        rounds,
    )


def seconds(action: Callable[[], object]) -> float:
    """How long an action takes by the clock."""
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def markdown(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; a ``|`` within a cell is written as text."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def stamp(*distributions: str) -> dict[str, str]:
    """The machine and the versions that a result belongs to."""
    import os

    system = f"{platform.system()} {platform.machine()}"
    found = {"python": platform.python_version(), "system": system, "cores": str(os.cpu_count())}
    for name in ("pinglot", *distributions):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "not installed"
    return found


def report(area: str, figures: Sequence[Figure], versions: Mapping[str, str]) -> None:
    """Prints a Markdown table and writes ``build/bench/<area>.json``."""
    print(f"\n### {area}\n")
    print(", ".join(f"{key} {value}" for key, value in versions.items()), end="\n\n")
    print("| what | ours, s | peer | peer, s | ratio | spread |")
    print("|---|---|---|---|---|---|")
    for one in figures:
        print(
            f"| {one.name} | {one.ours:.4f} | {one.peer} | {one.peers:.4f} | {one.ratio:.3g} "
            f"| {one.low:.3g} to {one.high:.3g} |"
        )
    RESULTS.mkdir(parents=True, exist_ok=True)
    (RESULTS / f"{area}.json").write_text(
        json.dumps({"stamp": versions, "figures": [asdict(one) for one in figures]}, indent=2), encoding="utf-8"
    )
    sys.stdout.flush()


def write(page: Path, parts: dict[str, str]) -> None:
    """Puts each part into a page of Markdown, between its markers ``<!-- name -->`` and ``<!-- /name -->``."""
    text = page.read_text(encoding="utf-8")
    for name, part in parts.items():
        before, found, rest = text.partition(f"<!-- {name} -->")
        _, closed, after = rest.partition(f"<!-- /{name} -->")
        if not found or not closed:
            raise SystemExit(f"{page} has no markers for {name}")
        text = f"{before}{found}\n\n{part}\n\n{closed}{after}"
    page.write_text(text, encoding="utf-8")
