"""One judge of translations a locale, which follows its glossaries: for whoever judges more than once."""

from __future__ import annotations

from pathlib import Path

from pinglot.glossary import files
from pinglot.jobs.project import Project
from pinglot.jobs.stamped import Stamp, stamp_of
from pinglot.jobs.translator import Translator

__all__ = ["Judges"]

_Stamps = tuple[tuple[Path, Stamp], ...]


class Judges:
    """Translators that only judge, with the project's glossary; no engine is opened.

    A glossary file that changes is read again when a judge is next asked for.

    Args:
        project: its source locale and glossary are used.
    """

    def __init__(self, project: Project) -> None:
        self._project = project
        self._made: dict[str, tuple[_Stamps, Translator]] = {}

    def of(self, locale: str) -> Translator:
        """The judge for a locale; the same one as long as no glossary file changes.

        Args:
            locale: BCP 47 tag; ``""`` (a catalog that does not say its own) is judged without terms.

        Raises:
            GlossaryError: a glossary is missing or broken.
        """
        settings = self._project.settings
        stamps = tuple((path, stamp_of(path)) for path, _ in files.expand(settings.glossary)) if locale else ()
        known = self._made.get(locale)
        if known is None or known[0] != stamps:
            glossary = self._project.glossary(locale) if locale else None
            known = stamps, Translator(settings.source, locale or settings.source, glossary=glossary)
            self._made[locale] = known
        return known[1]
