"""The cluster: one of this machine, or one whose scheduler is somewhere, and what the driver brings there."""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import os
import secrets
import threading
import time
import zipfile
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

from pinglot.batch import extra
from pinglot.batch.recipes import Recipe
from pinglot.batch.shards import Shard
from pinglot.engines import packages
from pinglot.engines.argos import ArgosEngine
from pinglot.engines.decoder import cores
from pinglot.engines.install import CHECKSUMS
from pinglot.errors import EngineError

__all__ = ["LOCAL", "Cluster"]

LOCAL = "local"
"""What ``--on`` says for a cluster of this machine."""

PATIENCE = 60.0
"""Seconds to wait for a scheduler that has gone, or for the first worker."""

_CALM = {"admin": {"tick": {"interval": "500ms"}}, "worker": {"profile": {"enabled": False}}}
"""Dask looks fifty and a hundred times a second at how its own processes are, which shares the cores that work."""


class Cluster:
    """Workers that answer shards.

    Args:
        on: ``local``, or the address of a scheduler (``tcp://host:8786``).
        workers: processes of a local cluster, 0 for one a core.
        scratch: a folder for what Dask and its workers write.
        urls: addresses of packages for workers that lack one; with none, the scheduler gets them from here.

    Raises:
        EngineMissing: the extra is not installed.
        EngineError: there is no scheduler at the address.
    """

    def __init__(self, on: str, workers: int, scratch: Path, urls: Sequence[str] = ()) -> None:
        scratch.mkdir(parents=True, exist_ok=True)
        self._distributed = extra.distributed(scratch)
        self._scratch = scratch
        self._urls = tuple(urls)
        self._on = on
        # Runs that share a cluster have a workshop each.
        self._workshop = f"pinglot-{secrets.token_hex(4)}"
        self._own: Any = None
        self._known: tuple[float, int] = (0.0, 0)
        if on == LOCAL:
            self._own = self._local(workers or cores())
        try:
            self.client = self._distributed.Client(self._own or on, timeout=PATIENCE, set_as_default=False)
        except (OSError, ValueError) as trouble:
            self.close()
            raise EngineError(f"no scheduler answers at {on} ({trouble}); start one with `dask scheduler`") from None

    def _local(self, workers: int) -> Any:
        """Processes of one thread, reachable from this machine alone; the dashboard too, where bokeh is there."""
        import dask

        dask.config.update_defaults({"distributed": _CALM})
        return self._distributed.LocalCluster(
            n_workers=workers,
            threads_per_worker=1,
            processes=True,
            host="127.0.0.1",
            dashboard_address="127.0.0.1:0",
            local_directory=str(self._scratch),
            silence_logs="CRITICAL",
        )

    # --- asking -----------------------------------------------------------------------------------------------

    @property
    def threads(self) -> int:
        """How many threads the workers have together; asked at most once a second."""
        asked, count = self._known
        if time.monotonic() - asked > 1:
            with contextlib.suppress(OSError, EngineError, self._distributed.comm.CommClosedError):
                workers = self.client.scheduler_info(n_workers=-1)["workers"]
                count = sum(worker["nthreads"] for worker in workers.values())
            self._known = time.monotonic(), count
        return count

    @property
    def dashboard(self) -> str:
        """The address of Dask's dashboard, ``""`` where there is none to see."""
        if importlib.util.find_spec("bokeh") is None or not self.client.scheduler_info()["services"].get("dashboard"):
            return ""
        return str(self.client.dashboard_link or "")

    # --- preparing --------------------------------------------------------------------------------------------

    def prepare(self, recipes: Mapping[str, Recipe]) -> None:
        """Brings the recipes, and what packages they need, to the workers that are there and to those that will come.

        Raises:
            EngineError: a worker differs from the driver in what answers depend on, or no worker comes.
        """
        from pinglot.batch.work import Workshop

        archives: dict[str, str] = {}
        try:
            if self._own is None and not self._urls:
                archives = self._deposit(recipes)
            self.client.wait_for_workers(1, timeout=PATIENCE)
            workshop = Workshop(recipes, archives, self._urls)
            _within(10 * PATIENCE, lambda: self.client.register_plugin(workshop, name=self._workshop))
        except EngineError:
            raise
        except TimeoutError:
            raise EngineError(f"no worker answers at {self._on}; start some with `dask worker`") from None
        except Exception as trouble:  # whatever a worker with other software stumbles over
            raise EngineError(
                f"the cluster at {self._on} cannot be prepared ({type(trouble).__name__}: {trouble}); "
                "install pinglot[batch] of the driver's version for its scheduler and workers"
            ) from None

    def recover(self) -> None:
        """Waits for a scheduler that was lost.

        Raises:
            EngineError: it did not come back.
        """
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end and self.client.status != "closed":
            if self.client.status == "running":
                return
            time.sleep(0.1)
        raise EngineError(f"the scheduler at {self._on} is gone; when it is back, go on with --resume")

    def _deposit(self, recipes: Mapping[str, Recipe]) -> dict[str, str]:
        """Gives the scheduler every package; digest of the model → digest of the archive."""
        from pinglot.batch.depot import PIECE, Depot, deposit

        legs = {leg.digest: leg for recipe in recipes.values() for leg in recipe.legs}
        archives: dict[str, str] = {}
        if not legs:
            return archives
        self.client.register_plugin(Depot())
        for package in packages.installed():
            digest = ArgosEngine(package).digest
            if digest not in legs or digest in archives:
                continue
            file = _archived(package, self._scratch)
            with file.open("rb") as data:
                name = hashlib.file_digest(data, "sha256").hexdigest()
                data.seek(0)
                while chunk := data.read(PIECE):
                    self.client.run_on_scheduler(deposit, name, data.tell() - len(chunk), chunk)
            file.unlink()
            archives[digest] = name
        return archives

    # --- working ----------------------------------------------------------------------------------------------

    def submit(
        self, ticket: int, recipe: str, shard: Shard, done: Callable[[Any], object], avoid: Collection[str] = ()
    ) -> Any:
        """Sends a shard to a worker; ``done`` is called in another thread when its future has come to an end.

        Args:
            ticket: a number that no other shard of the run has.
            recipe: the recipe's id.
            avoid: addresses of workers that shall not get it, while there are others.
        """
        from pinglot.batch.work import translate

        others: list[str] = []
        if avoid:
            others = [name for name in self.client.scheduler_info(n_workers=-1)["workers"] if name not in avoid]
        future = self.client.submit(
            translate,
            self._workshop,
            recipe,
            shard.locale,
            shard.items,
            key=f"pinglot-{os.getpid()}-{id(self):x}-{ticket}",
            pure=False,
            workers=others or None,
            allow_other_workers=bool(others),
        )
        future.add_done_callback(done)
        return future

    def holders(self, key: str) -> list[str]:
        """The workers that a shard's future lies with."""
        return [worker for worker, keys in self.client.processing().items() if key in keys]

    def close(self) -> None:
        """Ends the connection, and a local cluster with it; another one's workers forget this run."""
        if self._own is None and hasattr(self, "client") and self.client.status == "running":
            with contextlib.suppress(Exception):
                _within(5.0, lambda: self.client.unregister_worker_plugin(self._workshop))
        for one in (getattr(self, "client", None), self._own):
            if one is not None:
                # Whatever a broken connection says at its end, the run's result stands.
                with contextlib.suppress(Exception):
                    one.close(timeout=10)


def _within(seconds: float, action: Callable[[], object]) -> None:
    """Does something that asks every worker, of which one may never answer.

    Raises:
        TimeoutError: it took longer.
        Exception: what the action raised.
    """
    ended: SimpleQueue[Exception | None] = SimpleQueue()

    def act() -> None:
        try:
            action()
        except Exception as trouble:  # it is raised below, where somebody waits for it
            ended.put(trouble)
        else:
            ended.put(None)

    threading.Thread(target=act, daemon=True).start()
    try:
        trouble = ended.get(timeout=seconds)
    except Empty:
        raise TimeoutError from None
    if trouble is not None:
        raise trouble


def _archived(package: packages.InstalledPackage, folder: Path) -> Path:
    """A package's folder as the file that it was installed from would be: names in order, nothing compressed."""
    place = folder / f"{package.name}.argosmodel"
    with zipfile.ZipFile(place, "w", zipfile.ZIP_STORED) as archive:
        for path in sorted(package.path.rglob("*")):
            if path.is_file() and path.name != CHECKSUMS and not path.name.startswith("."):
                archive.write(path, f"{package.path.name}/{path.relative_to(package.path).as_posix()}")
    return place
