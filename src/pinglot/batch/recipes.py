"""What driver and workers must agree on: versions, the engine and its model, the glossary."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pinglot
from pinglot import engines
from pinglot.engines import packages
from pinglot.engines.argos import ArgosEngine
from pinglot.engines.base import Engine
from pinglot.engines.decoder import Speed
from pinglot.engines.machine import installed_version
from pinglot.engines.routes import PivotEngine
from pinglot.errors import EngineError
from pinglot.glossary import Glossary
from pinglot.model import Term

__all__ = ["Leg", "LegMissing", "Recipe", "differences", "open_recipe", "recipe_of", "versions"]

# What the text of an answer depends on besides pinglot itself.
_LIBRARIES = ("ctranslate2", "sentencepiece", "simplemma", "snowballstemmer")


@cache
def versions() -> dict[str, str]:
    """Versions of pinglot, of its code as it lies here, of Python, and of the libraries that answers depend on."""
    found = {"python": f"{sys.version_info.major}.{sys.version_info.minor}", "code": _code()}
    for name in ("pinglot", *_LIBRARIES):
        found[name] = installed_version(name) or "not installed"
    return found


def _code() -> str:
    whole = hashlib.sha256()
    folder = Path(pinglot.__file__).parent
    for path in sorted(folder.rglob("*.py")):
        if path.relative_to(folder).parts[0] not in ("cli", "web"):
            whole.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return whole.hexdigest()[:16]


def differences(theirs: Mapping[str, str], ours: Mapping[str, str]) -> str:
    """What differs, as a clause (``pinglot 0.1.0 instead of 0.2.0``); ``""`` where nothing does."""
    names = sorted({*theirs, *ours})
    return ", ".join(
        f"{name} {theirs.get(name, 'unknown')} instead of {ours.get(name, 'unknown')}"
        for name in names
        if theirs.get(name) != ours.get(name)
    )


@dataclass(frozen=True, slots=True)
class Leg:
    """An Argos package that a route needs: its pair as asked for, its name, its beam, and its model's digest."""

    source: str
    target: str
    name: str
    beam: int
    digest: str


class LegMissing(EngineError):
    """A package of a recipe is not on this machine."""

    def __init__(self, leg: Leg) -> None:
        super().__init__(f"the package {leg.name} with the model {leg.digest[:12]} is not here")
        self.leg = leg


@dataclass(frozen=True, slots=True)
class Recipe:
    """All that the answers for one locale depend on, besides the sentences.

    Attributes:
        source, target: BCP 47 tags.
        engine: the provider's name that opens the engine where no packages are named, as for Apertium.
        signature: of the engine.
        legs: its Argos packages, one or, for a pivot, several; empty where it has others.
        terms: the rows of the glossary that pin.
        glossary: their digest.
        versions: see :func:`versions`.
    """

    source: str
    target: str
    engine: str
    signature: str
    legs: tuple[Leg, ...]
    terms: tuple[Term, ...]
    glossary: str
    versions: tuple[tuple[str, str], ...]

    @property
    def ground(self) -> str:
        """A digest of it all but the terms, which are in each sentence's key by themselves."""
        said = [self.source, self.target, self.signature, [leg.digest for leg in self.legs], dict(self.versions)]
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()

    @property
    def id(self) -> str:
        return hashlib.sha256(f"{self.ground} {self.glossary}".encode()).hexdigest()


def recipe_of(engine: Engine, name: str, glossary: Glossary, source: str, target: str) -> Recipe:
    """The recipe of an engine that the driver has opened, and a glossary.

    Args:
        name: how the engine was asked for.

    Raises:
        EngineError: its model's files cannot be read, or it mixes packages with another kind of engine.
    """
    parts = list(engine.legs) if isinstance(engine, PivotEngine) else [engine]
    argos = [part for part in parts if isinstance(part, ArgosEngine)]
    if argos and len(argos) < len(parts):
        raise EngineError(f"a route over two kinds of engines ({engine.signature}) does not go to workers; name one")
    legs = tuple(Leg(part.source, part.target, part.package.name, part.beam, part.digest) for part in argos)
    terms = glossary.approved
    return Recipe(
        source, target, name, engine.signature, legs, terms, glossary.digest(terms), tuple(versions().items())
    )


def open_recipe(recipe: Recipe, folders: Sequence[Path] = (), threads: int = 0) -> Engine:
    """The engine of a recipe on this machine.

    Args:
        folders: further folders of Argos packages to look in.
        threads: that a model may use, 0 for all cores.

    Raises:
        EngineMissing: it is not here.
        LegMissing: one of its packages is not here, or with another model.
        EngineError: what is here is another version.
    """
    if not recipe.legs:
        engine = engines.open_engine(recipe.engine, recipe.source, recipe.target)
        if engine.signature != recipe.signature:
            engine.close()
            raise EngineError(f"the engine is {engine.signature} instead of {recipe.signature}; install the same")
        return engine
    legs: list[Engine] = [_leg(leg, folders, threads) for leg in recipe.legs]
    return legs[0] if len(legs) == 1 else PivotEngine(legs, recipe.source, recipe.target)


def _leg(leg: Leg, folders: Sequence[Path], threads: int) -> ArgosEngine:
    speed = Speed(threads) if threads else None
    for place in (None, *folders):
        try:
            inside = packages.installed(place)
        except EngineError:
            continue
        for package in inside:
            if package.name == leg.name:
                engine = ArgosEngine(package, leg.source, leg.target, leg.beam, speed)
                if engine.digest == leg.digest:
                    return engine
    raise LegMissing(leg)
