"""Suggestions for one term after another: what was read and asked once is kept until one of its files changes."""

from __future__ import annotations

from collections.abc import Mapping
from threading import Lock

from pinglot.catalogs.memory import catalogs_of
from pinglot.errors import EngineError
from pinglot.glossary import files
from pinglot.glossary.extract import Context
from pinglot.jobs.project import Project
from pinglot.jobs.stamped import stamp_of
from pinglot.jobs.suggest import Suggester, Suggestion

__all__ = ["Suggestions"]

_Known = dict[tuple[str, tuple[Context, ...]], list[Suggestion]]


class Suggestions:
    """Suggests translations; one request at a time asks, since an engine takes the whole machine.

    Args:
        engine: see :class:`pinglot.jobs.suggest.Suggester`.
    """

    def __init__(self, engine: str | None) -> None:
        self._engine = engine
        self._lock = Lock()
        self._known: tuple[object, _Known, Suggester] | None = None

    def of(
        self, project: Project, target: str, term: str, contexts: Mapping[str, tuple[Context, ...]]
    ) -> tuple[list[Suggestion], str]:
        """Translations for a term.

        Args:
            project: the settings.
            target: BCP 47 tag.
            term: the term.
            contexts: the sentences of this term, and of others for which suggestions are made along with it.

        Returns:
            the suggestions, and why no engine was asked, ``""`` where one was or none was wanted.
        """
        own = (term, contexts[term])
        with self._lock:
            known, suggester = self._suggester(project, target)
            if own not in known:
                missing = {one: found for one, found in contexts.items() if (one, found) not in known}
                try:
                    answers = suggester.suggest(missing)
                except EngineError as error:
                    return [], str(error)
                known.update({(one, contexts[one]): answer for one, answer in answers.items()})
            return known[own], suggester.trouble

    def _suggester(self, project: Project, target: str) -> tuple[_Known, Suggester]:
        """What suggests for a locale; its own rows play no part in that, so a decision on one changes nothing."""
        settings, chain = project.settings, files.lookup(target)
        paths = [path for _, _, path in catalogs_of(settings.locales, target)]
        paths += [
            path for path, _ in files.expand(settings.glossary) if files.canonical(files.locale_of(path)) not in chain
        ]
        state = (target, [(path, stamp_of(path)) for path in paths])
        if self._known is None or self._known[0] != state:
            self._known = (state, {}, Suggester(project, target, engine=self._engine, own=False))
        return self._known[1:]
