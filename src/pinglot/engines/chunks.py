"""Texts that are too long for a model: cut where a reader would pause, and joined again.

A model of Argos Translate's writes 256 pieces at most and was trained on sentences; a longer one is cut at the end of
a clause, else at a blank, else where it must be. Nothing is left out, and every link keeps its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pinglot.engines.decoder import Output
from pinglot.engines.tokens import Tokenizer
from pinglot.model import Link
from pinglot.scripts import is_unspaced, words

__all__ = ["MAX_INPUT", "halved", "is_long", "joined", "parts"]

MAX_INPUT = 180
"""Source tokens of one chunk: a longer sentence is cut at a clause, or its translation would not fit the output."""
_WORTH_HALVING = 24

_CLAUSE_END = re.compile(r"[;:,،、，；：。—–)\]]\s*|\s[-–—]\s")


def parts(texts: Sequence[str], tokenizer: Tokenizer) -> dict[str, list[str]]:
    """What each text is cut into where it is too long for the model; any other stays whole."""
    pieces = tokenizer.pieces(texts)
    return {
        text: [text] if len(own) <= MAX_INPUT else list(_chunks(text, tokenizer))
        for text, own in zip(texts, pieces, strict=True)
    }


def _chunks(text: str, tokenizer: Tokenizer) -> Iterator[str]:
    while True:
        _, spans = tokenizer.encode(text)
        if len(spans) <= MAX_INPUT:
            yield text
            return
        limit = max(spans[MAX_INPUT - 1][0], 1)
        cut = _cut(text, limit // 2, limit)
        yield text[:cut].strip()
        text = text[cut:].strip()


def halved(text: str) -> tuple[str, str]:
    """Cuts a text in two, near its middle."""
    middle = len(text) // 2
    cut = _cut(text, middle // 2, middle + middle // 2)
    return text[:cut].strip(), text[cut:].strip()


def is_long(text: str) -> bool:
    """Whether half of the text is still enough to translate."""
    return len(words(text)) >= _WORTH_HALVING


def _cut(text: str, low: int, high: int) -> int:
    ends = [match.end() for match in _CLAUSE_END.finditer(text, low, high)]
    if ends:
        return ends[-1]
    blank = text.rfind(" ", low, high)
    return blank if blank > 0 else high


def joined(text: str, parts: Sequence[str], outputs: Sequence[Output], locale: str) -> Output:
    """One output for a text that was translated in parts.

    Args:
        text: the whole source.
        parts, outputs: what it was cut into, and what the model said to each.
        locale: BCP 47 tag of the target, whose script says what stands between two parts.
    """
    glue = "" if is_unspaced(locale) else " "
    aligned = all(output.links is not None for output in outputs)
    said = ""
    links: list[Link] = []
    position = 0
    for part, output in zip(parts, outputs, strict=True):
        position = text.index(part, position)
        said += glue if said and output.text else ""
        links += [_shifted(link, position, len(said)) for link in output.links or ()]
        said += output.text
        position += len(part)
    total = sum(output.tokens for output in outputs)
    return Output(
        source=text,
        text=said,
        links=links if aligned else None,
        score=sum(output.score * output.tokens for output in outputs) / max(total, 1),
        tokens=total,
        unknown=tuple(word for output in outputs for word in output.unknown),
        truncated=any(output.truncated for output in outputs),
    )


def _shifted(link: Link, source: int, target: int) -> Link:
    return Link(
        link.source_start + source, link.source_end + source, link.target_start + target, link.target_end + target
    )
