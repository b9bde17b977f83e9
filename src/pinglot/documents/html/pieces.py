"""From the runs between two block tags to a unit: its codes, what stays in the skeleton, how it is written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pinglot import inline
from pinglot.documents.html.lexing import attribute_runs
from pinglot.documents.html.tokens import Attribute
from pinglot.documents.html.tree import VOID
from pinglot.documents.reading import Found, Inner, translatable
from pinglot.inline import Run, RunKind
from pinglot.model import OBJECT, Code, Unit

__all__ = ["LOOSE_CODE", "MAX_CODES", "Piece", "attribute_kind", "attribute_place", "code_kind", "parts", "text_place"]

MAX_CODES = 400
"""Inline codes and spelt literals in one unit; a longer stretch, which no author writes, becomes several units."""

LOOSE_CODE = frozenset(("code", "kbd", "samp", "var", "tt"))
"""Inline elements that hold code."""

_CODE_KINDS = {
    "a": "link", "b": "strong", "strong": "strong", "i": "emphasis", "em": "emphasis", "br": "break", "wbr": "break",
    "img": "image", "picture": "image", "svg": "image", "math": "math",
    **dict.fromkeys(LOOSE_CODE, "code"),
}  # fmt: skip
# Single codes that say nothing by themselves: at the edge of a unit they stay in the skeleton.
_SILENT = VOID | frozenset(("!", "svg", "script", "style", "iframe", "textarea", "noembed"))

_ATTRIBUTES = {
    "alt": "alt text", "title": "title attribute", "placeholder": "placeholder", "aria-label": "label",
    "aria-description": "description", "aria-placeholder": "placeholder", "aria-roledescription": "label",
    "aria-valuetext": "label",
}  # fmt: skip
_ATTRIBUTES_OF = {("th", "abbr"), ("track", "label"), ("option", "label"), ("optgroup", "label"), ("table", "summary")}
_META = frozenset((
    "description", "keywords", "og:title", "og:description", "og:image:alt", "twitter:title", "twitter:description",
    "twitter:image:alt",
))  # fmt: skip


def code_kind(name: str) -> str:
    """The kind of the code that an element is (:class:`pinglot.model.Code`)."""
    return _CODE_KINDS.get(name, "html")


@dataclass(slots=True)
class Piece:
    """A run and where it begins; a code's label is its element's name, ``""`` for comments and their like."""

    run: Run
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.run.raw)

    @property
    def silent(self) -> bool:
        """Whether nothing is lost for the translator where it stays in the skeleton: a blank, a break, a comment."""
        if self.run.kind is RunKind.SINGLE:
            return self.run.label in _SILENT
        return self.blank

    @property
    def blank(self) -> bool:
        return self.run.kind is RunKind.BREAK or (self.run.kind is RunKind.TEXT and self.run.text.isspace())


def parts(pieces: Sequence[Piece]) -> Iterator[list[Piece]]:
    """The pieces in order, cut where a unit would hold more than :data:`MAX_CODES`."""
    part: list[Piece] = []
    count = 0
    for piece in pieces:
        run = piece.run
        counts = run.kind is not RunKind.BREAK and (run.kind is not RunKind.TEXT or run.literal or run.raw != run.text)
        if counts and count == MAX_CODES:
            yield part
            part, count = [], 0
        count += counts
        part.append(piece)
    yield part


def text_place(pieces: list[Piece]) -> Found | None:
    """The unit that pieces make, None where they have no words. Its ``inner`` says only where each code begins."""
    pieces = _trimmed(_merged(pieces))
    if not pieces:
        return None
    source, codes, spelling = inline.protect(piece.run for piece in pieces)
    if not translatable(source):
        return None
    codes = tuple(code if code.kind == "character" else replace(code, kind=code_kind(code.kind)) for code in codes)

    def write(coded: str, written: tuple[Code, ...]) -> str:
        return inline.restore(coded, written, spelling, _escape)

    place = Found(pieces[0].start, pieces[-1].end, Unit(source, codes, spelling=spelling), write)
    coded = [piece for piece in pieces if _makes_code(piece.run)]
    marks = (Inner(code.name, False, piece.start, place) for code, piece in zip(codes, coded, strict=True))
    return replace(place, inner=tuple(marks))


def _makes_code(run: Run) -> bool:
    return run.kind in (RunKind.OPEN, RunKind.SINGLE) or (run.kind is RunKind.TEXT and OBJECT in run.text)


def _escape(text: str, before: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _partners(pieces: Sequence[Piece]) -> dict[int, int]:
    """Index of each OPEN → index of its CLOSE, and back, as :func:`pinglot.inline.protect` pairs them."""
    partner: dict[int, int] = {}
    waiting: dict[str, list[int]] = {}
    stack: list[int] = []
    for index, piece in enumerate(pieces):
        if piece.run.kind is RunKind.OPEN:
            stack.append(index)
            waiting.setdefault(piece.run.label, []).append(index)
        elif piece.run.kind is RunKind.CLOSE and waiting.get(piece.run.label):
            opening = waiting[piece.run.label][-1]
            while stack and stack[-1] >= opening:
                waiting[pieces[stack.pop()].run.label].pop()
            partner[opening], partner[index] = index, opening
    return partner


def _merged(pieces: list[Piece]) -> list[Piece]:
    """Pairs without any text inside become one single code, and so does a tag without a partner."""
    partner = _partners(pieces)
    spoken = [0]
    for piece in pieces:
        spoken.append(spoken[-1] + (piece.run.kind not in (RunKind.OPEN, RunKind.CLOSE) and not piece.silent))
    out: list[Piece] = []
    index = 0
    while index < len(pieces):
        piece = pieces[index]
        tag = piece.run.kind in (RunKind.OPEN, RunKind.CLOSE)
        end = index + 1
        if tag and index not in partner:
            out.append(Piece(replace(piece.run, kind=RunKind.SINGLE, label="!"), piece.start))
        elif (
            piece.run.kind is RunKind.OPEN
            and spoken[partner[index]] == spoken[index]
            and not _parts_words(pieces, index, partner[index])
        ):
            end = partner[index] + 1
            inside = pieces[index:end]
            label = "img" if any(one.run.label == "img" for one in inside) else "!"
            out.append(Piece(Run(RunKind.SINGLE, "".join(one.run.raw for one in inside), label=label), piece.start))
        else:
            out.append(piece)
        index = end
    return out


def _parts_words(pieces: Sequence[Piece], first: int, last: int) -> bool:
    """Whether the only blank between two words stands in this pair: ``two<span> </span>words``."""
    if not any(piece.blank for piece in pieces[first:last]):
        return False
    inside = first > 0 and last + 1 < len(pieces)
    return inside and not pieces[first - 1].blank and not pieces[last + 1].blank


def _trimmed(pieces: list[Piece]) -> list[Piece]:
    """Without what may stay in the skeleton: blanks and silent codes at the edges, pairs around everything."""
    partner = _partners(pieces)
    low, high = 0, len(pieces)
    while low < high:
        if pieces[low].silent:
            low += 1
        elif pieces[high - 1].silent:
            high -= 1
        elif pieces[low].run.kind is RunKind.OPEN and partner.get(low) == high - 1:
            low, high = low + 1, high - 1
        else:
            break
    return pieces[low:high]


# --- attributes -----------------------------------------------------------------------------------------------


def attribute_kind(element: str, name: str, said: Mapping[str, str]) -> str:
    """What a translatable attribute is, ``""`` for any other; ``said`` are the element's attributes."""
    if name in _ATTRIBUTES:
        return _ATTRIBUTES[name]
    if (element, name) in _ATTRIBUTES_OF:
        return name
    if element == "meta" and name == "content":
        meta = said.get("name") or said.get("property") or ""
        return f"meta {meta}" if meta in _META else ""
    if element == "input" and name == "value" and said.get("type") in ("submit", "button", "reset"):
        return "button"
    return ""


def attribute_place(text: str, attribute: Attribute, kind: str) -> Found | None:
    raw = text[attribute.start : attribute.end]
    start = attribute.start + len(raw) - len(raw.lstrip())
    raw = raw.strip()
    source, codes, spelling = inline.protect(attribute_runs(raw, attribute.quote))
    if not translatable(source):
        return None

    def write(coded: str, written: tuple[Code, ...]) -> str:
        value = inline.restore(coded, written, spelling, lambda said, before: _escape_value(said, attribute.quote))
        if not attribute.quote and (not value or value[0] in "\"'" or re.search(r"[\t\n\f\r >]", value)):
            return '"' + value.replace('"', "&quot;") + '"'
        return value

    return Found(start, start + len(raw), Unit(source, codes, kind=kind, spelling=spelling), write)


def _escape_value(text: str, quote: str) -> str:
    text = _escape(text, "")
    if quote != "'":
        text = text.replace('"', "&quot;")
    return text if quote == '"' else text.replace("'", "&#39;")
