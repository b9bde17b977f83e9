"""Which source word became which target word: links from attention, links through a pivot."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from pinglot.model import OBJECT, Link
from pinglot.scripts import Span, is_mark, words

__all__ = [
    "by_target",
    "compose",
    "flat",
    "from_attention",
    "identity",
    "object_links",
    "unflat",
]


def identity(text: str) -> tuple[Link, ...]:
    """The alignment of a text with itself, word by word."""
    return tuple(Link(start, end, start, end) for start, end in words(text))


def from_attention(
    attention: Sequence[Sequence[float]],
    source: str,
    source_pieces: Sequence[Span],
    target: str,
    target_pieces: Sequence[Span],
) -> list[Link]:
    """Turns an attention matrix over pieces into links between words.

    Words that stand once on both sides, as names and numbers do, are linked to each other. Any other target word is
    linked to the source word that its pieces look at most, marks to marks and words to words; a source word that is
    left over is linked to the target word that looks at it most.

    Args:
        attention: one row a target piece, one weight a source piece.
        source, target: the texts.
        source_pieces, target_pieces: where each piece stands in its text, in code points.

    Returns:
        links sorted by target.
    """
    source_words, target_words = words(source), words(target)
    if not source_words or not target_words or not len(attention):
        return []
    import numpy

    weights = _word_weights(attention, source_words, source_pieces, target_words, target_pieces)
    # Inside one piece all words weigh the same; then the one at the same place is the better guess.
    places = numpy.subtract.outer(
        numpy.arange(len(target_words)) / len(target_words), numpy.arange(len(source_words)) / len(source_words)
    )
    weights = numpy.where(weights > 0, weights - 1e-6 * abs(places), 0)
    marks_of_source = numpy.array([is_mark(source[start:end]) for start, end in source_words])
    marks_of_target = numpy.array([is_mark(target[start:end]) for start, end in target_words])
    weights = numpy.where(marks_of_target[:, None] == marks_of_source[None, :], weights, 0)
    pairs = _anchors(source, source_words, target, target_words)
    anchored = {right for _, right in pairs}
    for right, left in enumerate(weights.argmax(axis=1).tolist()):
        if right not in anchored and weights[right, left] > 0:
            pairs.add((left, right))
    _link_the_rest(pairs, anchored, weights, marks_of_source)
    return by_target(Link(*source_words[left], *target_words[right]) for left, right in pairs)


def _link_the_rest(pairs: set[tuple[int, int]], anchored: set[int], weights: Any, marks_of_source: Any) -> None:
    """Links the source words that no target word chose to the target word that looks at them most.

    An article looks at its noun, for the gender. So a target word whose source word has other target words goes over
    to the one left over, if it looks at it nearly as much as any.
    """
    linked = {left for left, _ in pairs}
    shares = weights / (weights.sum(axis=1, keepdims=True) + 1e-9)  # a word of many pieces weighs no more than others
    for left, right in enumerate(shares.argmax(axis=0).tolist()):
        if left in linked or marks_of_source[left] or shares[right, left] <= 0:
            continue
        spare = [other for other in _spare(pairs) if other not in anchored]
        taken = max(spare, key=lambda other: shares[other, left], default=None)
        if taken is not None and shares[taken, left] >= 0.5 * shares[right, left]:
            pairs.difference_update([pair for pair in pairs if pair[1] == taken])
            right = taken
        pairs.add((left, right))


def _spare(pairs: set[tuple[int, int]]) -> list[int]:
    """Target words whose one source word has other target words besides."""
    words_of = Counter(left for left, _ in pairs)
    sources_of = Counter(right for _, right in pairs)
    return sorted(right for left, right in pairs if words_of[left] > 1 and sources_of[right] == 1)


def _anchors(
    source: str, source_words: Sequence[Span], target: str, target_words: Sequence[Span]
) -> set[tuple[int, int]]:
    left = [source[start:end] for start, end in source_words]
    right = [target[start:end] for start, end in target_words]
    once_left = {word for word, count in Counter(left).items() if count == 1}
    once = {word for word, count in Counter(right).items() if count == 1 and word in once_left}
    # One letter may be a word of its own in both languages by chance ("a"); a digit or a mark hardly.
    return {(left.index(word), right.index(word)) for word in once if len(word) > 1 or not word.isalpha()}


def _word_weights(
    attention: Sequence[Sequence[float]],
    source_words: Sequence[Span],
    source_pieces: Sequence[Span],
    target_words: Sequence[Span],
    target_pieces: Sequence[Span],
) -> Any:
    import numpy

    matrix = numpy.asarray(attention, dtype=float)[: len(target_pieces), : len(source_pieces)]
    rows = _membership(target_words, target_pieces[: matrix.shape[0]])
    columns = _membership(source_words, source_pieces[: matrix.shape[1]])
    return numpy.asarray(rows) @ matrix @ numpy.asarray(columns).T


def _membership(word_spans: Sequence[Span], pieces: Sequence[Span]) -> list[list[float]]:
    """For each word, how much of each piece lies in it, 0 to 1."""
    table = [[0.0] * len(pieces) for _ in word_spans]
    first = 0
    for column, (start, end) in enumerate(pieces):
        while first < len(word_spans) and word_spans[first][1] <= start:
            first += 1
        for row in range(first, len(word_spans)):
            if word_spans[row][0] >= end:
                break
            overlap = min(end, word_spans[row][1]) - max(start, word_spans[row][0])
            if overlap > 0:
                table[row][column] = overlap / (end - start)
    return table


def object_links(source: str, target: str) -> list[Link]:
    """Links the k-th OBJECT of the source to the k-th of the target."""
    left = [position for position, char in enumerate(source) if char == OBJECT]
    right = [position for position, char in enumerate(target) if char == OBJECT]
    return [Link(a, a + 1, b, b + 1) for a, b in zip(left, right, strict=False)]


def compose(first: Sequence[Link], second: Sequence[Link]) -> list[Link]:
    """The alignment of two translations one after the other: what overlaps in the middle text is linked.

    Args:
        first: links from the source to the middle text.
        second: links from the middle text to the target.

    Returns:
        links from source to target, sorted by target.
    """
    return by_target(
        {
            Link(before.source_start, before.source_end, after.target_start, after.target_end)
            for after in second
            for before in first
            if before.target_start < after.source_end and before.target_end > after.source_start
        }
    )


def by_target(links: Iterable[Link]) -> list[Link]:
    """Links in the order that a draft has them."""
    return sorted(links, key=lambda link: (link.target_start, link.target_end, link.source_start, link.source_end))


def flat(links: Iterable[Link] | None) -> list[int] | None:
    """An alignment as a row of numbers, four a link, for JSON."""
    if links is None:
        return None
    return [
        number for link in links for number in (link.source_start, link.source_end, link.target_start, link.target_end)
    ]


def unflat(numbers: Sequence[int] | None) -> tuple[Link, ...] | None:
    """The alignment that :func:`flat` made a row of numbers of."""
    return None if numbers is None else tuple(Link(*numbers[at : at + 4]) for at in range(0, len(numbers), 4))
