"""Batches of text through several chains of programs, each chain working on another batch.

Every chain has a thread that only writes to it and reads from it; what happens between the chains is done by the
caller's own thread meanwhile, so that no program waits for Python and nothing here is done twice at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from queue import SimpleQueue
from typing import Any

from pinglot.engines.apertium.pipeline import Chain

__all__ = ["Part", "carry"]

Part = tuple[Chain, Callable[[int, list[str]], list[Any]]]
"""A chain, and what makes of a batch's number and the chain's answers the next chain's blocks, or the results."""

_AHEAD = 12
"""Batches on their way at a time: enough for every chain to find work waiting, and memory does not grow with a text."""


def carry(batches: int, ask: Callable[[int], list[str]], parts: Sequence[Part]) -> list[list[Any]]:
    """Carries batches through the parts in order; returns what the last part makes of each.

    Args:
        batches: how many there are.
        ask: the blocks of a batch for the first chain.

    Raises:
        EngineError: a chain failed.
    """
    if batches == 1:
        blocks = ask(0)
        for chain, after in parts:
            blocks = after(0, chain.run(blocks))
        return [blocks]
    ready: SimpleQueue[tuple[int, int, Future[list[str]]]] = SimpleQueue()
    workers = [ThreadPoolExecutor(1, "apertium") for _ in parts]

    def send(batch: int, part: int, blocks: list[str]) -> None:
        future = workers[part].submit(parts[part][0].run, blocks)
        future.add_done_callback(lambda done: ready.put((batch, part, done)))

    results: list[list[Any]] = [[] for _ in range(batches)]
    started = min(_AHEAD, batches)
    finished = 0
    try:
        for batch in range(started):
            send(batch, 0, ask(batch))
        while finished < batches:
            batch, part, done = ready.get()
            blocks = parts[part][1](batch, done.result())
            if part + 1 < len(parts):
                send(batch, part + 1, blocks)
                continue
            results[batch] = blocks
            finished += 1
            if started < batches:
                send(started, 0, ask(started))
                started += 1
    finally:
        for worker in workers:
            worker.shutdown(cancel_futures=True)
    return results
