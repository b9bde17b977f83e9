"""Archives: the rate of two workers and of one, equal bytes, memory at two sizes, and what the cost model needs.

``PINGLOT_BATCH_ARTICLES`` says how many articles (200 if it is not set; 2,000 for the figures of the page). The
articles are of the small package's world, in sentences of a newspaper's length. One worker and two are measured once
over all of them, and in alternated rounds over a fifth of them. Results go into ``docs/scale.md``.
"""

from __future__ import annotations

import io
import json
import os
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from bench import bigpackage, everyday
from bench.measure import RESULTS, stamp, write
from bench.translating import peak
from pinglot import engines, pins
from pinglot.engines import install
from pinglot.engines.argos import ArgosEngine
from pinglot.engines.base import Engine
from pinglot.engines.decoder import Speed
from pinglot.jobs.project import Project
from pinglot.jobs.translator import Translator
from pinglot.model import Sentence

ARTICLES = int(os.environ.get("PINGLOT_BATCH_ARTICLES") or 200)
ROUNDS = int(os.environ.get("PINGLOT_BENCH_ROUNDS") or 3)
SENTENCES = 20
PAGE = Path(__file__).parents[1] / "docs" / "scale.md"
_LONG = 60
"""Code points of the shortest sentence."""


def write_archive(root: Path, count: int, distinct: bool = True) -> None:
    """A project with a glossary and articles of a heading and four paragraphs.

    Args:
        distinct: whether every sentence stands once; else they are drawn from two thousand.
    """
    (root / "glossary").mkdir(parents=True)
    with (root / "glossary" / "terms.es.csv").open("w", encoding="utf-8") as file:
        file.write("term,translation,forms,pos,gender\n")
        for term in everyday.TERMS:
            file.write(f"{term.term},{term.translation},{'|'.join(term.forms)},{term.pos},{term.gender}\n")
    found = (pair.source for pair in everyday.pairs(10**9, seed=7, wanted=(0, 1, 2, 3)) if len(pair.source) >= _LONG)
    pool = list(islice(found, count * SENTENCES if distinct else min(count * SENTENCES, 2000)))
    chance = random.Random(7)
    for number in range(count):
        own = pool[number * SENTENCES :][:SENTENCES] if distinct else chance.sample(pool, SENTENCES)
        parts = [f"# {own[0]}", *(" ".join(own[at : at + 5]) for at in range(1, SENTENCES, 5))]
        path = root / "archive" / f"{number // 100:04d}" / f"a{number:06d}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n\n".join(parts) + "\n", encoding="utf-8")


