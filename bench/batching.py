"""One batch in a process of its own, for the benchmark of archives: ``python -m bench.batching`` with JSON on stdin.

What it takes of processor time and memory is this process's alone: the cluster is another's.
"""

from __future__ import annotations

import json
import pickle
import sys
import time
from pathlib import Path
from typing import Any

from bench.translating import peak


def main() -> None:
    """Runs the batch that standard input names, and says on standard output what it took."""
    from pinglot import config
    from pinglot.batch import driver
    from pinglot.batch.cluster import Cluster
    from pinglot.batch.events import Joined, Noted
    from pinglot.batch.job import Request, batch
    from pinglot.batch.journal import Journal

    asked = json.loads(sys.stdin.read())
    root = Path(asked["root"])
    moved = {"sentences": 0, "letters": 0, "sent": 0, "answered": 0, "shards": 0, "worker_seconds": 0.0}
    spent = {"planning": 0.0, "finishing": 0.0}
    submit, keep, answered = Cluster.submit, Journal.keep, driver._Driver.answered

    def counted_submit(self: Cluster, ticket: int, recipe: str, shard: Any, *rest: Any) -> Any:
        moved["sentences"] += len(shard.items)
        moved["letters"] += shard.size
        moved["sent"] += len(pickle.dumps(shard.items))
        moved["shards"] += 1
        return submit(self, ticket, recipe, shard, *rest)

    def counted_keep(self: Journal, answers: Any) -> None:
        kept = list(answers)
        moved["answered"] += sum(len(answer) for _, answer in kept)
        keep(self, kept)

    def counted_answers(self: Any, shard: Any, answers: Any, seconds: float) -> None:
        moved["worker_seconds"] += seconds
        answered(self, shard, answers, seconds)

    def timed(name: str, method: str) -> None:
        action = getattr(driver._Driver, method)

        def run(self: Any, *given: Any) -> None:
            started = time.thread_time()
            action(self, *given)
            spent[name] += time.thread_time() - started

        setattr(driver._Driver, method, run)

    timed("planning", "_take")
    timed("finishing", "_finish")
    Cluster.submit = counted_submit  # type: ignore[method-assign, assignment]
    Journal.keep = counted_keep  # type: ignore[method-assign]
    driver._Driver.answered = counted_answers  # type: ignore[method-assign]
    settings = config.load(root).override(targets=tuple(asked["targets"]), engine=asked["engine"])
    request = Request((str(root / "archive"),), asked["on"])
    joined = (time.perf_counter(), time.process_time())
    states: dict[str, int] = {}
    before = dict(spent)
    for event in batch(request, settings, out=str(root / "out")):
        if isinstance(event, Joined):
            joined = (time.perf_counter(), time.process_time())
            before = dict(spent)
        elif isinstance(event, Noted):
            states[event.outcome.state] = states.get(event.outcome.state, 0) + 1
    said = {
        "seconds": time.perf_counter() - joined[0],
        "processor": time.process_time() - joined[1],
        "peak": peak(),
        "journal": (root / ".pinglot/batch/journal.sqlite").stat().st_size,
        "states": states,
        **spent,
        "rest": time.process_time() - joined[1] - sum(spent[name] - before[name] for name in spent),
        **moved,
    }
    print(json.dumps(said))


if __name__ == "__main__":
    main()
