"""What a paragraph is by its style: a heading, a list item."""

from __future__ import annotations

from collections.abc import Mapping

from pinglot.xmltree import Element

__all__ = ["kinds_of"]

_MAX_BASES = 20
_LAST_HEADING = 8  # an outline level of 9 is body text (ECMA-376, part 1, section 17.3.1.20)


def kinds_of(styles: Element) -> dict[str, str]:
    """The id of each paragraph style that says what a paragraph is → ``heading`` or ``list item``.

    A style says so by its name, which Word keeps in English whatever its own language, by an outline level or a
    numbering, or through the style that it is based on.

    Args:
        styles: the root of the part with the styles.
    """
    own = {style.attributes.get("styleId", ""): style for style in styles.all("style")}
    return {name: kind for name in own if (kind := _kind(name, own))}


def _kind(name: str, styles: Mapping[str, Element]) -> str:
    for _ in range(_MAX_BASES):
        style = styles.get(name)
        if style is None:
            return ""
        said = _value(style, "name").lower()
        properties = style.first("pPr")
        level = _value(properties, "outlineLvl") if properties else ""
        if said.startswith("heading ") or said in ("title", "subtitle"):
            return "heading"
        if level.isdigit() and int(level) <= _LAST_HEADING:
            return "heading"
        if said.startswith("list ") or (properties is not None and properties.first("numPr") is not None):
            return "list item"
        name = _value(style, "basedOn")
    return ""


def _value(element: Element, name: str) -> str:
    child = element.first(name)
    return child.attributes.get("val", "") if child is not None else ""
