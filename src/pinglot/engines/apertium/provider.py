"""The provider of Apertium's engines."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pinglot import locales
from pinglot.engines.base import InstalledPair
from pinglot.errors import EngineMissing, UsageError

if TYPE_CHECKING:
    from pinglot.engines.apertium.engine import ApertiumEngine

__all__ = ["ApertiumProvider", "provider"]

# Debian's packages (Debian 12 and 13) and the directions that each has a mode for.
_PACKAGES = {
    "apertium-eng-spa": "en-es es-en",
    "apertium-eng-cat": "en-ca ca-en",
    "apertium-en-gl": "en-gl gl-en",
    "apertium-spa-cat": "es-ca ca-es",
}


class ApertiumProvider:
    """Finds the installed modes.

    Args:
        folders: Apertium's data folders, each with a folder ``modes``; by default those of
            :func:`pinglot.engines.apertium.modes.data_folders`.
        limit: seconds that a program may be silent, by default 30.
    """

    name = "apertium"

    def __init__(self, folders: Sequence[Path] | None = None, limit: float | None = None) -> None:
        self._folders = folders
        self._limit = limit

    def pairs(self) -> list[InstalledPair]:
        from pinglot.engines.apertium import modes

        return [
            InstalledPair(self.name, mode.source, mode.target, mode.name, modes.version(mode), str(mode.path))
            for mode in modes.installed(self._where())
        ]

    def open(self, source: str, target: str) -> ApertiumEngine:
        from pinglot.engines.apertium import modes
        from pinglot.engines.apertium.engine import ApertiumEngine
        from pinglot.engines.apertium.pipeline import LIMIT

        mode = modes.find(self._where(), source, target)
        hint = self.install_hint(source, target)
        how = f"; install it with: {hint}" if hint else ""
        if mode is None:
            raise EngineMissing(f"Apertium has no mode for {source} to {target} here{how}")
        if missing := mode.missing():
            raise EngineMissing(f"Apertium's mode {mode.name} needs {missing[0]}, which is not there{how}")
        return ApertiumEngine(mode, locales.normalize(source), locales.normalize(target), self._limit or LIMIT)

    def install_hint(self, source: str, target: str) -> str:
        try:
            wanted = f"{locales.language(source)}-{locales.language(target)}"
        except UsageError:
            return ""
        for package, directions in _PACKAGES.items():
            if wanted in directions.split():
                return f"sudo apt-get install {package}"
        return ""

    def _where(self) -> Sequence[Path]:
        from pinglot.engines.apertium import modes

        return self._folders if self._folders is not None else modes.data_folders()


provider = ApertiumProvider()
