"""The engine for Argos packages against Argos Translate itself: throughput, start, memory, and what doing less brings.

Two packages: the small trained one of ``shared/models``, where both sides must say the same, letter by letter, and one
of the real size made on the spot (:mod:`bench.bigpackage`), whose translations are as long as their sources whoever
decodes them. Peers are upstream's ``argostranslate.translate`` as it is, the same with ``ARGOS_INTRA_THREADS=1``, and
LibreTranslate's distribution. They go through a text line by line, so that their speed does not depend on its length:
in longer texts they translate the first hundred lines, unless ``PINGLOT_BENCH_FULL=1`` gives them all. CTranslate2 with
the same search and nothing around it gets the whole text in one call; it says how much the machine can give.

All sides take turns, round by round; a ratio is taken within its round. ``python -m bench engine --rounds 3`` asks for
fewer rounds. The figures go into ``docs/performance.md`` and ``build/bench/engine.json``.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from bench import bigpackage, everyday
from bench.measure import RESULTS, markdown, seconds, stamp, write
from bench.peers import Child, Home, environment, once, peers

PAGE = Path(__file__).parents[1] / "docs" / "performance.md"
ROUNDS = int(os.environ.get("PINGLOT_BENCH_ROUNDS", "5"))
FULL = bool(os.environ.get("PINGLOT_BENCH_FULL"))
SAMPLE = 100
"""Lines that a peer translates of a longer text."""
STREAMED = 100_000
UPSTREAM = "Argos Translate"
ONE_THREAD = "Argos Translate, one thread"
LIBRE = "LibreTranslate's Argos Translate"
LIBRARY = "CTranslate2 alone"
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Package:
    """A package laid out in a home, with sentences for it and how many pieces each of them has."""

    name: str
    home: Home
    lines: list[str]
    pieces: list[int]
    sizes: tuple[int, ...]

    def file(self, count: int) -> Path:
        """The first so many sentences, one a line."""
        path = self.home.folder / f"{count}.txt"
        if not path.exists():
            path.write_text("\n".join(self.lines[:count]) + "\n", encoding="utf-8")
        return path


def packages(folder: Path) -> list[Package]:
    """The packages that can be had here."""
    found: list[Package] = []
    splitter = b""
    if everyday.PACKAGE.exists():
        home = Home.with_package(folder / "small", everyday.PACKAGE)
        splitter = next((home.folder / "packages").glob("*/minisbd/*.onnx")).read_bytes()
        lines = [pair.source for pair in everyday.pairs(10_000, 601, (0, 1, 2, 3, 4))]
        found.append(_package("small", home, lines, (100, 1_000, 10_000)))
    else:
        print(f"{everyday.PACKAGE.name} is not in shared/models: the small package is left out", file=sys.stderr)
    kept = RESULTS / "real-size.argosmodel"
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        bigpackage.make(kept, splitter)
    sizes = (100, 1_000, 10_000) if FULL else (100, 1_000)
    home = Home.with_package(folder / "real size", kept)
    return [*found, _package("real size", home, list(bigpackage.sentences(sizes[-1])), sizes)]


def _package(name: str, home: Home, lines: list[str], sizes: tuple[int, ...]) -> Package:
    import sentencepiece

    processor = sentencepiece.SentencePieceProcessor(model_file=str(home.tokenizer))
    return Package(name, home, lines, [len(pieces) for pieces in processor.encode(lines)], sizes)


# --- throughput -----------------------------------------------------------------------------------------------


def throughput(package: Package, tools: Path) -> tuple[list[Row], dict[str, str]]:
    """Tokens a second of every side, for every size; and the versions of the peers."""
    rows: list[Row] = []
    with ExitStack() as running:

        def child(python: Path, mode: str, **more: str) -> Child:
            return running.enter_context(Child(python, mode, environment(package.home, **more)))

        here = Path(sys.executable)
        ours, library = child(here, "pinglot"), child(here, "library")
        others = {
            UPSTREAM: child(tools / "python", "argos"),
            ONE_THREAD: child(tools / "python", "argos", ARGOS_INTRA_THREADS="1"),
        }
        if package.name == "small" or FULL:
            others[LIBRE] = child(here, "argos")
        # How the work is best laid out on this machine is tried on a package's first two thousand sentences, and kept.
        for _ in range(2):
            ours.translate(package.file(package.sizes[-1]), package.sizes[-1])
        rates: dict[tuple[str, int], list[float]] = {}
        said: dict[tuple[str, int], str] = {}
        for _ in range(ROUNDS):
            for size in package.sizes:
                answer = ours.translate(package.file(size), size)
                rates.setdefault(("", size), []).append(sum(package.pieces[:size]) / answer.seconds)
                said["", size] = answer.digest
                answer = library.translate(package.file(size), size)
                rates.setdefault((LIBRARY, size), []).append(sum(package.pieces[:size]) / answer.seconds)
                said[LIBRARY, size] = answer.digest
            for size in package.sizes if FULL else (SAMPLE,):
                for name, other in others.items():
                    answer = other.translate(package.file(size), size)
                    rates.setdefault((name, size), []).append(sum(package.pieces[:size]) / answer.seconds)
                    said[name, size] = answer.digest
        for size in package.sizes:
            for name in (*others, LIBRARY):
                measured = size if (name, size) in rates else SAMPLE
                ratios = [a / b for a, b in zip(rates["", size], rates[name, measured], strict=True)]
                rows.append(
                    {
                        "package": package.name,
                        "sentences": size,
                        "peer": name,
                        "their sentences": measured,
                        "ours": statistics.median(rates["", size]),
                        "theirs": statistics.median(rates[name, measured]),
                        "same text": said["", size] == said[name, measured] if measured == size else None,
                        **_ratio(ratios),
                    }
                )
        return rows, others[UPSTREAM].versions


def _ratio(ratios: Sequence[float]) -> dict[str, float]:
    return {"ratio": statistics.median(ratios), "low": min(ratios), "high": max(ratios)}


# --- start and memory -----------------------------------------------------------------------------------------


def start(package: Package, tools: Path) -> Row:
    """One sentence, from the start of a process to its end: ``argos-translate`` against ``pinglot translate -``."""
    sentence = package.lines[0]
    env = environment(package.home)
    program = Path(sys.executable).with_name("pinglot")
    command: list[str | Path] = [program, "translate", "-", "--from", "en", "--to", "es", "--no-cache"]
    peer: list[str | Path] = [tools / "argos-translate", "--from-lang", "en", "--to-lang", "es"]
    rounds = [(once(command, env, sentence + "\n"), once(peer, env, sentence)) for _ in range(ROUNDS + 1)]
    del rounds[0]  # it read files that nobody had read yet
    return {
        "package": package.name,
        "ours": statistics.median(ours[0] for ours, _ in rounds),
        "theirs": statistics.median(theirs[0] for _, theirs in rounds),
        **_ratio([theirs[0] / ours[0] for ours, theirs in rounds]),
        "memory": statistics.median(ours[1] for ours, _ in rounds),
        "their memory": statistics.median(theirs[1] for _, theirs in rounds),
    }


def memory(package: Package) -> list[Row]:
    """The peak of one process that translates a text, at default settings."""
    rows: list[Row] = []
    for size in package.sizes:
        with Child(Path(sys.executable), "pinglot", environment(package.home)) as child:
            answer = child.translate(package.file(size), size)
        rows.append({"package": package.name, "sentences": size, "peak": answer.peak})
    return rows


def streamed(package: Package) -> list[Row]:
    """The peak of a thousand and of a hundred thousand sentences that are handed through; narrowest search."""
    rows: list[Row] = []
    for count in (1_000, STREAMED):
        with Child(Path(sys.executable), "stream", environment(package.home)) as child:
            answer = child.translate(package.file(package.sizes[-1]), count)
        rows.append({"sentences": count, "peak": answer.peak, "seconds": answer.seconds})
    return rows


# --- doing less -----------------------------------------------------------------------------------------------


def beams(package: Package) -> list[Row]:
    """Of a thousand sentences of the small package's world: how many are right, and how long they take."""
    from pinglot.engines import packages as argos
    from pinglot.engines.argos import ArgosEngine
    from pinglot.model import Sentence

    pairs = list(everyday.pairs(1_000, 602, (0,)))
    sentences = [Sentence(pair.source) for pair in pairs]
    (found,) = argos.installed(package.home.folder / "packages")
    engines = {beam: ArgosEngine(found, beam=beam) for beam in (4, 2, 1)}
    right: dict[int, int] = {}
    times: dict[int, list[float]] = {beam: [] for beam in engines}
    for _ in range(ROUNDS):
        for beam, engine in engines.items():
            times[beam].append(seconds(partial(engine.translate, sentences)))
    for beam, engine in engines.items():
        drafts = engine.translate(sentences)
        right[beam] = sum(draft.text == pair.target for draft, pair in zip(drafts, pairs, strict=True))
    return [
        {
            "beam": beam,
            "right": 100 * right[beam] / len(pairs),
            **_ratio([wide / narrow for wide, narrow in zip(times[4], times[beam], strict=True)]),
        }
        for beam in engines
    ]


