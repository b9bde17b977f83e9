"""What a reader sees of a Markdown text: the tags of its HTML in order, and its visible text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from typing import Any

from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin

from pinglot import documents, inline
from pinglot.model import Document

CODE = {"code", "pre", "script", "style", "textarea"}
VOID = {"area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}

_PLAIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ACCENTED = "áƀçđéƒǧĥíǰķľḿñóṕɋřšťúṽŵẋýžÁƁÇĐÉƑǦĤÍĴĶĽḾÑÓṔɊŘŠŤÚṼŴẊÝŽ"
_LETTERS = str.maketrans(_PLAIN, _ACCENTED)


def accented(source: str) -> str:
    """A pseudo-translation that changes every letter and keeps every code."""
    plain = inline.parse(source)
    return inline.build(inline.Plain(plain.text.translate(_LETTERS), plain.tags))


def read(text: str | bytes) -> Document:
    return documents.parse(text if isinstance(text, bytes) else text.encode(), "markdown", "article.md")


def own(document: Document) -> Mapping[int, str]:
    """Each unit's own text as its translation."""
    return {index: unit.source for index, unit in enumerate(document.units)}


def pseudo(document: Document) -> Mapping[int, str]:
    return {index: accented(unit.source) for index, unit in enumerate(document.units)}


@dataclass
class Seen:
    """``tags``: tags with their untranslated attributes, and comments. ``text``: what is read."""

    tags: list[tuple[object, ...]] = field(default_factory=list)
    text: list[str] = field(default_factory=list)

    @property
    def unchanged(self) -> list[str]:
        """Visible texts that still have a letter without accent."""
        return [text for text in self.text if any(char in _PLAIN for char in text)]


@cache
def _renderer() -> MarkdownIt:
    md = MarkdownIt("commonmark").enable(["table", "strikethrough"]).use(footnote_plugin)

    def link_open(self: Any, tokens: Any, index: int, options: Any, env: Any) -> str:
        if tokens[index].markup == "autolink":
            tokens[index].attrSet("autolink", "")
        return str(self.renderToken(tokens, index, options, env))

    md.add_render_rule("link_open", link_open)
    return md


def see(markdown: str) -> Seen:
    reader = _HTML()
    reader.feed(_renderer().render(markdown))
    reader.close()
    return reader.seen


class _HTML(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.seen = Seen()
        self.open: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        kept = tuple(pair for pair in attrs if pair[0] not in ("alt", "title"))
        self.seen.tags.append(("start", tag, kept))
        self.seen.text += [value for name, value in attrs if name in ("alt", "title") and value]
        if tag not in VOID:
            self.open.append((tag, tag in CODE or ("autolink", "") in attrs or ("translate", "no") in attrs))

    def handle_endtag(self, tag: str) -> None:
        self.seen.tags.append(("end", tag))
        names = [name for name, _ in self.open]
        if tag in names:
            del self.open[len(names) - 1 - names[::-1].index(tag) :]

    def handle_comment(self, data: str) -> None:
        self.seen.tags.append(("comment", data))

    def handle_data(self, data: str) -> None:
        if data.strip() and not any(code for _, code in self.open):
            self.seen.text.append(data)
