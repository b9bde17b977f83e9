"""Translations to suggest for a term, each with its source named: other glossaries, what people approved, an engine."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pinglot import engines, inline, locales, scripts
from pinglot.catalogs.catalog import read
from pinglot.catalogs.memory import Pair, catalogs_of, pairs_of
from pinglot.engines.base import Engine
from pinglot.errors import EngineError
from pinglot.glossary import files
from pinglot.glossary.extract import Context
from pinglot.glossary.fold import fold_text, lower
from pinglot.glossary.matcher import Matcher, claims
from pinglot.jobs.project import Project
from pinglot.model import OBJECT, Draft, Sentence, Status, Term

__all__ = ["NO_ENGINE", "Suggester", "Suggestion"]

NO_ENGINE = "none"
"""The engine's name that says: ask no engine."""

_LONGEST = 6  # words of a translation that is found by where it stands


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A translation for a term.

    Attributes:
        text: the translation.
        kind: ``glossary``, ``memory`` or ``engine``.
        source: the glossary's row as ``path:line``, the catalog's domain, or the engine and its model.
    """

    text: str
    kind: str
    source: str


class Suggester:
    """Suggests translations for terms of one locale; reads glossaries and catalogs once.

    Args:
        project: the settings; their glossaries, catalogs and engine are used.
        target: BCP 47 tag.
        others: glossary files and folders to suggest from besides.
        own: whether proposed rows for the locale itself are suggested from.
        engine: an engine's name, :data:`NO_ENGINE` for none; None takes the settings' one, and does without where it
            is not installed.

    Attributes:
        trouble: why no engine was asked, ``""`` where one was or none was wanted.

    Raises:
        GlossaryError: a glossary is broken.
        CatalogError: a catalog is broken.
        EngineError: the engine that was asked for by name cannot be opened.
    """

    def __init__(
        self, project: Project, target: str, others: Sequence[Path] = (), engine: str | None = None, own: bool = True
    ) -> None:
        self.source = project.settings.source
        self._root = project.settings.root
        self.target = locales.normalize(target)
        self.trouble = ""
        self._engine = engine
        self._default_engine = project.settings.engine
        self._rows = _rows(project, self.target, others, own)
        self._pairs = [
            pair
            for _, domain, path in catalogs_of(project.settings.locales, self.target)
            for pair in pairs_of(read(path), domain)
            if pair.plural is None
        ]
        self._plain = [inline.plain_text(pair.source) for pair in self._pairs]
        self._folded = [lower(fold_text(plain)) for plain in self._plain]

    def suggest(self, terms: Mapping[str, Sequence[Context]]) -> dict[str, list[Suggestion]]:
        """Suggestions for each term, the best source first: a glossary, then the memory, then the engine.

        Args:
            terms: the term, and sentences that it stands in.
        """
        found = {term: [*self._from_glossaries(term), *self._from_memory(term)] for term in terms}
        for term, suggestion in self._from_engine(terms).items():
            found[term].append(suggestion)
        return {term: _distinct(suggestions) for term, suggestions in found.items()}

    def _from_glossaries(self, term: str) -> list[Suggestion]:
        return [
            Suggestion(row.target, "glossary", f"{_from_root(row.path, self._root)}:{row.line}")
            for row in self._rows.get(lower(fold_text(term)), ())
        ]

    def _from_memory(self, term: str) -> list[Suggestion]:
        matcher = Matcher([Term(term, status=Status.PROPOSED)], self.source)
        small = lower(fold_text(term))
        with_term: list[Pair] = []
        for pair, plain, folded in zip(self._pairs, self._plain, self._folded, strict=True):
            if folded == small:
                return [Suggestion(inline.plain_text(pair.texts[0]), "memory", pair.origin)]
            if any(spelling in folded for spelling in matcher.spellings) and matcher.find(plain):
                with_term.append(pair)
        text = _common_text(term, with_term, self._pairs, self.target)
        return [Suggestion(text, "memory", with_term[0].origin)] if text else []

    def _from_engine(self, terms: Mapping[str, Sequence[Context]]) -> dict[str, Suggestion]:
        if self._engine == NO_ENGINE or not terms:
            return {}
        try:
            with engines.open_engine(self._engine or self._default_engine, self.source, self.target) as engine:
                return _drafts(engine, terms)
        except EngineError as error:
            if self._engine is not None:
                raise
            self.trouble = str(error)
            return {}


def _distinct(suggestions: Iterable[Suggestion]) -> list[Suggestion]:
    return list(
        {suggestion.text: suggestion for suggestion in reversed(list(suggestions)) if suggestion.text}.values()
    )[::-1]


# --- glossaries -----------------------------------------------------------------------------------------------


def _rows(project: Project, target: str, others: Sequence[Path], own: bool) -> dict[str, list[Term]]:
    """Rows that may serve, by folded spelling: of the same language, decided elsewhere or proposed here."""
    found: dict[str, list[Term]] = {}
    chain = set(files.lookup(target))
    language = locales.language(target)
    given = [(path, False) for path, _ in files.expand(project.settings.glossary)]
    given += [(path, True) for path, _ in files.expand(others)]
    for path, foreign in given:
        named = files.locale_of(path)
        if named and locales.language(named) != language:
            continue
        for term in files.read(path, limit=project.settings.max_file_size).terms:
            here = not term.locale or files.canonical(term.locale) in chain
            if term.locale and locales.language(term.locale) != language:
                continue
            if term.status in (Status.REJECTED, Status.DEPRECATED) or not term.target:
                continue
            if here and not foreign and not (own and term.status is Status.PROPOSED):
                continue  # the term is decided, nobody asks for it
            for spelling in claims(term):
                found.setdefault(lower(spelling), []).append(term)
    for rows in found.values():
        rows.sort(key=lambda row: row.status is Status.PROPOSED)
    return found


def _from_root(path: str, root: Path) -> str:
    absolute, base = Path(os.path.abspath(path)), Path(os.path.abspath(root))
    return absolute.relative_to(base).as_posix() if absolute.is_relative_to(base) else Path(path).name


# --- memory ---------------------------------------------------------------------------------------------------


def _common_text(term: str, having: Sequence[Pair], everything: Sequence[Pair], target: str) -> str:
    """What stands in every approved translation of a text with the term, and in no other; ``""`` where that is not
    one stretch of words. Two texts must have the term, or one where the name itself stands in the translation.
    """
    targets = [inline.plain_text(pair.texts[0]) for pair in having]
    if having and all(_stands_in(term, text) for text in targets):
        return term
    if len(having) < 2 or scripts.is_unspaced(target):
        return ""
    common = set.intersection(*(set(_stretches(text)) for text in targets))
    chosen = {id(pair) for pair in having}
    elsewhere = {
        stretch
        for pair in everything
        if id(pair) not in chosen
        for stretch in common.intersection(_stretches(inline.plain_text(pair.texts[0])))
    }
    own = common - elsewhere
    longest = [one for one in own if not any(one != other and f" {one} " in f" {other} " for other in own)]
    if len(longest) != 1 or not 0.5 <= len(longest[0].split()) / len(term.split()) <= 4:
        return ""
    place = re.search(rf"(?<!\w){re.escape(longest[0])}(?!\w)", targets[0], re.IGNORECASE)
    return place.group() if place else longest[0]


def _stands_in(term: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(term)}(?!\w)", text) is not None


def _stretches(text: str) -> list[str]:
    """Every run of words of a text, in small letters; none across a sign between two words."""
    found = []
    for part in re.split(r"[^\w\s'’-]+", text.lower()):
        words = part.split()
        for start in range(len(words)):
            found += [" ".join(words[start:end]) for end in range(start + 1, min(start + _LONGEST, len(words)) + 1)]
    return found


# --- engine ---------------------------------------------------------------------------------------------------


def _drafts(engine: Engine, terms: Mapping[str, Sequence[Context]]) -> dict[str, Suggestion]:
    """The engine's draft of each term as it stands in its first sentence, where the alignment shows it; else alone."""
    contexts = {term: given[0] for term, given in terms.items() if given}
    texts = list(dict.fromkeys(context.text for context in contexts.values()))
    drafted = dict(zip(texts, engine.translate([Sentence(text) for text in texts]), strict=True)) if texts else {}
    found = {
        term: text
        for term, context in contexts.items()
        if (text := _aligned(drafted[context.text], context.start, context.end))
    }
    alone = [term for term in terms if term not in found]
    if alone:
        answers = engine.translate([Sentence(term, align=False) for term in alone])
        found.update({term: draft.text for term, draft in zip(alone, answers, strict=True)})
    return {
        term: Suggestion(" ".join(found[term].replace(OBJECT, " ").split()), "engine", engine.signature)
        for term in terms
        if found[term].strip(f"{OBJECT} .,;:")
    }


def _aligned(draft: Draft, start: int, end: int) -> str:
    """The stretch of a draft that a stretch of its source became; ``""`` where other words stand in between."""
    if draft.alignment is None:
        return ""
    inside = [link for link in draft.alignment if link.source_start < end and start < link.source_end]
    if not inside:
        return ""
    first, last = min(link.target_start for link in inside), max(link.target_end for link in inside)
    strangers = [
        link for link in draft.alignment if link not in inside and link.target_start < last and first < link.target_end
    ]
    text = draft.text[first:last].strip(" \"'“”‘’«».,;:()")
    return "" if strangers or not text or OBJECT in text else text
