"""What people have approved, to serve the same text elsewhere: whole units exactly or nearly, and single sentences.

A memory is made of pairs: coded source and translation of one entry that is a person's, not fuzzy, and with the name
of where it stands. Entries that have become obsolete are remembered, too; a paragraph that moves to another article
takes its translation along.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pinglot import inline, locales
from pinglot.catalogs import merge, provenance
from pinglot.catalogs.po import PoFile
from pinglot.errors import UsageError
from pinglot.model import OBJECT

__all__ = ["NEAR", "Hit", "Memory", "Pair", "catalogs_of", "pairs_of"]

NEAR = 85.0
"""Least similarity of two sources for a suggestion: rapidfuzz's ``fuzz.ratio``, in percent of their letters.

Higher than what an update takes (70), because there a text is known to have become the other, and here nothing is.
"""

Split = Callable[[str], Sequence[tuple[int, int]]]
"""A plain text's sentences as spans of code points, as :func:`pinglot.sentences.split` gives them."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A source and its approved translation.

    Attributes:
        source: coded text.
        texts: its translations: one, or one a plural form.
        origin: where it stands: a domain, or the name of a TMX file.
        context, plural: as the entry has them.
        live: whether the entry is in use; False for an obsolete one.
    """

    source: str
    texts: tuple[str, ...]
    origin: str
    context: str | None = None
    plural: str | None = None
    live: bool = True


@dataclass(frozen=True, slots=True)
class Hit:
    """What a memory has for a text.

    Attributes:
        pair: the approved pair; for a near hit its texts are mended to the numbers and codes of what was asked.
        source: what the approved text was made for.
        others: origins of other translations that people approved for the very same source.
    """

    pair: Pair
    source: str
    others: tuple[str, ...] = ()


class Memory:
    """Approved pairs of one locale.

    Args:
        pairs: in order of precedence; those in use count before obsolete ones.
        split_source, split_target: cut plain text into sentences; without them whole units alone are served.
    """

    def __init__(
        self, pairs: Iterable[Pair], split_source: Split | None = None, split_target: Split | None = None
    ) -> None:
        self.pairs = sorted(dict.fromkeys(pairs), key=lambda pair: not pair.live)
        self._split = (split_source, split_target)
        self._exact: dict[tuple[str | None, str, str | None], list[Pair]] = {}
        for pair in self.pairs:
            self._exact.setdefault((pair.context, pair.source, pair.plural), []).append(pair)
        self._neighbours: merge.Neighbours | None = None
        self._plain: _Haystack | None = None
        self._sentences: dict[int, dict[str, str]] = {}

    def __len__(self) -> int:
        return len(self.pairs)

    def exact(self, source: str, context: str | None = None, plural: str | None = None) -> Hit | None:
        """What people approved for this very source in this very context."""
        found = self._exact.get((context, source, plural))
        if not found:
            return None
        first = found[0]
        others = {pair.origin: None for pair in found if pair.texts != first.texts and pair.live == first.live}
        return Hit(first, source, tuple(others))

    def near(self, source: str, context: str | None = None, without: str = "") -> Iterator[Hit]:
        """Approved texts for nearly this source, the nearest first, mended to its numbers and codes.

        Where they cannot be mended, the text is left out. Plural messages have no near ones.

        Args:
            source: coded text.
            context: texts of the same context only.
            without: an origin whose texts in use are left out: in an article, a paragraph that resembles another is
                another.
        """
        from rapidfuzz import fuzz, process

        if self._neighbours is None:
            self._neighbours = merge.Neighbours([pair.source for pair in self.pairs])
        group = [
            pair
            for pair in (self.pairs[place] for place in self._neighbours.of(source))
            if pair.plural is None and pair.context == context and not (pair.live and pair.origin == without)
        ]
        found = process.extract(
            source, [pair.source for pair in group], scorer=fuzz.ratio, score_cutoff=NEAR, limit=_PROPOSED
        )
        for _, _, place in found:
            pair = group[place]
            text = merge.mend(pair.source, source, pair.texts[0])
            if text and not inline.verify(source, text):
                yield Hit(Pair(source, (text,), pair.origin, context, None, pair.live), pair.source)

    def sentence(self, text: str) -> tuple[str, str] | None:
        """What people approved for a plain sentence, alone or inside a unit: its translation, and where it stands.

        Inside a unit it is known where source and translation have as many sentences. A sentence with inline codes
        in it is not served; nor is one that people translated in two ways.
        """
        if self._split[0] is None or not self.pairs:
            return None
        if self._plain is None:
            self._plain = _Haystack([_plain_source(pair) for pair in self.pairs])
        found: dict[str, str] = {}
        for place in self._plain.holding(text):
            if place not in self._sentences:
                self._sentences[place] = dict(self._pairs_of_sentences(self.pairs[place]))
            said = self._sentences[place].get(text)
            if said is not None:
                found.setdefault(said, self.pairs[place].origin)
        return next(iter(found.items())) if len(found) == 1 else None

    def _pairs_of_sentences(self, pair: Pair) -> Iterator[tuple[str, str]]:
        split_source, split_target = self._split
        assert split_source is not None and split_target is not None
        source, target = inline.parse(pair.source), inline.parse(pair.texts[0])
        spans, answers = split_source(source.text), split_target(target.text)
        if len(spans) != len(answers):
            return
        for span, answer in zip(spans, answers, strict=True):
            if not (_coded(source, span) or _coded(target, answer)):
                yield source.text[slice(*span)], target.text[slice(*answer)]


def pairs_of(file: PoFile, origin: str, machine: bool = False) -> Iterator[Pair]:
    """What a catalog holds for a memory.

    Args:
        file: the catalog.
        origin: its domain.
        machine: whether texts that no person has touched count as well.
    """
    for entry in file.messages:
        if all(entry.msgstr) and not entry.fuzzy and (machine or not provenance.is_machine(entry)):
            yield Pair(entry.msgid, tuple(entry.msgstr), origin, entry.context, entry.plural, not entry.obsolete)


def catalogs_of(folder: str | Path, locale: str = "") -> list[tuple[str, str, Path]]:
    """Every catalog below a locales folder: ``(BCP 47 tag, domain, path)``, sorted; of one locale where it is named."""
    found: list[tuple[str, str, Path]] = []
    folder = Path(folder)
    for child in sorted(folder.iterdir()) if folder.is_dir() else ():
        try:
            tag = locales.normalize(child.name)
        except UsageError:
            continue
        if locale and tag != locales.normalize(locale):
            continue
        inner = child / "LC_MESSAGES"
        for path in sorted(inner.rglob("*.po")):
            relative = path.relative_to(inner)
            if not path.name.startswith("."):
                found.append((tag, relative.with_suffix("").as_posix(), path))
    return found


_PROPOSED = 4


class _Haystack:
    """Finds which of many texts hold a sentence, without cutting any of them."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.starts: list[int] = []
        length = 0
        for text in texts:
            self.starts.append(length)
            length += len(text) + 1
        self.text = "\0".join(texts)

    def holding(self, sentence: str) -> Iterator[int]:
        last = -1
        position = self.text.find(sentence)
        while position >= 0:
            place = bisect_right(self.starts, position) - 1
            if place != last:
                yield place
            last = place
            following = self.starts[place + 1] if place + 1 < len(self.starts) else len(self.text)
            position = self.text.find(sentence, following)


def _plain_source(pair: Pair) -> str:
    return "" if pair.plural is not None else inline.parse(pair.source).text


def _coded(plain: inline.Plain, span: tuple[int, int]) -> bool:
    start, end = span
    return OBJECT in plain.text[start:end] or any(start < tag.position < end for tag in plain.tags)
