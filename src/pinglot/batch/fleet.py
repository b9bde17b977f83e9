"""Shards on their way: cut, sent, taken back, and sent again where one is lost or late."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, Protocol

from pinglot.batch.cluster import PATIENCE, Cluster
from pinglot.batch.recipes import Recipe
from pinglot.batch.shards import Item, Pool, Shard
from pinglot.errors import EngineError

__all__ = ["SECONDS", "Fleet", "Home"]

SECONDS = 3.0
"""Seconds that a shard shall take a worker: long against what sending it costs, short against what losing it costs."""
_SMALLEST, _LARGEST = 2_000, 60_000
"""Code points of a shard."""
_FIRST = 4_000
"""Code points of a shard before any has come back: soon planned, so that every worker has something to do."""
_SHARES = 4
"""Towards the end what is left is cut into so many shards for each thread, down to this part of the usual size, so that
no worker waits long for another's last shard: guided self-scheduling (Polychronopoulos and Kuck, IEEE Transactions on
Computers C-36, 1987)."""
_LATE = 15.0
"""Seconds after which a shard is late, if others take much less."""
_SUSPECT = 30.0
"""Seconds for which a worker with a late shard gets no other, while there are other workers."""
_LOST = 20
"""So many times in a row something may be lost for each place for a shard, before the run is given up."""


class Home(Protocol):
    """Where the fleet's shards come from, and their answers go."""

    def recipes(self) -> Mapping[str, Recipe]:
        """The recipe of each locale."""
        ...

    def coming(self) -> float:
        """About how many code points will still be added."""
        ...

    def joined(self, cluster: Cluster) -> None:
        """The cluster is there."""
        ...

    def answered(self, shard: Shard, answers: Sequence[bytes], seconds: float) -> None:
        """A shard's answers, one a key, and the worker's processor seconds."""
        ...

    def refused(self, key: bytes, text: str, reason: str) -> None:
        """A sentence that no engine takes."""
        ...


@dataclass(slots=True)
class _Flight:
    """A shard on its way; ``copied`` where another worker has it, too."""

    shard: Shard
    future: Any
    started: float
    copied: bool = False


