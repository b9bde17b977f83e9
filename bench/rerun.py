"""What a run costs where little or nothing has changed: ``python -m bench rerun``.

``pinglot translate`` as a whole process, from its start to its end, on an article of 1,000 units (paragraphs of two
sentences of the small package's world, half of them with pins) through the small Argos package: the first run, runs
with nothing changed, ``--check``, and a run with ten units changed. Wall time and processor time of the process and
its children; of repeated runs the median.
"""

from __future__ import annotations

import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench import everyday
from bench.measure import RESULTS, ordinary, stamp, write
from pinglot.engines import install

UNITS, CHANGED, ROUNDS = 1_000, 10, 7
PAGE = Path(__file__).parents[1] / "docs" / "performance.md"


def blocks(count: int, seed: int) -> list[str]:
    """Paragraphs of two sentences, the first without a pin."""
    plain, pinned = everyday.pairs(count, seed, (0,)), everyday.pairs(count, seed + 1, (1,))
    return [f"{one.source} {other.source}" for one, other in zip(plain, pinned, strict=True)]


def measure() -> dict[str, Any]:
    """Seconds and what the runs said, by name."""
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        folders = {key: f"{home}/{key.lower()}" for key in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME")}
        environment = {**ordinary(), **folders, "ARGOS_PACKAGES_DIR": f"{home}/packages"}
        (home / "packages").mkdir()
        install.from_file(everyday.PACKAGE, home / "packages")
        work = home / "work"
        work.mkdir()
        rows = ["term,translation,forms,pos,gender"]
        rows += [f"{t.term},{t.translation},{'|'.join(t.forms)},{t.pos},{t.gender}" for t in everyday.TERMS]
        (work / "glossary").mkdir()
        (work / "glossary" / "terms.es.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
        article = work / "article.md"
        text = blocks(UNITS, 31)

        command = [sys.executable, "-m", "pinglot", "translate", "article.md", "--to", "es", "--engine", "argos"]

        def run(*more: str) -> dict[str, Any]:
            """Whatever a person or a program calls, timed."""
            before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
            done = subprocess.run([*command, *more], cwd=work, env=environment, capture_output=True)
            seconds, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
            if done.returncode not in (0, 1):
                raise RuntimeError(done.stderr.decode())
            processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
            return {"wall": seconds, "processor": processor, "said": done.stdout.decode()}

        def read() -> dict[str, Any]:
            """The same as JSON, with what it says."""
            found = run("--format", "json")
            (result,) = json.loads(found["said"])["articles"]
            return {**found, "stats": result["stats"], "written": result["written"]}

        def change(seed: int) -> None:
            for place, block in zip(range(0, UNITS, UNITS // CHANGED), blocks(CHANGED, seed), strict=True):
                text[place] = block
            article.write_text("\n\n".join(text) + "\n", encoding="utf-8")

        # The dictionary of Spanish is packed out once a machine, which is not this run's to pay.
        ready = [sys.executable, "-c", "from pinglot import lemmas; lemmas.is_known('casa', 'es')"]
        subprocess.run(ready, env=environment, check=True)
        change(51)
        first = read()
        assert first["stats"]["translated"] == UNITS
        again, as_json, checked = [], [], []
        for _ in range(ROUNDS):
            again.append(run())
            as_json.append(read())
            assert not as_json[-1]["written"] and not as_json[-1]["stats"]["sentences"]
            checked.append(run("--check"))
        changed = []
        for seed in range(ROUNDS // 2):
            change(61 + 2 * seed)
            changed.append(read())
            assert changed[-1]["stats"]["sentences"] == 2 * CHANGED
        start = [_started(environment) for _ in range(ROUNDS)]
        return {
            "first": first,
            "again": _middle(again),
            "json": _middle(as_json),
            "check": _middle(checked),
            "changed": _middle(changed),
            "help": _middle(start),
            "stamp": stamp("ctranslate2"),
        }


def _started(environment: dict[str, str]) -> dict[str, Any]:
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run([sys.executable, "-m", "pinglot", "--help"], env=environment, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"wall": time.perf_counter() - start, "processor": processor}


def _middle(runs: list[dict[str, Any]]) -> dict[str, Any]:
    median: Callable[[str], float] = lambda key: statistics.median(one[key] for one in runs)  # noqa: E731
    return {**runs[-1], "wall": median("wall"), "processor": median("processor")}


def table(found: dict[str, Any]) -> str:
    """The figures as Markdown."""
    names = {
        "first": f"first run, {UNITS:,} units translated",
        "again": "again, nothing changed",
        "json": "again, nothing changed, `--format json`",
        "check": "`--check`, nothing changed",
        "changed": f"{CHANGED} units changed: {2 * CHANGED} sentences sent",
        "help": "`pinglot --help`, for comparison",
    }
    lines = [
        "Measured with " + ", ".join(f"{key} {value}" for key, value in found["stamp"].items()) + ".",
        "",
        "| run | wall, s | processor, s | of the first run's wall time |",
        "| --- | --- | --- | --- |",
    ]
    for key, name in names.items():
        one = found[key]
        share = 100 * one["wall"] / found["first"]["wall"]
        lines.append(f"| {name} | {one['wall']:.3f} | {one['processor']:.3f} | {share:.1f}% |")
    return "\n".join(lines)


def main() -> None:
    """Measures and writes it down."""
    if not everyday.PACKAGE.exists():
        print(f"{everyday.PACKAGE.name} is not there: put it into shared/models beside the repository", file=sys.stderr)
        return
    found = measure()
    text = table(found)
    print(f"\n### rerun\n\n{text}", flush=True)
    RESULTS.mkdir(parents=True, exist_ok=True)
    (RESULTS / "rerun.json").write_text(json.dumps(found, indent=2), encoding="utf-8")
    write(PAGE, {"rerun": text})


if __name__ == "__main__":
    main()
