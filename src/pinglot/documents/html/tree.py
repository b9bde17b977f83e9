"""HTML tokens → elements: which element each token belongs to, where end tags are left out or wrongly nested.

The part of the standard's tree construction (WHATWG, section 13.2.6) that decides what is inside what: elements
without an end tag, end tags that close nothing, SVG and MathML. Nothing is built or moved, so tokens keep their places.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pinglot.documents.html.tokens import Token, TokenKind, next_token, raw_text_end

__all__ = ["BLOCKS", "RAW_TEXT", "VOID", "Element", "elements"]

VOID = frozenset((
    "area", "base", "basefont", "bgsound", "br", "col", "embed", "frame", "hr", "img", "input", "keygen", "link",
    "meta", "param", "source", "track", "wbr",
))  # fmt: skip
RAW_TEXT = frozenset((
    "script", "style", "title", "textarea", "xmp", "iframe", "noembed", "noframes",
))  # fmt: skip

_CLOSES_P = frozenset((
    "address", "article", "aside", "blockquote", "center", "details", "dialog", "dir", "div", "dl", "fieldset",
    "figcaption", "figure", "footer", "form", "header", "hgroup", "hr", "main", "menu", "nav", "ol", "p", "pre",
    "listing", "search", "section", "summary", "ul", "xmp", "plaintext", "h1", "h2", "h3", "h4", "h5", "h6", "li",
    "dd", "dt",
))  # fmt: skip
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_SCOPE = frozenset((
    "applet", "caption", "html", "table", "td", "th", "marquee", "object", "template", "foreignobject", "desc", "svg",
    "math",
))  # fmt: skip
BLOCKS = _CLOSES_P | (_SCOPE - {"svg", "math", "desc", "foreignobject"}) | frozenset((
    "body", "button", "colgroup", "head", "select", "tbody", "tfoot", "thead", "tr", "option", "optgroup",
))  # fmt: skip
_TABLE_PARTS = frozenset((
    "caption", "colgroup", "tbody", "td", "tfoot", "th", "thead", "tr",
))  # fmt: skip
# What each start tag ends, and what such an element must be inside of to be out of its reach.
_SIBLINGS = {
    "li": ("li", ("ul", "ol", "menu", "dir", "#scope")),
    "dd": ("dd dt", ("dl", "#scope")),
    "dt": ("dd dt", ("dl", "#scope")),
    "option": ("option", ("select", "datalist", "#scope")),
    "optgroup": ("option optgroup", ("select", "#scope")),
    "td": ("td th", ("tr", "table")),
    "th": ("td th", ("tr", "table")),
    "tr": ("td th tr", ("table",)),
    "tbody": ("caption colgroup tbody thead tfoot", ("table",)),
    "thead": ("caption colgroup tbody thead tfoot", ("table",)),
    "tfoot": ("caption colgroup tbody thead tfoot", ("table",)),
    "colgroup": ("caption colgroup", ("table",)),
    "caption": ("caption colgroup", ("table",)),
    "rt": ("rt rp", ("ruby", "#scope")),
    "rp": ("rt rp", ("ruby", "#scope")),
}
_FOREIGN = frozenset(("svg", "math"))
# Elements of SVG and MathML whose content is HTML again.
_INTEGRATION = {"svg": ("foreignobject", "desc", "title"), "math": ("mi", "mo", "mn", "ms", "mtext")}
_LEAVES_FOREIGN = _CLOSES_P | frozenset((
    "b", "big", "body", "br", "code", "em", "embed", "head", "i", "img", "meta", "nobr", "ruby", "s", "small", "span",
    "strong", "strike", "sub", "sup", "table", "tt", "u", "var",
))  # fmt: skip


@dataclass(slots=True, eq=False)
class Element:
    """An open element: its name, its start tag (None for the document itself), and what it is inside of.

    ``foreign`` is ``svg`` or ``math`` for an element of those languages, else ``""``.
    """

    name: str
    start: Token | None
    parent: Element | None
    foreign: str = ""

    @property
    def holds_foreign(self) -> bool:
        """Whether what stands in it is SVG or MathML, too."""
        return bool(self.foreign) and self.name not in _INTEGRATION[self.foreign]


class _Stack:
    """Open elements, with the places of each name at hand, so that deep nesting costs no searches."""

    def __init__(self) -> None:
        self.root = Element("", None, None)
        self.open = [self.root]
        self.places: dict[str, list[int]] = {}

    @property
    def top(self) -> Element:
        return self.open[-1]

    def last(self, *names: str) -> int:
        """The place of the innermost open element of one of these names or kinds (``#scope``), 0 where none is."""
        return max((self.places[name][-1] for name in names if self.places.get(name)), default=0)

    def push(self, element: Element) -> None:
        for name in self._kinds(element):
            self.places.setdefault(name, []).append(len(self.open))
        self.open.append(element)

    def pop_to(self, place: int) -> None:
        """Closes the element at ``place`` and everything inside it."""
        while len(self.open) > place:
            for name in self._kinds(self.open.pop()):
                self.places[name].pop()

    def close(self, names: tuple[str, ...], barriers: tuple[str, ...]) -> bool:
        """Closes the outermost-reaching of these names that no barrier encloses; whether there was one."""
        place = self.last(*names)
        if place and place >= self.last(*barriers):
            self.pop_to(place)
            return True
        return False

    def _kinds(self, element: Element) -> Iterator[str]:
        yield element.name
        if element.name in _SCOPE:
            yield "#scope"
        if element.name in BLOCKS or element.name in _SCOPE:
            yield "#block"


def elements(text: str, xml: bool = False) -> Iterator[tuple[Token, Element]]:
    """Every token with its element: a start tag with the element it opens, an end tag with the one that it closes.

    An end tag that closes nothing, text and comments come with the element that they stand in. A void element
    (``<br>``) has an element of its own.

    Args:
        text: the whole file, or a piece of one.
        xml: whether ``<div/>`` is an empty element, as in XHTML served as XML.
    """
    stack = _Stack()
    position = 0
    while position < len(text):
        token = next_token(text, position, sections=xml or stack.top.holds_foreign)
        position = token.end
        if token.kind is TokenKind.END:
            yield token, _end(stack, token)
            continue
        if token.kind is not TokenKind.START:
            yield token, stack.top
            continue
        element = _start(stack, token)
        yield token, element
        empty = token.closed and (xml or element.foreign)
        if empty or (token.name in VOID and not element.foreign):
            continue
        stack.push(element)
        if element.foreign:
            continue
        if token.name in RAW_TEXT or token.name == "plaintext":
            end = raw_text_end(text, position, token.name) if token.name in RAW_TEXT else len(text)
            if end > position:
                yield Token(TokenKind.TEXT, position, end), element
            position = end


def _start(stack: _Stack, token: Token) -> Element:
    name = token.name
    if stack.top.holds_foreign and name in _LEAVES_FOREIGN:
        while stack.top.holds_foreign:
            stack.pop_to(len(stack.open) - 1)
    if stack.top.holds_foreign:
        return Element(name, token, stack.top, stack.top.foreign)
    if name in _FOREIGN:
        return Element(name, token, stack.top, name)
    if name in _SIBLINGS:
        names, barriers = _SIBLINGS[name]
        # The outermost of them goes: a row ends its cell and itself.
        while stack.close(tuple(names.split()), barriers):
            pass
    if name in _CLOSES_P:
        stack.close(("p",), ("button", "#scope"))
    if name in _HEADINGS and stack.top.name in _HEADINGS:
        stack.pop_to(len(stack.open) - 1)
    return Element(name, token, stack.top)


def _end(stack: _Stack, token: Token) -> Element:
    name = token.name
    place = stack.last(*_HEADINGS) if name in _HEADINGS else stack.last(name)
    if name in ("table", "html", "body", "template", *_FOREIGN) or stack.top.foreign:
        barrier = 0
    elif name in _TABLE_PARTS:
        barrier = stack.last("table")
    elif name in BLOCKS or name in _SCOPE:
        barrier = max(stack.last("#scope"), stack.last("button") if name == "p" else 0)
    else:
        barrier = stack.last("#block")
    if not place or place < barrier:
        return stack.top
    element = stack.open[place]
    stack.pop_to(place)
    return element
