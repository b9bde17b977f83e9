"""One batch in a process of its own, for the benchmark of archives: ``python -m bench.batching`` with JSON on stdin.

Where it has a cluster of this machine, the scheduler is in this process and the workers are its children; where it is
told of another, what it takes of processor time and memory is the driver's alone.
"""

from __future__ import annotations

import contextlib
import json
import os
import pickle
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.translating import peak


def main() -> None:
    """Runs the batch that standard input names, and says on standard output what it took."""
    from pinglot import config
    from pinglot.batch import driver
    from pinglot.batch.cluster import Cluster
    from pinglot.batch.events import Ended, Joined, Noted
    from pinglot.batch.job import Request, batch
    from pinglot.batch.journal import Journal

    asked = json.loads(sys.stdin.read())
    root = Path(asked["root"])
    moved = {"sentences": 0, "sent": 0, "answered": 0, "shards": 0, "worker_seconds": 0.0}
    submit, keep, answered = Cluster.submit, Journal.keep, driver._Driver.answered

    def counted_submit(self: Cluster, ticket: int, recipe: str, shard: Any, *rest: Any) -> Any:
        moved["sent"] += len(pickle.dumps(shard.items))
        moved["shards"] += 1
        return submit(self, ticket, recipe, shard, *rest)

    def counted_keep(self: Journal, answers: Any) -> None:
        kept = list(answers)
        moved["answered"] += sum(len(answer) for _, answer in kept)
        keep(self, kept)

    def counted_answers(self: Any, shard: Any, answers: Any, seconds: float) -> None:
        moved["sentences"] += len(shard.keys)
        moved["worker_seconds"] += seconds
        answered(self, shard, answers, seconds)

    Cluster.submit = counted_submit  # type: ignore[method-assign, assignment]
    Journal.keep = counted_keep  # type: ignore[method-assign]
    driver._Driver.answered = counted_answers  # type: ignore[method-assign]
    planning = _timed(driver._Driver, "_take", time.thread_time)
    finishing = _timed(driver._Driver, "_finish", time.thread_time)
    syncing = _timed(os, "fsync", time.perf_counter)
    settings = config.load(root).override(targets=tuple(asked["targets"]), engine=asked["engine"])
    request = Request((str(root / "archive"),), asked["on"], asked["workers"])
    states: dict[str, int] = {}
    joined = ended = _Look()
    before = planning()
    for event in batch(request, settings, out=str(root / "out")):
        if isinstance(event, Joined):
            joined, before = _Look(), planning()
        elif isinstance(event, Noted):
            states[event.outcome.state] = states.get(event.outcome.state, 0) + 1
        elif isinstance(event, Ended):
            ended = _Look()
    took = ended.since(joined)
    said = {
        **took,
        "peak": peak(),
        "journal": (root / ".pinglot/batch/journal.sqlite").stat().st_size,
        "states": states,
        "planning": planning(),
        "finishing": finishing(),
        "syncing": syncing(),
        "rest": took["processor"] - (planning() - before) - finishing(),
        **moved,
    }
    print(json.dumps(said))


class _Look:
    """The clock, and what this process, its children and the whole machine have taken of processors so far."""

    def __init__(self) -> None:
        self.clock = time.perf_counter()
        self.processor = time.process_time()
        self.workers = 0.0
        for stat in Path("/proc").glob("[0-9]*/stat"):
            with contextlib.suppress(OSError):  # it has ended
                fields = stat.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
                if int(fields[1]) == os.getpid():
                    self.workers += sum(map(int, fields[11:13])) / os.sysconf("SC_CLK_TCK")
        # user, nice, system, then idle and iowait, then irq, softirq, steal: see proc_stat(5).
        whole = Path("/proc/stat").read_text(encoding="ascii").split(maxsplit=9)[1:9]
        self.machine = (sum(map(int, whole)) - int(whole[3]) - int(whole[4])) / os.sysconf("SC_CLK_TCK")

    def since(self, before: _Look) -> dict[str, float]:
        """Seconds by the clock, of this process, of its children, and how many cores all others were at work on."""
        seconds = self.clock - before.clock
        processor, workers = self.processor - before.processor, self.workers - before.workers
        others = max(self.machine - before.machine - processor - workers, 0.0) / max(seconds, 1e-9)
        return {"seconds": seconds, "processor": processor, "workers": workers, "others": others}


def _timed(owner: Any, name: str, clock: Callable[[], float]) -> Callable[[], float]:
    """Sums up what a function takes; returns how to ask for the sum."""
    action = getattr(owner, name)
    spent = 0.0

    def run(*given: Any) -> Any:
        nonlocal spent
        started = clock()
        try:
            return action(*given)
        finally:
            spent += clock() - started

    setattr(owner, name, run)
    return lambda: spent


if __name__ == "__main__":
    main()
