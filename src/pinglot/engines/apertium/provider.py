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

# Debian's packages (as of Debian 12) and the directions that each has a mode for.
_PACKAGES = {
    "apertium-arg-cat": "an-ca ca-an",
    "apertium-bel-rus": "be-ru ru-be",
    "apertium-br-fr": "br-fr",
    "apertium-cat-ita": "ca-it it-ca",
    "apertium-cat-srd": "ca-sc",
    "apertium-dan-nor": "da-nn da-nb nn-da nb-da",
    "apertium-en-gl": "en-gl gl-en",
    "apertium-eng-cat": "en-ca ca-en",
    "apertium-eng-spa": "en-es es-en",
    "apertium-eo-ca": "ca-eo",
    "apertium-eo-en": "en-eo eo-en",
    "apertium-eo-es": "es-eo",
    "apertium-eo-fr": "fr-eo",
    "apertium-es-gl": "es-gl gl-es",
    "apertium-es-pt": "es-pt pt-es",
    "apertium-es-ro": "ro-es",
    "apertium-eu-en": "eu-en",
    "apertium-eu-es": "eu-es",
    "apertium-fr-es": "fr-es es-fr",
    "apertium-fra-cat": "fr-ca ca-fr",
    "apertium-ind-zlm": "id-ms ms-id",
    "apertium-isl-eng": "is-en",
    "apertium-isl-swe": "is-sv sv-is",
    "apertium-nno-nob": "nn-nb nb-nn",
    "apertium-spa-cat": "es-ca ca-es",
    "apertium-hbs-eng": "sh-en hr-en sr-en en-sh en-hr en-sr",
    "apertium-hbs-slv": "sh-sl hr-sl sr-sl sl-sh sl-hr sl-sr",
    "apertium-mkd-bul": "mk-bg bg-mk",
    "apertium-mkd-eng": "mk-en",
    "apertium-oc-ca": "oc-ca ca-oc",
    "apertium-oc-es": "oc-es es-oc",
    "apertium-oci-fra": "oc-fr fr-oc",
    "apertium-pol-szl": "pl-szl szl-pl",
    "apertium-por-cat": "pt-ca ca-pt",
    "apertium-pt-gl": "pt-gl gl-pt",
    "apertium-rus-ukr": "ru-uk uk-ru",
    "apertium-spa-arg": "es-an an-es",
    "apertium-spa-ast": "es-ast",
    "apertium-spa-ita": "es-it it-es",
    "apertium-srd-ita": "it-sc",
    "apertium-swe-dan": "sv-da da-sv",
    "apertium-swe-nor": "sv-nn sv-nb nn-sv nb-sv",
    "apertium-urd-hin": "ur-hi hi-ur",
    "apertium-afr-nld": "af-nl nl-af",
}


class ApertiumProvider:
    """Finds the installed modes.

    Args:
        folders: Apertium's data folders, each with a folder ``modes``; by default those of
            :func:`pinglot.engines.apertium.modes.data_folders`.
        limit: seconds that a program may be silent, by default 30.
        mend: whether its engines put right what a reader would put right at first sight.
    """

    name = "apertium"

    def __init__(self, folders: Sequence[Path] | None = None, limit: float | None = None, mend: bool = True) -> None:
        self._mend = mend
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
        return ApertiumEngine(
            mode, locales.normalize(source), locales.normalize(target), self._limit or LIMIT, self._mend
        )

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
