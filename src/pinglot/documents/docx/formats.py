"""How a run looks: its properties (``w:rPr``), what tells them apart for a reader, and what a translation's become."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from pinglot import locales
from pinglot.documents.docx.markup import Element, Scope, attributes

__all__ = ["OFF", "PLAIN", "Format", "common", "described", "format_of", "language_attribute", "localised"]

# The language, the marks of a spelling checker, and what fits letters into a line: no reader sees them.
_UNSEEN = frozenset({"w:lang", "w:noProof", "w:rPrChange", "w:kern", "w:snapToGrid", "w:fitText"})
# Letters set apart by less, in twentieths of a point, or scaled by less, in percent, are fitted and not emphasised.
_SPACED, _SCALED = 20, 10
_SHOWN = {
    "w:b": "bold", "w:i": "italic", "w:u": "underlined", "w:strike": "struck", "w:dstrike": "struck",
    "w:smallCaps": "small capitals", "w:caps": "capitals", "w:vanish": "hidden", "w:highlight": "highlighted",
    "w:color": "colour", "w:sz": "size", "w:rFonts": "font", "w:rStyle": "style", "w:vertAlign": "", "w:shd": "shaded",
}  # fmt: skip
# They go with another property, which is shown.
_SILENT = frozenset({"w:bCs", "w:iCs", "w:szCs", "w:rtl", "w:cs"})
_VALUED = frozenset({"w:color", "w:sz", "w:rStyle", "w:vertAlign"})
OFF = frozenset({"0", "false", "off", "none"})
"""Values with which a property is said not to hold."""

# What stands after w:lang in the schema's order (ECMA-376, part 1, section 17.3.2, CT_RPr).
_AFTER_LANGUAGE = frozenset({"w:eastAsianLayout", "w:specVanish", "w:oMath", "w:rPrChange"})
_COMPLEX = {b"b": b"bCs", b"i": b"iCs", b"sz": b"szCs"}
_EAST_ASIAN = frozenset({"zh", "ja", "ko"})


@dataclass(frozen=True, slots=True)
class Format:
    """The properties of a run.

    Attributes:
        properties: each one's name and its XML, in order.
        key: what of them a reader sees; formats of one key look alike.
        words: for each property that is seen, how to call it.
    """

    properties: tuple[tuple[str, bytes], ...] = ()
    key: frozenset[bytes] = frozenset()
    words: tuple[tuple[bytes, str], ...] = field(default=(), compare=False)


PLAIN = Format()


def format_of(data: bytes, properties: Element | None, outer: Scope) -> Format:
    """The format that a ``w:rPr`` is; ``outer`` is the scope of the paragraph, in which it will be written."""
    if properties is None:
        return PLAIN
    found: list[tuple[str, bytes]] = []
    seen: list[tuple[bytes, str]] = []
    for child in properties.children:
        raw = data[child.start : child.end]
        if child.scope is not outer and (missing := child.scope.missing(outer)):
            name_end = re.search(rb"[\s/>]", raw).start()  # type: ignore[union-attr]  # it ends with one of them
            raw = raw[:name_end] + missing + raw[name_end:]
        found.append((child.name, raw))
        said = {one.name.rpartition(":")[2]: one.value for one in attributes(data, child)}
        if _is_unseen(child.name, said):
            continue
        seen.append((raw, _word(child.name, said)))
    return Format(tuple(found), frozenset(raw for raw, _ in seen), tuple(seen))


def _is_unseen(name: str, said: dict[str, str]) -> bool:
    if name == "w:rFonts":
        return said.keys() <= {"hint"}
    if name in ("w:spacing", "w:w"):
        value = said.get("val", "").removesuffix("%")
        number = int(value) if re.fullmatch(r"-?[0-9]{1,5}", value) else 1000
        return abs(number) < _SPACED if name == "w:spacing" else abs(number - 100) < _SCALED
    return name in _UNSEEN


def _word(name: str, said: dict[str, str]) -> str:
    if name in _SILENT:
        return ""
    value = said.get("val", "")
    word = _SHOWN.get(name, name.rpartition(":")[2])
    if value.lower() in OFF:
        return f"not {word or name.rpartition(':')[2]}"
    if name == "w:rFonts":
        return f"font {said['ascii']}" if "ascii" in said else "font"
    return f"{word} {value}".strip() if name in _VALUED else word


def common(formats: Sequence[Format]) -> Format:
    """What several formats share."""
    first, *others = formats
    shared = first.key.intersection(*(one.key for one in others))
    kept = tuple(
        (name, raw)
        for name, raw in first.properties
        if raw in shared or (raw not in first.key and all((name, raw) in one.properties for one in others))
    )
    return Format(kept, shared, tuple(pair for pair in first.words if pair[0] in shared))


def described(inside: Format, outside: Format) -> tuple[str, str]:
    """What a translator is told of a stretch in a format among another one.

    Returns:
        the kind of its code (:class:`pinglot.model.Code`), and words for it.
    """
    words = [word for raw, word in inside.words if raw not in outside.key and word]
    # A value that differs ("size 28" among "size 24") is told once; a property that is only outside, as its absence.
    names = {name for name, raw in inside.properties if raw in inside.key}
    gone = [
        word
        for name, raw in outside.properties
        if name not in names
        for seen, word in outside.words
        if seen == raw and word and raw not in inside.key
    ]
    words += [word.removeprefix("not ") if word.startswith("not ") else f"not {word}" for word in gone]
    words = list(dict.fromkeys(words))
    if "bold" in words or "style Strong" in words:
        return "strong", ", ".join(words)
    if "italic" in words or "style Emphasis" in words:
        return "emphasis", ", ".join(words)
    return "format", ", ".join(words) or "other format"


def language_attribute(locale: str) -> bytes:
    """The attribute of ``w:lang`` that a locale's text is told by (ECMA-376, part 1, section 17.3.2.20)."""
    if locales.is_rtl(locale):
        return b"bidi"
    return b"eastAsia" if locales.language(locale) in _EAST_ASIAN else b"val"


