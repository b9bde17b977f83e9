"""One pass over the elements of a page: what is translated and what is not, and the units in between."""

from __future__ import annotations

import bisect
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from pinglot.documents.html.lexing import text_runs
from pinglot.documents.html.pieces import LOOSE_CODE, Piece, attribute_kind, attribute_place, parts, text_place
from pinglot.documents.html.tokens import Attribute, Token, TokenKind, attributes
from pinglot.documents.html.tree import BLOCKS, RAW_TEXT, VOID, Element, elements
from pinglot.documents.reading import NEVER_TRANSLATED, Directive, Found, Inner, directive
from pinglot.inline import Run, RunKind

__all__ = ["Reader"]

# Beyond the standard's blocks: what begins and ends a text of its own wherever it stands.
_BOUNDARIES = BLOCKS | frozenset((
    "audio", "base", "canvas", "col", "datalist", "fieldset", "frame", "frameset", "hr", "label", "legend", "map",
    "noframes", "noscript", "summary", "title", "video",
))  # fmt: skip
_NEVER = NEVER_TRANSLATED | (RAW_TEXT - {"title"})

_KINDS = {
    **{f"h{level}": "heading" for level in range(1, 7)},
    "li": "list item", "td": "table cell", "th": "table cell", "dt": "term", "dd": "definition",
    "caption": "caption", "figcaption": "caption", "title": "title", "option": "option", "label": "label",
    "button": "button", "summary": "summary", "legend": "legend", "blockquote": "quotation",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Scope:
    """What holds inside an element.

    Attributes:
        translate: what the nearest ``translate`` attribute says.
        dead: the outermost element whose text is left alone, None where text is translated.
        block: the name of the nearest element that begins a unit.
        context, notes: what directives said for a block around it.
    """

    translate: bool = True
    dead: Element | None = None
    block: str = ""
    context: str | None = None
    notes: tuple[str, ...] = ()


@dataclass(slots=True)
class _Stretch:
    """What stands between two block tags, as it is gathered."""

    scope: _Scope
    pieces: list[Piece] = field(default_factory=list)
    attributes: list[Found] = field(default_factory=list)
    last_dead: object = None
    """The dead element or the skip directive that the last piece is of: what follows in it belongs to one code."""
    dead_ends: dict[int, int] = field(default_factory=dict)
    """Index of such a piece → offset where it ends, where that is further than its first token."""
    speaks: bool = False
    """Whether the unit has begun, so that a directive is for it and not for the next block."""
    context: str | None = None
    notes: tuple[str, ...] = ()


class Reader:
    """Reads a page, or a piece of one, once.

    Attributes:
        root: the ``<html>`` tag, None before :meth:`read` or where there is none.
        skipping: line of a skip directive that is not ended, 0 where there is none.
    """

    def __init__(
        self,
        text: str,
        *,
        xml: bool = False,
        line: int = 1,
        context: str | None = None,
        notes: tuple[str, ...] = (),
    ) -> None:
        self.root: Token | None = None
        self.skipping = 0
        self._text = text
        self._first_line = line
        self._line_ends = [match.end() for match in re.finditer(r"\r\n?|\n", text)]
        self._tokens = list(elements(text, xml))
        self._ended = {id(element) for token, element in self._tokens if token.kind is TokenKind.END}
        self._base = _Scope(context=context, notes=notes)
        self._scopes: dict[int, _Scope] = {}
        self._pending: list[Directive] = []
        self._skip: Token | None = None
        self._stretch = _Stretch(self._base)
        self._found: list[Found] = []

    def read(self) -> list[Found]:
        """The places of the units, in order."""
        for token, element in self._tokens:
            if token.kind is TokenKind.START:
                self._start(token, element)
            elif token.kind is TokenKind.END and self._parts(token, self._scope(element)):
                self._flush()
            else:
                self._directive(token, element)
                self._append(token, self._scope(element))
                self._end_of_skip(token)
        self._flush()
        self._found.sort(key=lambda place: place.start)
        return self._found

    def _line(self, offset: int) -> int:
        return self._first_line + bisect.bisect_right(self._line_ends, offset)

    # What holds where

    def _scope(self, element: Element | None) -> _Scope:
        return self._base if element is None else self._scopes.get(id(element), self._base)

    def _parts(self, token: Token, scope: _Scope) -> bool:
        """Whether a tag parts units; inside a sentence's ``<svg>`` or ``<code>`` it does not."""
        return token.name in _BOUNDARIES and (scope.dead is None or scope.dead.name in _BOUNDARIES)

    def _start(self, token: Token, element: Element) -> None:
        known = attributes(self._text, token)
        if token.name == "html" and self.root is None:
            self.root = token
        scope = self._inner_scope(element, known)
        parts_units = self._parts(token, scope)
        if parts_units:
            self._flush()
            if token.name not in VOID:
                scope = self._with_pending(replace(scope, block=element.name))
        self._scopes[id(element)] = scope
        self._attributes(element, known, scope)
        if not parts_units:
            self._append(token, scope)

    def _inner_scope(self, element: Element, known: Sequence[Attribute]) -> _Scope:
        scope = self._scope(element.parent)
        said = {one.name: self._text[one.start : one.end].strip().lower() for one in known}
        wanted = "translate" in said and said["translate"] in ("", "yes")
        refused = said.get("translate") == "no" or (not wanted and "notranslate" in said.get("class", "").split())
        if wanted and not element.foreign and element.name not in RAW_TEXT:
            return replace(scope, translate=True, dead=None)
        if refused:
            return replace(scope, translate=False, dead=scope.dead or element)
        return replace(scope, dead=element) if scope.dead is None and self._is_code(element) else scope

    def _is_code(self, element: Element) -> bool:
        # A <code> that nothing closes would take the rest of the page along.
        open_ended = element.name in LOOSE_CODE and id(element) not in self._ended
        return bool(element.foreign) or (element.name in _NEVER and not open_ended)

    # Directives

    def _directive(self, token: Token, element: Element) -> None:
        said = directive(self._text[token.start : token.end]) if token.kind is TokenKind.COMMENT else None
        if said is None or self._skip is not None or self._scope(element).dead is not None:
            return
        if said.word == "skip":
            self._skip, self.skipping = token, self._line(token.start)
        elif said.word != "end" and self._stretch.speaks:
            self._stretch.context, self._stretch.notes = _told([said], self._stretch.context, self._stretch.notes)
        elif said.word != "end":
            self._pending.append(said)

    def _end_of_skip(self, token: Token) -> None:
        if self._skip is not None and token.kind is TokenKind.COMMENT:
            said = directive(self._text[token.start : token.end])
            if said is not None and said.word == "end":
                self._skip, self.skipping = None, 0

    def _with_pending(self, scope: _Scope) -> _Scope:
        if not self._pending:
            return scope
        context, notes = _told(self._pending, scope.context, scope.notes)
        self._pending = []
        return replace(scope, context=context, notes=notes)

    # Gathering

    def _append(self, token: Token, scope: _Scope) -> None:
        stretch = self._stretch
        if not stretch.pieces:
            stretch.scope = scope
        known = len(stretch.pieces)
        raw = self._text[token.start : token.end]
        dead = self._skip or scope.dead
        if dead is not None and dead is stretch.last_dead:
            stretch.dead_ends[len(stretch.pieces) - 1] = token.end
        elif dead is not None:
            stretch.pieces.append(
                Piece(Run(RunKind.SINGLE, raw, label=scope.dead.name if scope.dead else "span"), token.start)
            )
        elif token.kind is TokenKind.TEXT:
            position = token.start
            for run in text_runs(raw):
                stretch.pieces.append(Piece(run, position))
                position += len(run.raw)
        else:
            kind = RunKind.CLOSE if token.kind is TokenKind.END else RunKind.OPEN
            if token.name in VOID or not token.name:
                kind = RunKind.SINGLE
            stretch.pieces.append(Piece(Run(kind, raw, label=token.name or "!"), token.start))
        stretch.last_dead = dead
        stretch.speaks = stretch.speaks or not all(piece.silent for piece in stretch.pieces[known:])

    def _attributes(self, element: Element, known: Sequence[Attribute], scope: _Scope) -> None:
        in_code = scope.dead is not None and self._scope(element.parent).dead is not None
        if element.foreign or in_code or not scope.translate or self._skip is not None:
            return
        said = {one.name: self._text[one.start : one.end].strip().lower() for one in known}
        for one in known:
            kind = attribute_kind(element.name, one.name, said)
            place = attribute_place(self._text, one, kind) if kind and not one.bare else None
            if place is not None:
                self._stretch.attributes.append(self._told(place, scope, kind))

    def _told(self, place: Found, scope: _Scope, kind: str) -> Found:
        line = self._line(place.start)
        return replace(place, unit=replace(place.unit, kind=kind, line=line, context=scope.context, notes=scope.notes))

    def _flush(self) -> None:
        stretch = self._stretch
        self._stretch = _Stretch(self._base)
        if not stretch.speaks and not stretch.attributes:
            return
        for index, end in stretch.dead_ends.items():
            piece = stretch.pieces[index]
            piece.run = replace(piece.run, raw=self._text[piece.start : end])
        places = [place for part in parts(stretch.pieces) if (place := text_place(part)) is not None]
        if not places and not stretch.attributes:
            return
        scope = stretch.scope
        kind = _KINDS.get(scope.block, "paragraph")
        places = [self._told(place, scope, kind) for place in places]
        context, notes = _told(self._pending, stretch.context, stretch.notes)
        self._pending = []

        def finished(place: Found) -> Found:
            unit = place.unit
            said = context if context is not None else unit.context
            return replace(place, unit=replace(unit, context=said, notes=unit.notes + notes))

        starts = [place.start for place in places]
        inner: list[list[Inner]] = [[] for _ in places]
        for attribute in map(finished, stretch.attributes):
            index = bisect.bisect_right(starts, attribute.start) - 1
            if index >= 0 and attribute.end <= places[index].end:
                code = [one for one in places[index].inner if one.at <= attribute.start][-1]
                inner[index].append(replace(code, found=attribute))
            else:
                self._found.append(attribute)
        for place, inside in zip(places, inner, strict=True):
            self._found.append(finished(replace(place, inner=tuple(inside))))


def _told(said: Sequence[Directive], context: str | None, notes: tuple[str, ...]) -> tuple[str | None, tuple[str, ...]]:
    """Context and notes after some directives."""
    for one in said:
        if one.word == "context":
            context = one.text or None
    return context, notes + tuple(one.text for one in said if one.word == "note" and one.text)
