"""How long catalogs take, beside GNU gettext, polib and Babel, each as a whole process, with its memory.

Three jobs at four sizes: *parse* (read a catalog and do nothing), *update* (2% of the sources have one word changed,
1% are new, 1% are gone) and *compile*. The catalogs are made by a fixed seed: 5 to 25 words a message, the words from
syllables, as frequent as words are (the n-th has 1/n of the first's share), with references, comments and some fuzzy
entries. A peer that would take minutes at a size is left out there, and the table says so. Memory is the peak for the
process (``ru_maxrss``), which is never below that of the Python process that starts it, some 20 MB.

``python -m bench catalogs`` writes its figures into docs/catalogs.md; ``python -m bench.catalogs 5000`` measures that
size alone and writes nothing.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import median

from bench.measure import Figure, alternate, report, stamp, write

PAGE = Path(__file__).parents[1] / "docs" / "catalogs.md"
SIZES = (1_000, 5_000, 20_000, 100_000)
_SYLLABLES = ("ka", "ri", "mo", "ten", "sul", "ba", "ne", "go", "pir", "da", "lu", "vem", "sho", "ti", "ur", "yan")

# How each peer grows: entries above which it would take minutes.
_LIMITS = {"msgmerge --previous": 5_000, "polib": 20_000, "pybabel compile": 20_000, "pybabel update": 1_000}


# --- the material -------------------------------------------------------------------------------------------------


def _words(chance: random.Random) -> Callable[[int], list[str]]:
    known = ["".join(chance.choices(_SYLLABLES, k=chance.randint(1, 4))) for _ in range(6000)]
    weights = [1 / rank for rank in range(1, len(known) + 1)]
    return lambda count: chance.choices(known, weights, k=count)


@dataclass(frozen=True, slots=True)
class Material:
    """A catalog, and the template it is to be brought up to."""

    catalog: Path
    template: Path
    size: int


def make(folder: Path, size: int) -> Material:
    """Writes a catalog of ``size`` entries and a template with 2% of them changed, 1% new and 1% gone."""
    chance = random.Random(size)
    words = _words(chance)
    sources: dict[str, None] = {}
    while len(sources) < size:
        sources[" ".join(words(chance.randint(5, 25))).capitalize() + "."] = None
    lines = [_HEADER]
    wanted = [_HEADER]
    for number, source in enumerate(sources):
        comment = f"#. paragraph\n#: docs/article{number % 40}.md:{number}\n"
        fuzzy = "#, fuzzy\n" if number % 97 == 0 else ""
        lines.append(f'{comment}{fuzzy}msgid "{source}"\nmsgstr "{source.upper()}"\n')
        fate = chance.random()
        if fate < 0.01:
            continue
        if fate < 0.03:
            parts = source.split(" ")
            parts[chance.randrange(len(parts))] = "changed"
            source = " ".join(parts)
        wanted.append(f'{comment}msgid "{source}"\nmsgstr ""\n')
        if fate > 0.99:
            wanted.append(f'{comment}msgid "{" ".join(words(12))} {number}."\nmsgstr ""\n')
    catalog, template = folder / f"es-{size}.po", folder / f"{size}.pot"
    catalog.write_text("\n".join(lines), encoding="utf-8")
    template.write_text("\n".join(wanted), encoding="utf-8")
    return Material(catalog, template, size)


_HEADER = (
    'msgid ""\nmsgstr ""\n"Project-Id-Version: bench 1\\n"\n"PO-Revision-Date: 2026-01-01 00:00+0000\\n"\n'
    '"Last-Translator: Nobody <nobody@example.org>\\n"\n"Language-Team: Spanish\\n"\n"Language: es\\n"\n'
    '"MIME-Version: 1.0\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
    '"Content-Transfer-Encoding: 8bit\\n"\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n'
)


# --- the contenders -----------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Way:
    """One way to do a job: a whole process, given the material and a folder of its own."""

    name: str
    command: Callable[[Material, Path], Sequence[str | Path]]
    peak: int = 0  # bytes

    def run(self, material: Material, folder: Path) -> None:
        """Runs it from start to end, and notes the most memory it has held.

        Raises:
            RuntimeError: it failed.
        """
        command = [str(part) for part in self.command(material, folder)]
        quiet = subprocess.DEVNULL
        process = subprocess.Popen(command, cwd=folder, stdout=quiet, stderr=quiet)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise RuntimeError(f"{' '.join(command)}: exit {process.returncode}")
        self.peak = max(self.peak, usage.ru_maxrss * 1024)


def _python(code: str) -> Callable[[Material, Path], Sequence[str | Path]]:
    return lambda material, folder: [sys.executable, "-c", code, material.catalog, material.template, folder / "out"]


def _fresh(material: Material, folder: Path) -> Path:
    """A copy to change in place; the time of copying is the same for all."""
    return Path(shutil.copy(material.catalog, folder / "es.po"))


_POLIB = "import sys, polib\nfile = polib.pofile(sys.argv[1], wrapwidth=0)\n"

PARSE = (
    Way("pinglot", _python("import sys\nfrom pinglot.catalogs.catalog import read\nread(sys.argv[1])")),
    Way("msgcat", lambda material, folder: ["msgcat", "-o", os.devnull, material.catalog]),
    Way("polib", _python(_POLIB)),
)
UPDATE = (
    Way(
        "pinglot",
        lambda material, folder: [
            sys.executable, "-m", "pinglot", "catalog", "update", _fresh(material, folder), material.template,
        ],
    ),
    Way(
        "msgmerge --previous",
        lambda material, folder: [
            "msgmerge", "--previous", "-q", "--no-wrap", "--backup=off", "-U", _fresh(material, folder),
            material.template,
        ],
    ),
    Way("polib (no fuzzy matches)", _python(_POLIB + "file.merge(polib.pofile(sys.argv[2]))\nfile.save(sys.argv[3])")),
    Way(
        "pybabel update",
        lambda material, folder: [
            sys.executable, "-m", "babel.messages.frontend", "update", "-i", material.template, "-o",
            _fresh(material, folder), "-l", "es", "--previous",
        ],
    ),
)  # fmt: skip
COMPILE = (
    Way("pinglot", lambda material, folder: [sys.executable, "-m", "pinglot", "compile", _fresh(material, folder)]),
    Way("msgfmt -c", lambda material, folder: ["msgfmt", "-c", "-o", folder / "es.mo", _fresh(material, folder)]),
    Way("polib", _python(_POLIB + "file.save_as_mofile(sys.argv[3])")),
    Way(
        "pybabel compile",
        lambda material, folder: [
            sys.executable, "-m", "babel.messages.frontend", "compile", "-i", _fresh(material, folder), "-o",
            folder / "es.mo", "-l", "es",
        ],
    ),
)  # fmt: skip
JOBS = {"parse": PARSE, "update": UPDATE, "compile": COMPILE}


# --- measuring ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Result:
    """A job at a size: ours beside one peer, or alone where every peer is left out; memory in bytes at most."""

    job: str
    size: int
    seconds: float
    memory: int
    figure: Figure | None = None
    peers_memory: int = 0


def measure(sizes: Sequence[int] = SIZES, rounds: int = 5) -> list[Result]:
    """Every job at every size against every peer that can take it."""
    results: list[Result] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for size in sizes:
            material = make(folder, size)
            for job, (ours, *peers) in JOBS.items():
                able: list[Way | None] = [peer for peer in peers if size <= _LIMITS.get(peer.name.split(" (")[0], size)]
                for peer in able or [None]:
                    results.append(_pair(job, ours, peer, material, folder, max(2, rounds - size // 10_000)))
                    print(_row(results[-1]), flush=True)
    return results


def _pair(job: str, ours: Way, peer: Way | None, material: Material, folder: Path, rounds: int) -> Result:
    mine, theirs = folder / "ours", folder / "theirs"
    other = peer or ours
    ours.peak = other.peak = 0
    for place in (mine, theirs):
        place.mkdir(exist_ok=True)

    def run(way: Way, place: Path) -> Callable[[], None]:
        def once() -> None:
            (place / "es.mo").unlink(missing_ok=True)
            way.run(material, place)

        return once

    figure = alternate(f"{job} {material.size:,}", run(ours, mine), other.name, run(other, theirs), rounds)
    if peer is None:
        return Result(job, material.size, figure.ours, ours.peak)
    return Result(job, material.size, figure.ours, ours.peak, figure, peer.peak)


_HEAD = (
    "| job | entries | pinglot | memory | peer | time | memory | ratio of times | of the rounds |\n"
    "|---|---|---|---|---|---|---|---|---|"
)


def _row(one: Result) -> str:
    ours = f"| {one.job} | {one.size:,} | {one.seconds:.2f} s | {one.memory / 1e6:.0f} MB |"
    if one.figure is None:
        return f"{ours} none in minutes | | | | |"
    figure = one.figure
    peer = f" {figure.peer} | {figure.peers:.2f} s | {one.peers_memory / 1e6:.0f} MB |"
    return f"{ours}{peer} {figure.ratio:.2f} | {figure.low:.2f} to {figure.high:.2f} |"


def _growth(results: Sequence[Result]) -> str:
    """How the time grows from one size to the next, a line a job."""
    lines = ["| job | from | to | entries grow | time grows |", "|---|---|---|---|---|"]
    for job in JOBS:
        seconds = {
            size: median(one.seconds for one in results if (one.job, one.size) == (job, size))
            for size in sorted({one.size for one in results})
        }
        for small, large in pairwise(seconds):
            grown = seconds[large] / seconds[small]
            lines.append(f"| {job} | {small:,} | {large:,} | {large / small:.3g} times | {grown:.2f} times |")
    return "\n".join(lines)


def page(results: Sequence[Result], versions: Mapping[str, str]) -> str:
    """What stands in docs/catalogs.md: the stamp, the table, and how the time grows."""
    stamped = ", ".join(f"{key} {value}" for key, value in versions.items())
    return "\n".join([f"{stamped}.\n", _HEAD, *map(_row, results), "", _growth(results)])


def main(sizes: Sequence[int] = SIZES) -> None:
    """Measures and prints; with all the sizes, also writes the figures into docs/catalogs.md."""
    if shutil.which("msgmerge") is None:
        raise SystemExit("GNU gettext is not installed: sudo apt-get install gettext")
    print(_HEAD)
    results = measure(sizes)
    gettext = subprocess.run(["msgfmt", "--version"], capture_output=True, text=True, check=True).stdout
    versions = {**stamp("polib", "babel", "rapidfuzz"), "gettext": gettext.split("\n")[0].split()[-1]}
    report("catalogs", [one.figure for one in results if one.figure], versions)
    said = page(results, versions)
    print(f"\n{said}")
    if tuple(sizes) == SIZES:
        write(PAGE, {"figures": said})


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or SIZES)
