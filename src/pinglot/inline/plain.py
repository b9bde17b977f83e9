"""Coded text ⇄ plain text and tags, and whether the codes of a translation are those of its source."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, auto
from functools import lru_cache

from pinglot.model import OBJECT

__all__ = ["Plain", "Tag", "TagKind", "build", "parse", "plain_text", "verify"]

_TAG = re.compile(r"<(/?)([gx])([1-9][0-9]{0,3})(/?)>")
_CODE_AHEAD = r"(?=/?[gx][1-9][0-9]{0,3}/?>)"
_ESCAPE = re.compile(rf"<{_CODE_AHEAD}|&(?=(?:amp;)*lt;/?[gx][1-9][0-9]{{0,3}}/?>)")
_UNESCAPE = re.compile(rf"&lt;{_CODE_AHEAD}|&amp;(?=(?:amp;)*lt;/?[gx][1-9][0-9]{{0,3}}/?>)")


class TagKind(Enum):
    OPEN = auto()
    CLOSE = auto()
    SINGLE = auto()


@dataclass(frozen=True, slots=True)
class Tag:
    """A code's place in plain text; a SINGLE's position is that of its OBJECT character."""

    position: int
    name: str
    kind: TagKind


@dataclass(frozen=True, slots=True)
class Plain:
    """Plain text and the tags in it, in order of appearance."""

    text: str
    tags: tuple[Tag, ...] = ()

    @property
    def objects(self) -> list[Tag]:
        """The single codes, in order: the k-th stands at the k-th OBJECT."""
        return [tag for tag in self.tags if tag.kind is TagKind.SINGLE]


def parse(source: str) -> Plain:
    """Coded text → plain text and tags. A tag is taken as it stands, balanced or not: see :func:`verify`."""
    if "<" not in source and "lt;" not in source:
        return Plain(source)
    return _parsed(source)


@lru_cache(maxsize=256)  # a text with codes is looked at several times on its way
def _parsed(source: str) -> Plain:
    text: list[str] = []
    tags: list[Tag] = []
    length = end = 0
    for match in _TAG.finditer(source):
        slash, letter, number, self_closing = match.groups()
        if (letter == "x") != bool(self_closing) or (letter == "x" and slash) or (slash and self_closing):
            continue  # <x1> or <g1/>: not our spelling, plain text
        piece = _unescape(source[end : match.start()])
        text.append(piece)
        length += len(piece)
        end = match.end()
        kind = TagKind.SINGLE if letter == "x" else TagKind.CLOSE if slash else TagKind.OPEN
        tags.append(Tag(length, letter + number, kind))
        if kind is TagKind.SINGLE:
            text.append(OBJECT)
            length += 1
    text.append(_unescape(source[end:]))
    return Plain("".join(text), tuple(tags))


def build(plain: Plain) -> str:
    """Plain text and tags → coded text; the inverse of :func:`parse`."""
    if not plain.tags and "<" not in plain.text and "lt;" not in plain.text:
        return plain.text
    out: list[str] = []
    done = 0
    for tag in plain.tags:
        out.append(_ESCAPE.sub(_escaped, plain.text[done : tag.position]))
        done = tag.position
        if tag.kind is TagKind.SINGLE:
            out.append(f"<{tag.name}/>")
            done += 1
        else:
            out.append(f"</{tag.name}>" if tag.kind is TagKind.CLOSE else f"<{tag.name}>")
    out.append(_ESCAPE.sub(_escaped, plain.text[done:]))
    return "".join(out)


def plain_text(source: str) -> str:
    """Coded text without its codes, for people and for counting: singles are left out, too."""
    return parse(source).text.replace(OBJECT, "")


def verify(source: str, target: str) -> tuple[str, ...]:
    """What is wrong with the codes of a translation: one clause a problem, none where all is well."""
    if "<" not in source and "<" not in target:
        return ()
    tags = parse(target).tags
    wanted, found = _names(parse(source).tags), _names(tags)
    problems = _strays(wanted, found) if sorted(wanted) != sorted(found) else []
    stack: list[str] = []
    for tag in tags:
        if tag.kind is TagKind.OPEN:
            stack.append(tag.name)
        elif tag.kind is TagKind.CLOSE:
            if stack and stack[-1] == tag.name:
                stack.pop()
            elif tag.name in stack:
                problems.append(f"<{tag.name}> is closed before the code inside it")
                stack.remove(tag.name)
            else:
                problems.append(f"</{tag.name}> closes nothing")
    problems += [f"<{name}> is not closed" for name in stack]
    return tuple(problems)


def _strays(source: Iterable[str], target: Iterable[str]) -> list[str]:
    """What codes one side has more often than the other."""
    wanted, found = Counter(source), Counter(target)
    problems = [f"{_shown(name)} of the source is missing" for name in sorted(wanted - found, key=_order)]
    for name in sorted(found - wanted, key=_order):
        problems.append(
            f"{_shown(name)} is not in the source" if name not in wanted else f"{_shown(name)} stands twice"
        )
    return problems


def _names(tags: Iterable[Tag]) -> list[str]:
    return [tag.name for tag in tags if tag.kind is not TagKind.CLOSE]


def _shown(name: str) -> str:
    return f"<{name}/>" if name.startswith("x") else f"<{name}>"


def _order(name: str) -> tuple[str, int]:
    return name[0], int(name[1:])


def _escaped(match: re.Match[str]) -> str:
    return "&lt;" if match.group() == "<" else "&amp;"


def _unescape(text: str) -> str:
    if "&" not in text:
        return text
    return _UNESCAPE.sub(lambda match: "<" if match.group() == "&lt;" else "&", text)
