"""Argos Translate packages that lie on this machine.

They are found where Argos Translate keeps them, which ``argostranslate.settings`` knows. That module makes folders
under the home when it is imported, so it is imported only when packages are asked for. Argos's own list of packages
raises for one broken folder, so each folder is read by itself.
"""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from pinglot import locales
from pinglot.engines import staging
from pinglot.errors import EngineError, PackageError, PinglotError
from pinglot.model import Finding, Severity

__all__ = [
    "InstalledPackage",
    "broken",
    "find",
    "folder",
    "folders",
    "index_setting",
    "installed",
    "read",
    "version_key",
]

_CODE = re.compile(r"[a-z]{2,3}(?:[-_][A-Za-z]{2,8})?")


@dataclass(frozen=True, slots=True)
class InstalledPackage:
    """An Argos package in its folder.

    Attributes:
        source, target: BCP 47 tags.
        source_code, target_code: Argos's own codes (``zt``, ``pb``).
        version: as in its metadata, ``1.9``.
        path: its folder.
        target_prefix: the piece that its model wants before each translation, ``""`` for most.
        tokenizer: ``sentencepiece`` or ``bpe``.
        change: what an installation did, as a word for the user; ``""`` where the package was only found.
    """

    source: str
    target: str
    source_code: str
    target_code: str
    version: str
    path: Path
    target_prefix: str = ""
    tokenizer: str = "sentencepiece"
    change: str = field(default="", compare=False)

    @property
    def name(self) -> str:
        """``en_es``"""
        return f"{self.source_code}_{self.target_code}"


def folder() -> Path:
    """Where Argos Translate installs packages.

    Raises:
        EngineError: argostranslate cannot be imported, or cannot make its folders.
    """
    # argostranslate reads this variable once, when it is imported.
    set_now = os.environ.get("ARGOS_PACKAGES_DIR")
    return Path(set_now) if set_now else Path(_settings().package_data_dir)


def folders() -> list[Path]:
    """Every folder that holds packages: the one for installing first, then those that Argos only reads.

    Raises:
        EngineError: as :func:`folder`.
    """
    others = [Path(place) for place in getattr(_settings(), "package_dirs", ())[1:]]
    return [folder(), *others]


def index_setting() -> str | None:
    """The address of the package index in Argos Translate's settings, None where it knows none.

    Raises:
        EngineError: as :func:`folder`.
    """
    found = getattr(_settings(), "package_index", None)
    return str(found) if found else None


def installed(place: Path | None = None) -> list[InstalledPackage]:
    """The packages that can be used, newest first for each pair; what is broken is left out.

    Args:
        place: one folder of packages; by default all that Argos knows.

    Raises:
        EngineError: as :func:`folder`.
    """
    found = [package for package, _ in _scan(place) if isinstance(package, InstalledPackage)]
    return sorted(found, key=_order)


def broken(place: Path | None = None) -> list[Finding]:
    """What of the installed packages cannot be used, and why.

    Raises:
        EngineError: as :func:`folder`.
    """
    return [
        Finding("engine.package", Severity.WARNING, trouble.reason, path=str(path))
        for trouble, path in _scan(place)
        if isinstance(trouble, PackageError)
    ]


def find(source: str, target: str, place: Path | None = None) -> InstalledPackage | None:
    """The newest package that serves a pair, the narrowest tag first (``pb`` before ``pt`` for ``pt-BR``).

    Raises:
        EngineError: as :func:`folder`.
    """
    by_codes: dict[tuple[str, str], InstalledPackage] = {}
    for package in installed(place):
        by_codes.setdefault((package.source_code, package.target_code), package)
    for target_code in locales.argos_codes(target):
        for source_code in locales.argos_codes(source):
            if (source_code, target_code) in by_codes:
                return by_codes[source_code, target_code]
    return None


def read(path: Path) -> InstalledPackage:
    """Reads one package's folder.

    Raises:
        PackageError: it is no package for translating, or parts of it are missing.
    """
    try:
        said = json.loads((path / "metadata.json").read_bytes())
    except (OSError, ValueError, RecursionError) as trouble:
        raise _no_package(
            "it has no metadata.json" if isinstance(trouble, FileNotFoundError) else trouble, path
        ) from None
    if not isinstance(said, dict):
        raise _no_package("its metadata.json is no object", path)
    # As argostranslate.package.Package reads them, which is not imported: it brings what downloads packages along.
    source_code: Any = said.get("from_code")
    target_code: Any = said.get("to_code")
    version, kind, prefix = (
        said.get("package_version", ""),
        said.get("type", "translate"),
        said.get("target_prefix", ""),
    )
    if kind != "translate":
        raise PackageError(f"is a package of type '{kind}', which does not translate", path)
    for code in (source_code, target_code):
        if not isinstance(code, str) or not _CODE.fullmatch(code):
            raise PackageError(f"has no valid language code in metadata.json ({code!r}); install it again", path)
    if not isinstance(prefix, str) or not isinstance(version, str):
        raise PackageError("has a version or a prefix in metadata.json that is no text; install it again", path)
    if not (path / "model" / "model.bin").is_file():
        raise PackageError("has no model/model.bin; install it again", path)
    tokenizers = [name for name, file in _TOKENIZERS.items() if (path / file).is_file()]
    if not tokenizers:
        raise PackageError("has neither sentencepiece.model nor bpe.model; install it again", path)
    try:
        tags = locales.from_engine_code(source_code), locales.from_engine_code(target_code)
    except PinglotError as trouble:
        raise PackageError(f"has a language code in metadata.json that is none: {trouble}", path) from None
    return InstalledPackage(*tags, source_code, target_code, version, path, prefix, tokenizers[0])


def _no_package(reason: object, path: Path) -> PackageError:
    first = str(reason).splitlines()[0]
    return PackageError(f"is no Argos package ({first}); remove the folder or install it again", path)


_TOKENIZERS = {"sentencepiece": "sentencepiece.model", "bpe": "bpe.model"}


def version_key(version: str) -> tuple[int, ...]:
    """A version's numbers, for comparing: ``1.10`` → ``(1, 10)``; what is no number counts as nothing."""
    numbers = [int(number) for number in re.findall(r"[0-9]{1,9}", version)[:6]]
    while numbers and numbers[-1] == 0:
        numbers.pop()
    return tuple(numbers)


def _order(package: InstalledPackage) -> tuple[str, tuple[int, ...], str]:
    return package.name, tuple(-number for number in (*version_key(package.version), *(0,) * 6)[:6]), str(package.path)


def _scan(place: Path | None) -> list[tuple[InstalledPackage | PackageError, Path]]:
    found: list[tuple[InstalledPackage | PackageError, Path]] = []
    for directory in folders() if place is None else [place]:
        staging.recover(directory)
        try:
            inside = sorted(path for path in directory.iterdir() if path.is_dir() and not path.name.startswith("."))
        except OSError:
            continue  # not made yet, or not for this user
        for path in inside:
            try:
                found.append((read(path), path))
            except PackageError as trouble:
                found.append((trouble, path))
    return found


@cache
def _settings() -> Any:
    try:
        from argostranslate import settings
    except ImportError:
        raise EngineError("argostranslate is not installed; `pip install argos-translate-lt` brings it") from None
    except OSError as trouble:
        raise EngineError(
            f"Argos Translate cannot make its folders ({trouble.strerror}: {trouble.filename}); "
            "set HOME, or XDG_DATA_HOME, XDG_CONFIG_HOME and XDG_CACHE_HOME, to folders that you may write"
        ) from None
    return settings