def cache(package: Package) -> Row:
    """A thousand sentences that the cache has against the same without it, and what filling it costs."""
    from pinglot.engines import packages as argos
    from pinglot.engines.argos import ArgosEngine
    from pinglot.engines.cache import Cache
    from pinglot.engines.cached import cached
    from pinglot.model import Sentence

    sentences = [Sentence(line) for line in package.lines[:1_000]]
    (found,) = argos.installed(package.home.folder / "packages")
    plain = ArgosEngine(found)
    plain.translate(sentences[:50])
    without: list[float] = []
    first: list[float] = []
    again: list[float] = []
    for number in range(ROUNDS):
        behind = cached(plain, Cache(path=package.home.folder / f"{number}.db"))
        without.append(seconds(partial(plain.translate, sentences)))
        first.append(seconds(partial(behind.translate, sentences)))
        again.append(seconds(partial(behind.translate, sentences)))
        assert behind.translate(sentences) == behind.translate(sentences)
    return {
        "package": package.name,
        "filling": _ratio([a / b for a, b in zip(first, without, strict=True)]),
        "again": _ratio([a / b for a, b in zip(without, again, strict=True)]),
    }


# --- the page -------------------------------------------------------------------------------------------------


def main() -> None:
    """Measures everything, prints the tables and writes them into the page."""
    tools = peers()
    found: dict[str, Any] = {"throughput": [], "start": [], "memory": [], "cache": []}
    with tempfile.TemporaryDirectory() as folder:
        here = packages(Path(folder))
        for package in here:
            rows, versions = throughput(package, tools)
            found["throughput"] += rows
            found["start"].append(start(package, tools))
            found["memory"] += memory(package)
            if package.name == "small":
                found["streamed"] = streamed(package)
                found["beams"] = beams(package)
                found["cache"].append(cache(package))
    found["stamp"] = stamp("ctranslate2", "sentencepiece", "argos-translate-lt") | {
        "rounds": str(ROUNDS),
        "upstream's": ", ".join(f"{name} {versions[name]}" for name in ("argostranslate", "ctranslate2", "torch")),
    }
    parts = _tables(found)
    RESULTS.mkdir(parents=True, exist_ok=True)
    (RESULTS / "engine.json").write_text(json.dumps(found, indent=2), encoding="utf-8")
    for name, part in parts.items():
        print(f"\n### {name}\n\n{part}")
    write(PAGE, parts)