def localised(
    properties: Iterable[tuple[str, bytes]], locale: str, element: bytes, attribute: bytes, declaration: bytes
) -> list[bytes]:
    """The properties of a run whose text is a translation: its language, and from right to left where that is read so.

    In such a run Word takes bold, italic and size from properties of their own (``w:bCs``), which are added.

    Args:
        properties: the source's.
        locale: BCP 47 tag of the text.
        element, attribute: the prefixes of elements and attributes, colon included; ``element`` may be empty.
        declaration: what binds ``attribute`` where nothing does, else empty.
    """
    given = list(properties)
    names = {name for name, _ in given}
    rtl = locales.is_rtl(locale)
    out: list[bytes] = []
    late: list[bytes] = []
    language = b""
    for name, raw in given:
        local = name[2:].encode()
        if name == "w:rtl":
            continue
        if name == "w:lang":
            language = raw
            continue
        (late if name in _AFTER_LANGUAGE or not name.startswith("w:") else out).append(raw)
        counterpart = _COMPLEX.get(local)
        if rtl and counterpart and f"w:{counterpart.decode()}" not in names:
            out.append(re.sub(rb"(?<=[</:])%s(?=[\s/>])" % local, counterpart, raw))
    if rtl:
        out.append(b"<%srtl/>" % element)
    return [*out, _language(language, locale, element, attribute, declaration), *late]


def _language(known: bytes, locale: str, element: bytes, attribute: bytes, declaration: bytes) -> bytes:
    """A ``w:lang`` that says the locale; of one that is known, what it says of other scripts stays."""
    which, value = language_attribute(locale), locale.encode()
    # Whatever its prefix: no other attribute of that name is allowed there.
    told, count = re.subn(rb"(\s[^\s:=]+:%s\s*=\s*)(?:\"[^\"]*\"|'[^']*')" % which, rb'\g<1>"%s"' % value, known)
    if count:
        return told
    said = b' %s%s="%s"%s' % (attribute, which, value, declaration)
    if known:
        return re.sub(rb"\s*/?>", lambda end: said + end[0], known, count=1)
    return b"<%slang%s/>" % (element, said)