@contextmanager
def cluster(folder: Path, workers: int) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """The address and the process of a scheduler with workers of one thread each, all on loopback."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
    started: list[subprocess.Popen[bytes]] = []

    def start(*command: str) -> None:
        log = (folder / "log.txt").open("ab")
        started.append(subprocess.Popen([sys.executable, "-m", "dask", *command], stdout=log, stderr=log))

    try:
        start("scheduler", "--host", "127.0.0.1", "--port", address.rpartition(":")[2], "--no-dashboard", "--no-show")
        for _ in range(workers):
            own = ("--host", "127.0.0.1", "--local-directory", str(folder), "--memory-limit", "0")
            start("worker", address, "--nthreads", "1", "--no-nanny", "--no-dashboard", *own)
        yield address, started[0]
    finally:
        for process in started:
            process.kill()
            process.wait()


def run(root: Path, engine: str, targets: Sequence[str], workers: int = 0, on: str = "local") -> dict[str, Any]:
    """One batch in a process of its own; see :mod:`bench.batching`."""
    asked = {"root": str(root), "on": on, "workers": workers, "engine": engine, "targets": list(targets)}
    done = subprocess.run(
        [sys.executable, "-m", "bench.batching"],
        input=json.dumps(asked).encode(),
        stdout=subprocess.PIPE,
        cwd=Path.cwd(),
    )
    if done.returncode:
        raise SystemExit("the batch failed")
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def results(root: Path) -> dict[str, bytes]:
    """What a run wrote, without the dates in headers."""
    return {
        str(path.relative_to(root)): b"".join(
            line for line in path.read_bytes().splitlines(keepends=True) if b"-Date: " not in line
        )
        for folder in ("out", "locales")
        for path in sorted((root / folder).rglob("*.*"))
    }


def differing(root: Path, other: Path, engine: str, targets: Sequence[str]) -> int:
    """In ``other``, translates each article of ``root`` alone; how many files are not the same in both.

    Each folder of articles is a project there: a run begins by reading what people approved in all catalogs of its own.
    """
    from pinglot import config
    from pinglot.jobs.translate import translate_articles

    theirs: dict[str, bytes] = {}
    with ExitStack() as opened:
        kept = {target: opened.enter_context(engines.open_engine(engine, "en", target)) for target in targets}
        for folder in sorted((root / "archive").iterdir()):
            place = other / folder.name
            (place / "archive").mkdir(parents=True)
            (place / "archive" / folder.name).symlink_to(folder)
            (place / "glossary").symlink_to(root / "glossary")
            settings = config.load(place).override(targets=tuple(targets), engine=engine)
            for path in sorted((place / "archive" / folder.name).glob("*.md")):
                project = _WithEngines(settings.override(out=place / "out" / folder.name), kept=kept)
                for _ in translate_articles(project, [path]):
                    pass
            theirs |= results(place)
    mine = results(root)
    return sum(mine.get(name) != theirs.get(name) for name in {*mine, *theirs})


@dataclass(frozen=True, slots=True)
class _WithEngines(Project):
    """A project whose models stay loaded from one article to the next; nothing else does."""

    kept: Mapping[str, Engine] = field(default_factory=dict)

    def translator(self, target: str, source: str = "", cached: bool = True) -> Translator:
        own = Translator("en", target, self.kept[target], self.glossary(target))
        own.close = lambda: None  # type: ignore[method-assign]  # the engine serves the next article, too
        return own


def _fresh(root: Path, source: Path) -> Path:
    root.mkdir()
    for folder in ("archive", "glossary"):
        (root / folder).symlink_to(source / folder)
    return root


def rates(folder: Path) -> dict[str, Any]:
    """One worker and two, through the small package; then two locales through pseudo."""
    archive, part = folder / "archive", folder / "part"
    write_archive(archive, ARTICLES)
    write_archive(part, max(ARTICLES // 5, 20))
    write_archive(folder / "warm", 4)
    # What the model is probed for is kept, and belongs to no run.
    run(folder / "warm", "argos", ["es"], 1)
    found: dict[str, Any] = {"articles": ARTICLES, "part": max(ARTICLES // 5, 20), "rounds": []}
    for number in range(ROUNDS):
        sides = [run(_fresh(folder / f"round{number}-{workers}", part), "argos", ["es"], workers) for workers in (1, 2)]
        found["rounds"].append([side["seconds"] for side in sides])
    for workers in (1, 2):
        found[f"with{workers}"] = run(_fresh(folder / f"with{workers}", archive), "argos", ["es"], workers)
    found["pseudo"] = run(_fresh(folder / "pseudo", archive), "pseudo", ["es", "ca"], 2)
    for name, engine, targets in (("with2", "argos", ["es"]), ("pseudo", "pseudo", ["es", "ca"])):
        alone = folder / f"alone-{name}"
        alone.mkdir()
        found[name]["differing"] = differing(folder / name, alone, engine, targets)
    return found


def memory(folder: Path) -> list[dict[str, Any]]:
    """Peaks of driver and scheduler at one size and at ten times as many articles, through pseudo."""
    found = []
    for count in (ARTICLES, 10 * ARTICLES):
        place = folder / f"memory{count}"
        (place / "cluster").mkdir(parents=True)
        write_archive(place / "project", count, distinct=False)
        with cluster(place / "cluster", 2) as (address, scheduler):
            took = run(place / "project", "pseudo", ["es"], on=address)
            found.append({"articles": count, "driver": took["peak"], "scheduler": peak(scheduler.pid)})
    return found


def real_size(folder: Path) -> dict[str, float]:
    """Processor seconds a sentence of a package of the real size, in batches of a shard, on one thread."""
    path = folder / "real.argosmodel"
    bigpackage.make(path)
    place = folder / "real"
    place.mkdir()
    package = install.from_file(path, place)
    said = [Sentence(text) for text in bigpackage.sentences(160)]
    with ArgosEngine(package, speed=Speed(1)) as engine:
        engine.translate(said[:8])
        pieces = sum(len(engine._tokenizer.encode(one.text)[0]) for one in said[8:])
        started = time.process_time()
        for at in range(8, len(said), 32):
            pins.translate(engine, said[at : at + 32], "es")
        seconds = time.process_time() - started
    return {"seconds": seconds / (len(said) - 8), "tokens": pieces / seconds, "bytes": path.stat().st_size}


def tables(found: dict[str, Any]) -> dict[str, str]:
    """The parts of the page."""
    one, two, pseudo = found["rates"]["with1"], found["rates"]["with2"], found["rates"]["pseudo"]
    count = found["rates"]["articles"]
    rate = io.StringIO()
    rate.write("| run | articles | seconds | articles/s | files that differ from each article alone |\n")
    rate.write("|---|---|---|---|---|\n")
    runs = (("small package, 1 worker", one), ("small package, 2 workers", two), ("pseudo, 2 locales", pseudo))
    for name, took in runs:
        differ = took.get("differing", "")
        rate.write(f"| {name} | {count} | {took['seconds']:.1f} | {count / took['seconds']:.1f} | {differ} |\n")
    rate.write(f"\n{_faster(found)}\n")
    held = io.StringIO()
    held.write("| articles | driver, MB | scheduler, MB |\n|---|---|---|\n")
    for row in found["memory"]:
        held.write(f"| {row['articles']:,} | {row['driver'] / 1e6:.0f} | {row['scheduler'] / 1e6:.0f} |\n")
    few, many = found["memory"]
    driver, scheduler = many["driver"] / few["driver"], many["scheduler"] / few["scheduler"]
    held.write(f"\nTen times as many articles take {driver:.2f} times the driver's memory, ")
    held.write(f"and {scheduler:.2f} times the scheduler's.\n")
    cost = io.StringIO()
    cost.write("| what | measured |\n|---|---|\n")
    for name, value in found["model"].items():
        cost.write(f"| {name.replace('_', ' ')} | {value:.4g} |\n")
    return {"rates": rate.getvalue().rstrip(), "memory": held.getvalue().rstrip(), "costs": cost.getvalue().rstrip()}


def _faster(found: dict[str, Any]) -> str:
    """What two workers gain, and what bounds it, in sentences."""
    rates, made = found["rates"], found["stamp"]
    one, two = rates["with1"], rates["with2"]
    ratios = [alone / both for alone, both in rates["rounds"]]
    bound = 2 * one["workers"] / (one["workers"] + one["processor"])
    others = ", ".join(f"{run['others']:.2f}" for run in (one, two))
    return (
        f"Two workers of one thread are {one['seconds'] / two['seconds']:.2f} times as fast as one over "
        f"{rates['articles']:,} articles; over {rates['part']:,}, in {len(ratios)} alternated rounds, the median is "
        f"{statistics.median(ratios):.2f} (from {min(ratios):.2f} to {max(ratios):.2f}). What bounds it: the run with "
        f"one worker takes {one['workers']:.1f} s of processors in the worker, and {one['processor']:.1f} s in the "
        f"driver with the scheduler; where two cores do both, two workers can be no more than {bound:.2f} times as "
        f"fast. Measured with {made['cores']} cores, of which other programs took {others} during the two runs, "
        f"Python {made['python']}, distributed {made['distributed']}."
    )


def model_of(found: dict[str, Any]) -> dict[str, float]:
    """The cost model's parameters, from the run with one worker: seconds are of a processor, bytes per sentence."""
    one, real = found["rates"]["with1"], found["real"]
    count = found["rates"]["articles"]
    return {
        "sentences_an_article": one["sentences"] / count,
        "driver_seconds_to_plan_an_article": one["planning"] / count,
        "driver_seconds_to_finish_an_article": one["finishing"] / count,
        "driver_waits_for_the_disk_seconds_an_article": one["syncing"] / count,
        "driver_seconds_a_shard": max(one["rest"], 0.0) / one["shards"],
        "worker_seconds_a_sentence_small_package": one["workers"] / one["sentences"],
        "worker_seconds_a_sentence_real_size": real["seconds"],
        "tokens_a_second_and_core_real_size": real["tokens"],
        "bytes_sent_a_sentence": one["sent"] / one["sentences"],
        "bytes_answered_a_sentence": one["answered"] / one["sentences"],
        "journal_bytes_a_sentence": one["journal"] / one["sentences"],
    }


def main() -> None:
    """Measures, writes the page and ``build/bench/batch.json``."""
    with tempfile.TemporaryDirectory() as name, everyday.small_package():
        folder = Path(name)
        found: dict[str, Any] = {"stamp": stamp("distributed", "ctranslate2")}
        found["rates"] = rates(folder)
        found["memory"] = memory(folder)
        found["real"] = real_size(folder)
        found["model"] = model_of(found)
    RESULTS.mkdir(parents=True, exist_ok=True)
    (RESULTS / "batch.json").write_text(json.dumps(found, indent=2), encoding="utf-8")
    for part in tables(found).values():
        print(part, end="\n\n")
    write(PAGE, tables(found))


if __name__ == "__main__":
    main()