class Fleet:
    """Shards between a driver and a cluster, which is started when the first of them is sent.

    Args:
        home: asked for recipes, and told what comes back.
        on, workers, scratch, urls: as :class:`pinglot.batch.cluster.Cluster` takes them.
    """

    def __init__(self, home: Home, on: str, workers: int, scratch: Path, urls: Sequence[str]) -> None:
        self._home = home
        self._begin: Callable[[], Cluster] = lambda: Cluster(on, workers, scratch, urls)
        self._cluster: Cluster | None = None
        self._pool = Pool()
        self._pieces: deque[Shard] = deque()
        self._flights: dict[int, _Flight] = {}
        self._landed: SimpleQueue[int] = SimpleQueue()
        self._tickets = 0
        self._rate = _FIRST / SECONDS
        self._turn = 0.0
        self._heard = time.monotonic()
        self._lost = 0
        self._suspects: dict[str, float] = {}

    @property
    def threads(self) -> int:
        """Of all workers; 1 before there is a cluster."""
        return self._cluster.threads if self._cluster is not None else 1

    @property
    def slots(self) -> int:
        """Shards that may be in flight: one at work for each thread, one that waits there, one on its way."""
        return 3 * max(self.threads, 1) if self._cluster is not None else 1

    @property
    def hungry(self) -> bool:
        """Whether workers would soon have nothing to do."""
        return len(self._flights) < self.slots

    @property
    def busy(self) -> bool:
        """Whether anything waits or is on its way."""
        return bool(self._flights or self._pieces or len(self._pool))

    def add(self, locale: str, key: bytes, item: Item) -> None:
        """Takes a sentence in, for a shard to come."""
        self._pool.add(locale, key, item)

    def send(self, rest: bool = False) -> None:
        """Sends shards while there is room: full ones, with ``rest`` what there is."""
        while self.hungry:
            size = self._size()
            shard = self._pieces.popleft() if self._pieces else self._pool.cut(size, whole=not rest)
            if shard is None:
                return
            self._send(shard)

    def _size(self) -> int:
        """Code points of the next shard."""
        usual = self._rate * SECONDS
        left = (self._pool.size + self._home.coming()) / (_SHARES * max(self.threads, 1))
        return int(min(max(left, usual / _SHARES, _SMALLEST), max(usual, _SMALLEST), _LARGEST))

    def collect(self, patience: float = 0.0) -> None:
        """Takes what has come back; waits so many seconds for the first.

        Raises:
            EngineError: a worker differs from the driver, or too much is lost.
        """
        while True:
            try:
                ticket = self._landed.get(timeout=patience) if patience else self._landed.get_nowait()
            except Empty:
                return
            patience = 0.0
            flight = self._flights.pop(ticket, None)
            if flight is not None:  # else a copy came first
                self._land(flight)

    def look_after(self) -> None:
        """Sends shards that are very late to another worker, too.

        Raises:
            EngineError: nobody works any more.
        """
        if self._cluster is None:
            return
        now = time.monotonic()
        if self._cluster.client.status == "closed":
            self._cluster.recover()
        if not self._cluster.threads and now - self._heard > PATIENCE:
            raise EngineError("there are no workers any more; when there are, go on with --resume")
        for flight in list(self._flights.values()):
            if not flight.copied and now - flight.started > max(_LATE, 6 * self._turn):
                flight.copied = True
                # Whoever holds a late shard gets no other for a while.
                self._suspects |= dict.fromkeys(self._cluster.holders(flight.future.key), now + _SUSPECT)
                self._send(flight.shard, copied=True)

    def close(self) -> None:
        if self._cluster is not None:
            self._cluster.close()

    # --- within -----------------------------------------------------------------------------------------------

    def _send(self, shard: Shard, copied: bool = False) -> None:
        recipes = self._home.recipes()
        if self._cluster is None:
            self._cluster = self._begin()
            self._prepare()
            self._home.joined(self._cluster)
        self._tickets += 1
        ticket, now = self._tickets, time.monotonic()
        avoid = [worker for worker, until in self._suspects.items() if until > now]
        recipe = recipes[shard.locale].id
        future = self._cluster.submit(ticket, recipe, shard, lambda _: self._landed.put(ticket), avoid)
        self._flights[ticket] = _Flight(shard, future, now, copied)

    def _prepare(self) -> None:
        assert self._cluster is not None
        self._cluster.prepare(self._home.recipes())
        self._heard = time.monotonic()

    def _land(self, flight: _Flight) -> None:
        self._heard = time.monotonic()
        match self._outcome(flight):
            case "done", list(answers), seconds:
                self._lost = 0
                self._take(flight, answers, seconds)
            case "refused", str(reason), _:
                self._refused(flight.shard, reason)
            case "unfit", str(reason), _:
                raise EngineError(reason)
            case said, _, _:
                self._again(flight.shard, said)

    def _outcome(self, flight: _Flight) -> tuple[str, Any, float]:
        """What the task said (see :func:`pinglot.batch.work.translate`); ``lost`` or ``cancelled`` where it did not."""
        status = flight.future.status
        if status not in ("finished", "error"):
            return "cancelled", "", 0.0
        try:
            said: tuple[str, Any, float] = flight.future.result(timeout=PATIENCE / 4)
        except Exception as trouble:
            if status == "error":
                return "refused", f"its worker ended ({type(trouble).__name__})", 0.0
            return "lost", "", 0.0
        flight.future.release()
        return said

    def _take(self, flight: _Flight, answers: Sequence[bytes], seconds: float) -> None:
        shard = flight.shard
        for ticket, other in list(self._flights.items()):
            if other.shard is shard:  # a copy of it: whichever comes first counts
                del self._flights[ticket]
                other.future.cancel()
        turn = time.monotonic() - flight.started
        self._turn = turn if not self._turn else 0.8 * self._turn + 0.2 * turn
        self._rate = 0.7 * self._rate + 0.3 * shard.size / max(seconds, 0.001)
        self._home.answered(shard, answers, seconds)

    def _refused(self, shard: Shard, reason: str) -> None:
        """What an engine refuses is halved until one sentence is left."""
        if len(shard.keys) > 1:
            self._pieces += shard.halves()
        else:
            self._home.refused(shard.keys[0], shard.items[0][0], reason)

    def _again(self, shard: Shard, why: str) -> None:
        """Something was lost: a result, the scheduler with all that it had, or a worker came without a workshop."""
        assert self._cluster is not None
        self._lost += 1
        if self._lost > _LOST * self.slots:
            raise EngineError("the workers lose what they are given; see to the cluster, and go on with --resume")
        self._pieces.append(shard)
        if why == "cancelled":
            waiting = {id(flight.shard): flight.shard for flight in self._flights.values()}
            waiting.pop(id(shard), None)
            self._pieces += waiting.values()
            self._flights.clear()
            self._cluster.recover()
        if why != "lost":
            self._prepare()
