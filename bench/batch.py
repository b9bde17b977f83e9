"""Archives: the rate of two workers and of one, equal bytes, memory at two sizes, and what the cost model needs.

``PINGLOT_BATCH_ARTICLES`` says how many articles (200 if it is not set; 2,000 for the figures of the page). The
articles are of the small package's world, in sentences of a newspaper's length. Results go into ``docs/scale.md``.
"""

from __future__ import annotations

import io
import json
import os
import random
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

from bench import bigpackage, everyday
from bench.measure import RESULTS, stamp, write
from pinglot import pins
from pinglot.engines import install
from pinglot.engines.argos import ArgosEngine
from pinglot.engines.decoder import Speed
from pinglot.model import Sentence

ARTICLES = int(os.environ.get("PINGLOT_BATCH_ARTICLES") or 200)
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


def run(root: Path, on: str, engine: str, targets: Sequence[str]) -> dict[str, Any]:
    """One batch in a process of its own; see :mod:`bench.batching`."""
    asked = json.dumps({"root": str(root), "on": on, "engine": engine, "targets": list(targets)})
    done = subprocess.run(
        [sys.executable, "-m", "bench.batching"], input=asked.encode(), stdout=subprocess.PIPE, cwd=Path.cwd()
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
    """In ``other``, translates each article of ``root`` alone; how many files are not the same in both."""
    from pinglot import config
    from pinglot.jobs.project import Project
    from pinglot.jobs.translate import translate_articles

    for folder in ("archive", "glossary"):
        (other / folder).symlink_to(root / folder)
    settings = config.load(other).override(targets=tuple(targets), engine=engine)
    for path in sorted((other / "archive").rglob("*.md")):
        project = Project(settings.override(out=other / "out" / path.parent.name))
        for _ in translate_articles(project, [path]):
            pass
    mine, theirs = results(root), results(other)
    return sum(mine.get(name) != theirs.get(name) for name in {*mine, *theirs})


def peak_of(process: subprocess.Popen[bytes]) -> int:
    """The largest resident size of a process so far, in bytes."""
    said = Path(f"/proc/{process.pid}/status").read_text()
    return int(next(line.split()[1] for line in said.splitlines() if line.startswith("VmHWM"))) * 1024


def _fresh(root: Path, source: Path) -> Path:
    root.mkdir()
    for folder in ("archive", "glossary"):
        (root / folder).symlink_to(source / folder)
    return root


def rates(folder: Path) -> dict[str, Any]:
    """One worker and two, through the small package; then two locales through pseudo."""
    archive = folder / "archive"
    write_archive(archive, ARTICLES)
    found: dict[str, Any] = {"articles": ARTICLES}
    for workers in (1, 2):
        place = folder / f"cluster{workers}"
        place.mkdir()
        with cluster(place, workers) as (address, _):
            # The first run is for the workers to load the model and to probe it.
            run(_small(folder / f"warm{workers}"), address, "argos", ["es"])
            root = _fresh(folder / f"with{workers}", archive)
            found[f"with{workers}"] = run(root, address, "argos", ["es"])
            if workers == 2:
                two = _fresh(folder / "pseudo", archive)
                found["pseudo"] = run(two, address, "pseudo", ["es", "ca"])
    for name, engine, targets in (("with2", "argos", ["es"]), ("pseudo", "pseudo", ["es", "ca"])):
        alone = folder / f"alone-{name}"
        alone.mkdir()
        found[name]["differing"] = differing(folder / name, alone, engine, targets)
    return found


def _small(root: Path) -> Path:
    write_archive(root, 4)
    return root


def memory(folder: Path) -> list[dict[str, Any]]:
    """Peaks of driver and scheduler at one size and at ten times as many articles, through pseudo."""
    found = []
    for count in (ARTICLES, 10 * ARTICLES):
        place = folder / f"memory{count}"
        (place / "cluster").mkdir(parents=True)
        write_archive(place / "project", count, distinct=False)
        with cluster(place / "cluster", 2) as (address, scheduler):
            took = run(place / "project", address, "pseudo", ["es"])
            found.append({"articles": count, "driver": took["peak"], "scheduler": peak_of(scheduler)})
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
    faster = one["seconds"] / two["seconds"]
    rate.write(f"\nTwo workers of one thread are {faster:.2f} times as fast as one. {_machine(found)}")
    held = io.StringIO()
    held.write("| articles | driver, MB | scheduler, MB |\n|---|---|---|\n")
    for row in found["memory"]:
        held.write(f"| {row['articles']:,} | {row['driver'] / 1e6:.0f} | {row['scheduler'] / 1e6:.0f} |\n")
    cost = io.StringIO()
    cost.write("| what | measured |\n|---|---|\n")
    for name, value in found["model"].items():
        cost.write(f"| {name.replace('_', ' ')} | {value:.4g} |\n")
    return {"rates": rate.getvalue(), "memory": held.getvalue().rstrip(), "costs": cost.getvalue().rstrip()}


def _machine(found: dict[str, Any]) -> str:
    made = found["stamp"]
    return f"Measured with {made['cores']} cores, Python {made['python']}, distributed {made['distributed']}."


def model_of(found: dict[str, Any]) -> dict[str, float]:
    """The cost model's parameters: seconds are of a processor, bytes are per sentence."""
    two, real = found["rates"]["with2"], found["real"]
    count = found["rates"]["articles"]
    return {
        "sentences_an_article": two["sentences"] / count,
        "driver_seconds_to_plan_an_article": two["planning"] / count,
        "driver_seconds_to_finish_an_article": two["finishing"] / count,
        "driver_seconds_a_shard": two["rest"] / two["shards"],
        "worker_seconds_a_sentence_small_package": two["worker_seconds"] / two["sentences"],
        "worker_seconds_a_sentence_real_size": real["seconds"],
        "tokens_a_second_and_core_real_size": real["tokens"],
        "bytes_sent_a_sentence": two["sent"] / two["sentences"],
        "bytes_answered_a_sentence": two["answered"] / two["sentences"],
        "journal_bytes_a_sentence": two["journal"] / two["sentences"],
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
