"""HTML from values: an element is a call, and every text in it is escaped unless it is markup already.

Attribute names are Python's, with ``_`` for ``-`` and at the end where a word is reserved (``class_``, ``aria_label``).
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable

__all__ = ["Markup", "element", "escaped", "joined"]

_VOID = {"br", "hr", "img", "input", "link", "meta", "wbr"}
# What an HTML document cannot hold (the HTML Standard, "Preprocessing the input stream"), and what would break a file.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


class Markup(str):
    """Text that is HTML: it is not escaped again."""

    __slots__ = ()


Child = str | Markup | Iterable["Child"] | None
Attribute = str | int | bool | None


def escaped(text: str) -> Markup:
    """A text that says the same in HTML, also inside quotes; what no document can hold becomes U+FFFD."""
    if isinstance(text, Markup):
        return text
    return Markup(html.escape(_UNWRITABLE.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))))


def joined(children: Child) -> Markup:
    """Texts and markup, nested as they may be, as one piece of markup."""
    if children is None:
        return Markup("")
    if isinstance(children, str):
        return escaped(children)
    return Markup("".join(map(joined, children)))


def element(name: str, /, *children: Child, **attributes: Attribute) -> Markup:
    """An element: ``element("td", "a < b", class_="source", lang="en")``.

    Args:
        children: texts, markup, or sequences of them; None is nothing.
        attributes: None and False leave an attribute out, True gives it without a value.
    """
    said = "".join(
        f" {key.rstrip('_').replace('_', '-')}" + ("" if value is True else f'="{escaped(str(value))}"')
        for key, value in attributes.items()
        if value is not None and value is not False
    )
    opening = f"<{name}{said}>"
    return Markup(opening if name in _VOID else f"{opening}{joined(children)}</{name}>")