def _tables(found: dict[str, Any]) -> dict[str, str]:
    stamped = ", ".join(f"{key} {value}" for key, value in found["stamp"].items())
    speed = markdown(
        ("package", "sentences", "pinglot, tokens/s", "peer", "peer, tokens/s", "times", "spread", "text"),
        (
            (
                row["package"],
                f"{row['sentences']:,}",
                f"{row['ours']:,.0f}",
                row["peer"] + ("" if row["their sentences"] == row["sentences"] else f" (first {SAMPLE})"),
                f"{row['theirs']:,.0f}",
                f"{row['ratio']:.1f}",
                f"{row['low']:.1f} to {row['high']:.1f}",
                {True: "the same", False: "differs", None: ""}[row["same text"]],
            )
            for row in found["throughput"]
        ),
    )
    begun = markdown(
        ("package", "pinglot, s", "argos-translate, s", "times", "spread", "pinglot, MB", "argos-translate, MB"),
        (
            (
                row["package"],
                f"{row['ours']:.2f}",
                f"{row['theirs']:.2f}",
                f"{row['ratio']:.1f}",
                f"{row['low']:.1f} to {row['high']:.1f}",
                f"{row['memory'] / 1e6:.0f}",
                f"{row['their memory'] / 1e6:.0f}",
            )
            for row in found["start"]
        ),
    )
    peaks = markdown(
        ("package", "sentences", "peak, MB"),
        [
            *((row["package"], f"{row['sentences']:,}", f"{row['peak'] / 1e6:.0f}") for row in found["memory"]),
            *(
                ("small, streamed, beam 1", f"{row['sentences']:,}", f"{row['peak'] / 1e6:.0f}")
                for row in found.get("streamed", ())
            ),
        ],
    )
    narrow = markdown(
        ("beam", "right", "times as fast", "spread"),
        (
            (str(row["beam"]), f"{row['right']:.1f}%", f"{row['ratio']:.2f}", f"{row['low']:.2f} to {row['high']:.2f}")
            for row in found.get("beams", ())
        ),
    )
    kept = markdown(
        ("package", "filled while translating, times the time", "all there already, times as fast"),
        ((row["package"], f"{row['filling']['ratio']:.2f}", f"{row['again']['ratio']:.0f}") for row in found["cache"]),
    )
    return {
        "engine: throughput": f"{stamped}\n\n{speed}",
        "engine: start": begun,
        "engine: memory": peaks,
        "engine: beams": narrow,
        "engine: cache": kept,
    }


if __name__ == "__main__":
    main()
