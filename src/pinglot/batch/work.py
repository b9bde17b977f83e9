"""The worker's side: a workshop that a Dask worker carries, and the task that uses it.

The workshop is a worker plugin: it comes with the recipes of a run, sees that everything agrees with the driver,
fetches a package that is not there, and keeps one engine a locale. A worker that joins later gets it, too.
"""

from __future__ import annotations

import hashlib
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from distributed import Worker, WorkerPlugin, get_worker

from pinglot import pins
from pinglot.batch.depot import PIECE
from pinglot.batch.recipes import Leg, LegMissing, Recipe, differences, open_recipe, versions
from pinglot.batch.shards import Item, Spelling, pack
from pinglot.engines import install, packages
from pinglot.engines.argos import ArgosEngine
from pinglot.engines.base import Engine
from pinglot.errors import EngineError, PinglotError
from pinglot.glossary import Glossary

__all__ = ["Workshop", "translate"]


class Workshop(WorkerPlugin):
    """What a worker needs to translate the shards of one run.

    Args:
        recipes: locale → recipe.
        archives: digest of a package's model → digest of the archive that the scheduler has.
        urls: addresses of packages, which fsspec knows, to be tried where the scheduler has none.
    """

    def __init__(self, recipes: Mapping[str, Recipe], archives: Mapping[str, str], urls: Sequence[str] = ()) -> None:
        self.recipes = dict(recipes)
        self.archives = dict(archives)
        self.urls = tuple(urls)
        self._engines: dict[str, Engine] = {}
        self._spellings: dict[str, Spelling] = {}
        self._folder = Path()
        self._threads = 1
        self.trouble = ""
        """Why this worker cannot work; ``""`` where it can."""
        self._lock = threading.Lock()

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.recipes, self.archives, self.urls)

    async def setup(self, worker: Worker) -> None:
        """Sees that all agrees, and that every package is here.

        Raises:
            EngineError: something differs, or a package cannot be had; the message names the worker.
        """
        try:
            for recipe in self.recipes.values():
                _agree(recipe)
            self._threads = worker.state.nthreads
            self._folder = Path(worker.local_directory) / "packages"
            for locale, recipe in self.recipes.items():
                # What cannot be opened is said now, and not by the first shard.
                self._engines[locale] = await self._open(worker, recipe)
                self._spellings[locale] = Spelling(recipe.terms, recipe.ground)
        except Exception as trouble:
            # A worker that joins later joins all the same, so its first task has to say it.
            reason = str(trouble) if isinstance(trouble, PinglotError) else f"{type(trouble).__name__}: {trouble}"
            self.trouble = f"the worker {worker.address}: {reason}"
            raise EngineError(self.trouble) from None

    def teardown(self, worker: Worker) -> None:
        """Frees the models."""
        with self._lock:
            for engine in self._engines.values():
                engine.close()
            self._engines.clear()

    def answer(self, recipe: str, locale: str, items: Sequence[Item]) -> list[bytes] | None:
        """The answers to a shard's items, packed; None where the workshop is of another run.

        Raises:
            PinglotError: the engine stopped.
        """
        own = self.recipes.get(locale)
        if own is None or own.id != recipe:
            return None
        with self._lock:  # a model uses all of the worker's threads by itself
            spelling = self._spellings[locale]
            sentences = [spelling.sentence(item) for item in items]
            return [pack(one) for one in pins.translate(self._engines[locale], sentences, locale)]

    # --- packages ---------------------------------------------------------------------------------------------

    async def _open(self, worker: Worker, recipe: Recipe) -> Engine:
        """A recipe's engine; its models are loaded when they are first used."""
        for _ in recipe.legs:
            try:
                return open_recipe(recipe, [self._folder], self._threads)
            except LegMissing as missing:
                await self._fetch(worker, missing.leg)
        return open_recipe(recipe, [self._folder], self._threads)

    async def _fetch(self, worker: Worker, leg: Leg) -> None:
        with tempfile.TemporaryDirectory(dir=worker.local_directory) as folder:
            place = Path(folder) / "package.argosmodel"
            if leg.digest in self.archives:
                await self._from_scheduler(worker, self.archives[leg.digest], place)
                self._take(place, leg)
                return
            trouble = "nobody brought it"
            for url in self.urls:
                try:
                    _download(url, place)
                    self._take(place, leg)
                except (OSError, ValueError, ImportError, PinglotError) as reason:
                    trouble = f"{url}: {reason}"
                else:
                    return
        raise EngineError(f"lacks the package {leg.name} with the model {leg.digest[:12]}, and {trouble}")

    async def _from_scheduler(self, worker: Worker, archive: str, place: Path) -> None:
        whole = hashlib.sha256()
        with place.open("wb") as file:
            while True:
                chunk = await worker.scheduler.pinglot_chunk(archive=archive, start=file.tell(), size=PIECE)
                if chunk is None:
                    raise EngineError("the scheduler no longer has the package; start the run again")
                whole.update(chunk)
                file.write(chunk)
                if len(chunk) < PIECE:
                    break
        if whole.hexdigest() != archive:
            raise EngineError("the package came damaged over the network; start the run again")

    def _take(self, file: Path, leg: Leg) -> None:
        """Unpacks a package beside the worker's own files, and proves that it is the one that the driver has."""
        self._folder.mkdir(parents=True, exist_ok=True)
        installed = install.from_file(file, self._folder, force=True)
        found = ArgosEngine(packages.read(installed.path)).digest
        if found != leg.digest or installed.name != leg.name:
            raise EngineError(
                f"the package that was brought is {installed.name} with the model {found[:12]}, "
                f"and the driver has {leg.name} with {leg.digest[:12]}; give the same"
            )


def _agree(recipe: Recipe) -> None:
    differing = differences(versions(), dict(recipe.versions))
    if differing:
        raise EngineError(f"has {differing}; install the driver's versions there")
    if Glossary(recipe.terms, recipe.target, recipe.source).digest(recipe.terms) != recipe.glossary:
        raise EngineError("reads the glossary differently from the driver; install the driver's versions there")


def _download(url: str, place: Path) -> None:
    import fsspec

    with fsspec.open(url, "rb") as source, place.open("wb") as file:
        while chunk := source.read(PIECE):
            file.write(chunk)


def translate(name: str, recipe: str, locale: str, items: Sequence[Item]) -> tuple[str, list[bytes] | str, float]:
    """The task of a shard: ``("done", answers, seconds)``, ``("refused", reason, seconds)``, ``("unfit", reason, 0)``
    where the worker differs from the driver, or ``("unprepared", "", 0)`` where it has no workshop of this run.

    What an engine refuses is a value, so that no cluster's log fills with traces of it.

    Args:
        name: of the workshop.
        recipe: the recipe's id.
        locale: the target.
        items: the sentences.

    Returns:
        also the processor time that this took, in seconds.
    """
    workshop = get_worker().plugins.get(name)
    if isinstance(workshop, Workshop) and workshop.trouble:
        return "unfit", workshop.trouble, 0.0
    started = time.process_time()
    try:
        answers = workshop.answer(recipe, locale, items) if isinstance(workshop, Workshop) else None
    except Exception as trouble:  # a poisoned sentence may make anything stumble
        reason = str(trouble) if isinstance(trouble, PinglotError) else f"{type(trouble).__name__}: {trouble}"
        return "refused", reason, time.process_time() - started
    if answers is None:
        return "unprepared", "", 0.0
    return "done", answers, time.process_time() - started
