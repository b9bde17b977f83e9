"""Coded texts cut into sentences, for recognising split and merged paragraphs."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from pinglot import inline, locales, sentences
from pinglot.catalogs.split import Cutter
from pinglot.inline import Plain, Tag, TagKind

__all__ = ["coded_sentences", "cutter"]

# Written without blanks between sentences.
_UNSPACED = {"zh", "ja", "th", "lo", "km", "my"}


def cutter(source: str, target: str) -> Cutter:
    """Cuts texts of two locales, as :func:`pinglot.catalogs.merge.merge` takes it.

    Args:
        source, target: BCP 47 tags.
    """
    return Cutter(
        partial(coded_sentences, locale=source),
        partial(coded_sentences, locale=target),
        "" if locales.language(target) in _UNSPACED else " ",
    )


def coded_sentences(text: str, locale: str) -> list[str] | None:
    """The sentences of a coded text, each a coded text; None where a pair of codes does not lie within one of them.

    Args:
        text: coded text, as :attr:`pinglot.model.Unit.source` has it.
        locale: BCP 47 tag of its language.
    """
    plain = inline.parse(text)
    spans = sentences.split(plain.text, locale)
    inside: list[list[Tag]] = [[] for _ in spans]
    owner: dict[str, int] = {}
    for tag in plain.tags:
        place = next((index for index, span in enumerate(spans) if _holds(span, tag)), None)
        if place is None or owner.setdefault(tag.name, place) != place:
            return None
        inside[place].append(replace(tag, position=tag.position - spans[place][0]))
    return [
        inline.build(Plain(plain.text[start:end], tuple(tags)))
        for (start, end), tags in zip(spans, inside, strict=True)
    ]


def _holds(span: tuple[int, int], tag: Tag) -> bool:
    start, end = span
    if tag.kind is TagKind.CLOSE:
        return start < tag.position <= end
    return start <= tag.position < end
