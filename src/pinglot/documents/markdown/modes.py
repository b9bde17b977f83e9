"""Reading a written Markdown block again, alone, to see what it says."""

from __future__ import annotations

import re
from collections import ChainMap
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markdown_it.token import Token

from pinglot.documents.markdown.inline import Content, cut
from pinglot.documents.markdown.tokens import parser
from pinglot.inline import RunKind, TagKind, parse
from pinglot.model import OBJECT, Code

__all__ = [
    "ALT",
    "FOOTNOTE",
    "PARAGRAPH",
    "TASK",
    "Mode",
    "cell_mode",
    "is_atx",
    "mode_of",
    "normal_coded",
    "read_again",
]

TASK = re.compile(r"\[[ xX]\][ \t]+")
"""What makes a list item a task, and its mark."""

_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Mode:
    """How a written block is read again alone.

    Attributes:
        wrap: the block's raw text, without the marks of quotes around it → a Markdown text of it alone.
        find: the tokens and the environment of that text → the inline tokens of the block, None where there are none.
        kinds: of a paragraph or a heading, the types of the tokens that it is read as; ``()`` for a part of one.
    """

    wrap: Callable[[str], str]
    find: Callable[[Sequence[Token], Any], list[tuple[str, Sequence[Token]]] | None]
    kinds: tuple[str, ...] = ()


def is_atx(token: Token) -> bool:
    return token.type == "heading_open" and token.markup.startswith("#")


def _inlines(tokens: Sequence[Token], env: Any) -> list[tuple[str, Sequence[Token]]]:
    return [(token.content, token.children or ()) for token in tokens if token.type == "inline"]


def _only(tokens: Sequence[Token], env: Any, type: str) -> Token | None:
    inlines = _inlines(tokens, env)
    if len(inlines) != 1 or len(inlines[0][1]) != 1 or inlines[0][1][0].type != type:
        return None
    return inlines[0][1][0]


def _alt(tokens: Sequence[Token], env: Any) -> list[tuple[str, Sequence[Token]]] | None:
    image = _only(tokens, env, "image")
    return None if image is None else [(image.content, image.children or ())]


def _note(tokens: Sequence[Token], env: Any) -> list[tuple[str, Sequence[Token]]] | None:
    reference = _only(tokens, env, "footnote_ref")
    if reference is None:
        return None
    note = env["footnotes"]["list"][reference.meta["id"]]
    return [(note["content"], note["tokens"])] if "tokens" in note else None


def _first_body_cell(tokens: Sequence[Token], env: Any) -> list[tuple[str, Sequence[Token]]] | None:
    return _inlines(tokens, env)[2:3] or None


_HEADING = ("heading_open", "inline", "heading_close")
PARAGRAPH = Mode(lambda raw: raw + "\n", _inlines, ("paragraph_open", "inline", "paragraph_close"))
ALT = Mode(lambda raw: f"![{raw}](x)\n", _alt)
FOOTNOTE = Mode(lambda raw: f"^[{raw}]\n", _note)


def mode_of(parent: Token) -> Mode:
    if is_atx(parent):
        return Mode(lambda raw: f"{parent.markup} {raw}\n", _inlines, _HEADING)
    if parent.type == "heading_open":
        return Mode(lambda raw: f"{raw}\n{parent.markup * 3}\n", _inlines, _HEADING)
    return PARAGRAPH


def cell_mode(barred: bool) -> Mode:
    bar = "|" if barred else ""
    return Mode(lambda raw: f"{bar}{raw}|c|\n{bar}---|---|\n{bar}{raw}|c|\n", _first_body_cell)


def read_again(mode: Mode, raw: str, document: Mapping[str, Any], quotes: int) -> tuple[tuple[str, ...], str | None]:
    """The kinds of the blocks in a raw text, and what the inline text says; None where it is no such block."""
    first, *rest = raw.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    prefix = re.compile(rf"(?:[ \t]*>){{0,{quotes}}}[ \t]*")
    lines = [first, *(line[match.end() :] if (match := prefix.match(line)) else line for line in rest)]
    notes = document.get("footnotes", {})
    env = {
        "references": ChainMap({}, document.get("references", {})),
        "footnotes": {"refs": dict.fromkeys(notes.get("refs", {}), -1), "list": {}},
    }
    tokens = parser().parse(mode.wrap("\n".join(lines)), env)
    kinds = tuple(token.type for token in tokens)
    found = mode.find(tokens, env)
    if found is None:
        return kinds, None
    said = "".join(normal_tokens(content, children, env) for content, children in found)
    return (("task", *kinds) if found and TASK.match(found[0][0]) else kinds), said


def normal_tokens(content: str, tokens: Sequence[Token], env: Any) -> str:
    out = []
    for run in cut(Content(content, range(len(content) + 1), content), tokens, env).runs:
        if run.kind is RunKind.TEXT:
            out.append("\2character\3" if OBJECT in run.text else _BLANKS.sub("", run.text))
        elif run.kind is not RunKind.BREAK:
            out.append({RunKind.OPEN: "\1", RunKind.SINGLE: "\2", RunKind.CLOSE: "\4"}[run.kind] + run.label + "\3")
    return "".join(out)


def normal_coded(coded: str, codes: Sequence[Code]) -> str:
    """What :func:`normal_tokens` gives for the tokens that a coded text should read as."""
    kinds = {code.name: code.kind for code in codes}
    plain = parse(coded)
    out = []
    done = 0
    for tag in plain.tags:
        out.append(_BLANKS.sub("", plain.text[done : tag.position]))
        done = tag.position + (tag.kind is TagKind.SINGLE)
        if tag.name in kinds:
            mark = {TagKind.OPEN: "\1", TagKind.SINGLE: "\2", TagKind.CLOSE: "\4"}[tag.kind]
            out.append(mark + kinds[tag.name] + "\3")
    out.append(_BLANKS.sub("", plain.text[done:]))
    return "".join(out).replace(OBJECT, "")
