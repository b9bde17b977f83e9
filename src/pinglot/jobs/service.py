"""Texts for programs that stay running: engines are opened once, kept, and used by one caller at a time."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock

from pinglot import engines, lemmas, locales
from pinglot.engines.base import Closing
from pinglot.engines.routes import MAX_LEGS
from pinglot.errors import UsageError
from pinglot.jobs.pipe import translate_bytes
from pinglot.jobs.project import Project
from pinglot.jobs.translator import Translator
from pinglot.model import Translation

__all__ = ["Guess", "Language", "Service"]


@dataclass(frozen=True, slots=True)
class Language:
    """A locale that can be translated from.

    Attributes:
        code: BCP 47 tag.
        name: its English name.
        targets: BCP 47 tags that it can be translated to, pivots included, sorted.
    """

    code: str
    name: str
    targets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Guess:
    """A locale that a text may be in, and how sure that is, from 0 to 1."""

    code: str
    confidence: float


@dataclass(slots=True)
class _Kept:
    """An open translator: one caller works with it at a time, and it is closed only when nobody waits for it."""

    translator: Translator
    lock: Lock = field(default_factory=Lock)
    callers: int = 0


class Service(Closing):
    """Translates texts between any installed pair, with the project's glossary; for several threads.

    The glossary is read when a pair is opened; :meth:`close` and a new call read it again.

    Args:
        project: its glossary pins, its engine is used.
        most: translators that are kept open; the one that was used longest ago is closed for another.
    """

    def __init__(self, project: Project, most: int = 4) -> None:
        self.project = project
        self.most = most
        self._kept: OrderedDict[tuple[str, str], _Kept] = OrderedDict()
        self._guard = Lock()

    def close(self) -> None:
        """Closes every engine that no caller is working with."""
        with self._guard:
            self._make_room(0)

    def languages(self) -> list[Language]:
        """What is installed, by code; a language that nothing translates from is listed with no targets."""
        pairs = engines.installed_pairs()
        onward: dict[str, set[str]] = {}
        for pair in pairs:
            onward.setdefault(pair.source, set()).add(pair.target)
            onward.setdefault(pair.target, set())
        return [Language(code, locales.name(code), tuple(sorted(_reached(onward, code)))) for code in sorted(onward)]

    def detect(self, text: str) -> list[Guess]:
        """Which language that something translates from a text is in, the likeliest first; empty where none is known.

        The measure is the share of its words that the dictionary of a language knows; languages without a dictionary
        are never guessed.
        """
        tags: dict[str, str] = {}
        for one in self.languages():
            if one.targets:
                tags.setdefault(locales.language(one.code), one.code)
        found = lemmas.shares(text, list(tags))
        return [Guess(tags[language], round(share, 3)) for language, share in found if share > 0]

    def translate(self, texts: Sequence[str], source: str, target: str) -> list[Translation]:
        """Translates plain texts: one result a text, in order.

        Raises:
            UsageError: a tag is no locale, or both are the same.
            EngineMissing: nothing installed serves the pair.
        """
        with self._translator(source, target) as translator:
            return translator.translate(texts)

    def translate_html(self, text: str, source: str, target: str) -> tuple[str, int]:
        """Translates HTML, a page or a fragment: the HTML, and how many of its units need a person.

        Raises:
            InputError: it cannot be read.
            UsageError, EngineMissing: as :meth:`translate`.
        """
        with self._translator(source, target) as translator:
            done = translate_bytes(self.project, text.encode(), "html", translator.target, translator)
        return done.text, done.result.stats.fuzzy

    @contextmanager
    def _translator(self, source: str, target: str) -> Iterator[Translator]:
        source, target = locales.normalize(source), locales.normalize(target)
        if source == target:
            raise UsageError(f"the text is in '{target}' already; name another target")
        with self._guard:
            kept = self._kept.get((source, target))
            if kept is None:
                self._make_room(self.most - 1)
                made = self.project.translator(target, source)
                kept = self._kept[source, target] = _Kept(made)
            self._kept.move_to_end((source, target))
            kept.callers += 1
        try:
            with kept.lock:
                yield kept.translator
        finally:
            with self._guard:
                kept.callers -= 1

    def _make_room(self, most: int) -> None:
        for key, kept in list(self._kept.items()):
            if len(self._kept) > most and not kept.callers:
                del self._kept[key]
                kept.translator.close()


def _reached(onward: Mapping[str, set[str]], code: str) -> set[str]:
    reached: set[str] = set()
    ends = {code}
    for _ in range(MAX_LEGS):
        ends = {target for end in ends for target in onward[end]} - reached
        reached |= ends
    return reached - {code}
