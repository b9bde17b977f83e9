"""What is installed, what is missing, and what to do about each gap."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, fields
from importlib.metadata import requires
from pathlib import Path

from pinglot import config, engines
from pinglot.config import Settings
from pinglot.engines import packages
from pinglot.engines.machine import installed_version
from pinglot.errors import PinglotError
from pinglot.glossary import Glossary

__all__ = ["Diagnosis", "diagnose"]


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One thing looked at.

    Attributes:
        area: ``configuration``, ``engines``, ``libraries``, ``tools``, ``folders``.
        subject: what was looked at.
        state: ``ok``, ``missing`` (something needs it), ``optional`` (missing, and nothing stops).
        detail: what was found.
        remedy: the command or step that helps, ``""`` where nothing is to be done.
    """

    area: str
    subject: str
    state: str
    detail: str
    remedy: str = ""


def diagnose() -> Iterator[Diagnosis]:
    """Looks at everything that a run may need; nothing is changed and no network is asked."""
    try:
        settings = config.load()
    except PinglotError as error:
        yield Diagnosis("configuration", config.FILE_NAME, "missing", str(error), "correct it; defaults are used below")
        settings = Settings(root=Path())
    else:
        yield from _configuration(settings)
    yield from _engines(settings)
    yield from _libraries()
    yield from _tools()
    yield from _folders(settings)


def _configuration(settings: Settings) -> Iterator[Diagnosis]:
    for item in fields(settings):
        if item.name in ("root", "origins"):
            continue
        origin = settings.origins.get(item.name, "default")
        yield Diagnosis("configuration", item.name, "ok", f"{_said(getattr(settings, item.name))}  ({origin})")


def _said(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(str, value)) or "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value / 1048576:g} MB"
    return "none" if value is None else str(value)


def _engines(settings: Settings) -> Iterator[Diagnosis]:
    found = []
    for provider in engines.providers():
        try:
            pairs = provider.pairs()
        except PinglotError as error:
            yield Diagnosis("engines", provider.name, "missing", str(error))
            continue
        found += pairs
        for pair in pairs:
            label = f"{pair.engine} {pair.model} {pair.version}".strip()
            yield Diagnosis("engines", label, "ok", f"{pair.source} → {pair.target}, {pair.place}")
    yield from _speeds()
    try:
        for finding in packages.broken():
            yield Diagnosis(
                "engines", finding.path, "missing", finding.message, "pinglot engine install FILE.argosmodel --force"
            )
    except PinglotError:
        pass  # said above, with argos itself
    if not found:
        yield Diagnosis(
            "engines",
            "any",
            "missing",
            "no engine can translate yet",
            "pinglot engine install en es, or: sudo apt-get install apertium-eng-spa",
        )
    for target in settings.targets:
        wanted = f"{settings.source} → {target}"
        try:
            with engines.open_engine(settings.engine, settings.source, target) as engine:
                yield Diagnosis("engines", wanted, "ok", f"served by {engine.signature}")
        except PinglotError as error:
            yield Diagnosis("engines", wanted, "missing", str(error))


def _speeds() -> Iterator[Diagnosis]:
    """How each Argos package is worked through, and where that is kept."""
    from pinglot.engines import tuning
    from pinglot.engines.decoder import Speed

    try:
        found = packages.installed()
    except PinglotError:
        return  # said with the engine itself
    for package in found:
        kept = tuning.kept(package)
        speed = kept or Speed.usual()
        how = f"{speed.workers} workers, {speed.batch} tokens a batch"
        whence = f"found here, {tuning.place(package)}" if kept else "usual; a text of 1500 sentences tries others"
        yield Diagnosis("engines", f"speed of {package.name} {package.version}", "ok", f"{how} ({whence})")


def _libraries() -> Iterator[Diagnosis]:
    for requirement in requires("pinglot") or ():
        if ";" in requirement:  # of an extra
            continue
        name = re.match(r"[\w.-]+", requirement)
        assert name is not None, requirement
        if found := installed_version(name[0]):
            yield Diagnosis("libraries", name[0], "ok", found)
        elif name[0] == "argos-translate-lt" and installed_version("argostranslate"):
            yield Diagnosis("libraries", name[0], "ok", "upstream's argostranslate serves instead")
        else:
            yield Diagnosis("libraries", name[0], "missing", "not installed", f"pip install {name[0]}")
    for extra, what in _EXTRAS.items():
        wanted = (re.match(r"[\w.-]+", one) for one in requires("pinglot") or () if f"extra == '{extra}'" in one)
        lacking = [name[0] for name in wanted if name and not installed_version(name[0])]
        if lacking:
            said = f"{', '.join(lacking)} not installed; needed for {what} only"
            yield Diagnosis("libraries", f"extra {extra}", "optional", said, f"pip install 'pinglot[{extra}]'")
        else:
            yield Diagnosis("libraries", f"extra {extra}", "ok", what)


_EXTRAS = {"web": "the review page", "xlsx": "Excel files", "batch": "archives"}

_TOOLS = {
    "msgfmt": ("GNU gettext checks and compares catalogs; pinglot compiles without it", "sudo apt-get install gettext"),
    "lt-proc": ("Apertium's programs; needed for that engine only", "sudo apt-get install apertium-eng-spa"),
}


def _tools() -> Iterator[Diagnosis]:
    for name, (what, remedy) in _TOOLS.items():
        place = shutil.which(name)
        if place:
            yield Diagnosis("tools", name, "ok", place)
        else:
            yield Diagnosis("tools", name, "optional", f"not found. {what}", remedy)


def _cache(settings: Settings) -> Diagnosis:
    from pinglot.engines.cache import Cache

    cache = Cache(settings.cache)
    found = cache.info()
    if cache.broken:
        return Diagnosis("folders", "cache", "missing", f"{found.path} cannot be used", "pinglot cache clear")
    state = f"{found.drafts} drafts, {found.size / 1048576:.1f} MB" if settings.cache else "off"
    return Diagnosis("folders", "cache", "ok", f"{found.path}: {state}")


def _folders(settings: Settings) -> Iterator[Diagnosis]:
    if not settings.glossary:
        yield Diagnosis("folders", "glossary", "optional", "none; nothing will be pinned", "pinglot init")
    lost = [path for path in settings.glossary if not path.exists()]
    for path in lost:
        yield Diagnosis("folders", "glossary", "missing", f"{path} is not there", "correct 'glossary', or make it")
    for target in settings.targets if settings.glossary and not lost else ():
        try:
            terms = Glossary.load(list(settings.glossary), target=target).approved
        except PinglotError as error:
            yield Diagnosis("folders", f"glossary for {target}", "missing", str(error), "pinglot glossary lint")
        else:
            yield Diagnosis("folders", f"glossary for {target}", "ok", f"{len(terms)} approved terms")
    yield _cache(settings)
    place = next(folder for folder in (settings.locales, *settings.locales.parents) if folder.exists())
    if os.access(place, os.W_OK):
        yield Diagnosis("folders", "locales", "ok", str(settings.locales))
    else:
        yield Diagnosis("folders", "locales", "missing", f"{place} cannot be written", "choose another with --locales")
