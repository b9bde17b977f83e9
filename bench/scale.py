"""A simulation of ``pinglot batch`` with what :mod:`bench.batch` measured, carried to ten million articles.

Whoever is at work, driver or worker, goes at the same speed: 1 while there are cores enough, else the cores' share. So
events are ordered in a time of their own, which stands still where everybody waits for a core. The driver takes no core
while it waits for the disk.
"""

from __future__ import annotations

import heapq
import json
from collections import deque
from dataclasses import dataclass
from typing import Any

from bench.batch import PAGE
from bench.measure import RESULTS, write
from pinglot.batch import driver, fleet

ARTICLES, LOCALES = 10_000_000, 20
CORES_A_MACHINE = 16
_UNBOUND = 10**9


@dataclass(frozen=True, slots=True)
class Costs:
    """Seconds: of the driver's processor for an article in a locale, of its disk, of a worker for a sentence."""

    sentences: float
    planning: float
    finishing: float
    syncing: float
    sentence: float


@dataclass(frozen=True, slots=True)
class Simulated:
    """What a simulated run took: seconds, and which share of them the driver and the workers were at work."""

    seconds: float
    driver: float
    workers: float


def simulate(costs: Costs, articles: int, workers: int, cores: float = _UNBOUND) -> Simulated:
    """The driver's loop: see :mod:`pinglot.batch.driver`; an article is as good as another.

    Args:
        articles: in a locale each.
        workers: threads.
        cores: that driver and workers share.
    """
    usual = max(fleet.SECONDS / costs.sentence, 1.0)
    slots, window = 3 * workers, driver.OPEN + driver.OPEN_FOR * workers
    virtual = seconds = busy_driver = busy_workers = 0.0
    waiting_articles = articles
    pool = answered = 0.0
    opened = flying = 0
    idle = workers
    queue: deque[float] = deque()
    ready = finished = 0
    events: list[tuple[float, str, float]] = []
    at_work = waits = False
    while finished < articles:
        # What takes no time: cutting shards, and giving those that wait to idle workers.
        left = (pool + waiting_articles * costs.sentences) / (fleet._SHARES * workers)
        size = min(max(left, usual / fleet._SHARES), usual)
        while flying < slots and (pool >= size or (pool > 0 and not (waiting_articles and opened < window))):
            cut = min(pool, size)
            pool -= cut
            flying += 1
            if idle:
                idle -= 1
                heapq.heappush(events, (virtual + cut * costs.sentence, "answers", cut))
            else:
                queue.append(cut)
        if not at_work:
            may_take = waiting_articles > 0 and opened < window
            hungry = flying < slots
            if ready and not (hungry and may_take):
                ready -= 1
                at_work = True
                heapq.heappush(events, (virtual + costs.finishing, "finished", 0.0))
            elif may_take:
                waiting_articles -= 1
                opened += 1
                at_work = True
                heapq.heappush(events, (virtual + costs.planning, "planned", 0.0))
        moment, kind, amount = heapq.heappop(events)
        active = (workers - idle) + (at_work and not waits)
        speed = min(1.0, cores / max(active, 1))
        passed = (moment - virtual) / speed
        seconds += passed
        busy_driver += passed * at_work
        busy_workers += passed * (workers - idle)
        virtual = moment
        if kind == "planned":
            at_work = False
            pool += costs.sentences
        elif kind == "finished":
            waits = True
            heapq.heappush(events, (virtual + costs.syncing, "synced", 0.0))
        elif kind == "synced":
            at_work = waits = False
            finished += 1
            opened -= 1
        else:
            flying -= 1
            if queue:
                cut = queue.popleft()
                heapq.heappush(events, (virtual + cut * costs.sentence, "answers", cut))
            else:
                idle += 1
            answered += amount
            whole = int((answered + 1e-6) // costs.sentences)
            answered -= whole * costs.sentences
            ready += whole
    return Simulated(seconds, busy_driver / seconds, busy_workers / (seconds * workers))


def _costs(model: dict[str, float], sentence: str) -> Costs:
    each = model[f"worker_seconds_a_sentence_{sentence}"]
    shards = model["sentences_an_article"] / max(fleet.SECONDS / each, 1.0)
    # What a shard costs the driver is spread over its articles.
    own = model["driver_seconds_a_shard"] * shards / 2
    return Costs(
        model["sentences_an_article"],
        model["driver_seconds_to_plan_an_article"] + own,
        model["driver_seconds_to_finish_an_article"] + own,
        model["driver_waits_for_the_disk_seconds_an_article"],
        each,
    )


def believed(found: dict[str, Any]) -> str:
    """The runs that were measured, simulated with the cores that other programs left.

    What things cost is of the run with one worker; so the other one is foretold.
    """
    costs, count = _costs(found["model"], "small_package"), found["rates"]["articles"]
    lines = ["| small package | cores left | measured, s | simulated, s | off by |", "|---|---|---|---|---|"]
    for workers in (1, 2):
        run = found["rates"][f"with{workers}"]
        cores = max(int(found["stamp"]["cores"]) - run["others"], 0.5)
        measured, simulated = run["seconds"], simulate(costs, count, workers, cores).seconds
        name = f"{workers} {'worker' if workers == 1 else 'workers'}"
        lines.append(f"| {name} | {cores:.2f} | {measured:.1f} | {simulated:.1f} | {simulated / measured - 1:+.0%} |")
    return "\n".join(lines)


def carried(found: dict[str, Any]) -> str:
    """The whole archive with one driver, by the number of workers; then with as many drivers as keep them busy."""
    model = found["model"]
    costs = _costs(model, "real_size")
    pairs = ARTICLES * LOCALES
    lines = ["| workers' cores | machines of 16 | drivers | hours | driver at work | workers at work |"]
    lines.append("|---|---|---|---|---|---|")

    def row(cores: int, drivers: int) -> float:
        share = cores // drivers
        took = simulate(costs, 40 * share + 4000, share)
        hours = took.seconds / (40 * share + 4000) * pairs / drivers / 3600
        machines = -(-cores // CORES_A_MACHINE)
        lines.append(f"| {cores:,} | {machines} | {drivers} | {hours:,.0f} | {took.driver:.0%} | {took.workers:.0%} |")
        return took.workers

    useful = 16
    for cores in (16, 64, 256, 1024):
        if row(cores, 1) > 0.9:
            useful = cores
    for cores in (1024, 4096):
        row(cores, -(-cores // useful))
    sentences = pairs * model["sentences_an_article"]
    moved = sentences * (model["bytes_sent_a_sentence"] + model["bytes_answered_a_sentence"])
    journal = sentences * model["journal_bytes_a_sentence"]
    lines.append("")
    lines.append(
        f"That is {pairs / 1e6:,.0f} million translations of {sentences / 1e9:,.1f} thousand million sentences; "
        f"{moved / 1e12:,.1f} TB go over the network, and journals of {journal / 1e12:,.1f} TB are written."
    )
    return "\n".join(lines)


def main() -> None:
    """Simulates with the latest ``build/bench/batch.json`` and writes the page."""
    path = RESULTS / "batch.json"
    if not path.exists():
        raise SystemExit(f"{path} is not there; run `python -m bench batch` first")
    found = json.loads(path.read_text(encoding="utf-8"))
    parts = {"believed": believed(found), "scale": carried(found)}
    for part in parts.values():
        print(part, end="\n\n")
    write(PAGE, parts)


if __name__ == "__main__":
    main()
