"""Placeholders of a program's messages as inline codes: ``%s files in {name}`` ⇄ ``<x1/> files in <x2/>``.

An engine does not keep ``%(name)s`` or ``<b>`` (0% of untrained placeholders survive), while the msgid of a catalog
must have them, or the program would not find it. So a message travels as it is; its placeholders are hidden for the
engine alone.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from pinglot import inline
from pinglot.inline import Run, RunKind
from pinglot.model import Code

__all__ = ["hide", "show"]

# GNU gettext manual, section "c-format": directives of printf, and <inttypes.h> macros as xgettext writes them.
_C = (
    r"%(?:[0-9]+\$)?[-+ #0'I]*(?:\*(?:[0-9]+\$)?|[0-9]+)?(?:\.(?:\*(?:[0-9]+\$)?|[0-9]*))?"
    r"(?:<[A-Za-z0-9]+>|(?:hh|h|ll|l|L|q|j|z|Z|t)?[diouxXeEfFgGaAcCsSpnm@%])"
)
# Python's printf-style formatting ("String Formatting Operations").
_PYTHON = r"%(?:\([^()%]*\))?[-+ #0]*(?:\*|[0-9]+)?(?:\.(?:\*|[0-9]+))?[hlL]?[diouxXeEfFgGcrsa%]"
_BRACE = r"\{\{|\}\}|\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}"
_QT = r"%L?[0-9]{1,2}|%L?n|%%"
# Without a flag: only what is hardly ever prose; "100% done" has no placeholder, though C would read "% d".
_PLAIN = (
    r"%\([A-Za-z_][A-Za-z0-9_.]*\)[-+#0]*[0-9]*(?:\.[0-9]+)?[diouxXeEfFgGcrsa]"
    r"|%(?:[0-9]+\$)?[-+#0]*[0-9]*(?:\.[0-9]+)?(?:hh|h|ll|l|z)?[disuxXfgc](?![A-Za-z])"
    r"|\$?\{[A-Za-z_0-9][A-Za-z0-9_.:!-]*\}|\{\}"
)
_TAG = re.compile(r"(?P<object>\ufffc)|<(?P<slash>/?)(?P<name>[A-Za-z][A-Za-z0-9:-]*)(?:\s[^<>]*?)?(?P<empty>/?)>")

_PATTERNS = {
    "c-format": _C, "objc-format": _C, "gcc-internal-format": _C, "gfc-internal-format": _C, "php-format": _C,
    "perl-format": _C, "awk-format": _C, "lua-format": _C, "javascript-format": _C, "tcl-format": _C,
    "sh-printf-format": _C,
    "object-pascal-format": _C, "java-printf-format": _C, "ruby-format": _PYTHON, "python-format": _PYTHON,
    "python-brace-format": _BRACE, "perl-brace-format": _BRACE, "csharp-format": _BRACE, "java-format": _BRACE,
    "c++-format": _BRACE, "rust-format": _BRACE, "sh-format": r"\$\{[^{}]*\}|\$[A-Za-z_][A-Za-z0-9_]*",
    "qt-format": _QT, "qt-plural-format": _QT, "kde-format": _QT,
}  # fmt: skip


def hide(text: str, flags: Collection[str] = ()) -> tuple[str, tuple[Code, ...]]:
    """Text with placeholders → coded text and its codes.

    Placeholders are single codes; tags (``<b>…</b>``) are paired ones, and single where they have no partner. A
    literal ``<g1>`` of the text is such a tag. Keyboard mnemonics (``&File``, ``_File``) stay text.

    Args:
        text: any text, as a msgid.
        flags: gettext flags: ``c-format``, ``python-format``, ``python-brace-format``, … choose what is a placeholder.
            Without a format flag, what can hardly be anything else is one: ``%(name)s``, ``%s``, ``{name}``, ``{}``.
    """
    coded, codes, _ = inline.protect(_runs(text, _pattern(flags)))
    return coded, tuple(code if code.kind in ("placeholder", "character") else _named(code) for code in codes)


def _named(code: Code) -> Code:
    from pinglot.documents.html.pieces import code_kind  # few messages have tags in them

    return replace(code, kind=code_kind(code.kind))


def show(coded: str, codes: Sequence[Code]) -> str:
    """Coded text, the message's own or its translation, → text with its placeholders; undoes :func:`hide`."""
    return inline.restore(coded, codes)


def _pattern(flags: Collection[str]) -> re.Pattern[str]:
    chosen = dict.fromkeys(_PATTERNS[flag] for flag in flags if flag in _PATTERNS)
    if not chosen and any(flag.startswith("no-") and flag.endswith("-format") for flag in flags):
        return _TAG
    return re.compile(
        "|".join(f"(?:{each})" for each in (*chosen, _TAG.pattern)) if chosen else f"{_PLAIN}|{_TAG.pattern}"
    )


def _runs(text: str, pattern: re.Pattern[str]) -> Iterator[Run]:
    done = 0
    for match in pattern.finditer(text):
        if match.start() > done:
            yield Run(RunKind.TEXT, text[done : match.start()], text[done : match.start()])
        done = match.end()
        name = match["name"]
        if match["object"]:
            yield Run(RunKind.SINGLE, match.group(), label="character")
            continue
        if name is None or match["empty"]:
            yield Run(RunKind.SINGLE, match.group(), label=name.lower() if name else "placeholder")
        else:
            yield Run(RunKind.CLOSE if match["slash"] else RunKind.OPEN, match.group(), label=name.lower())
    if done < len(text):
        yield Run(RunKind.TEXT, text[done:], text[done:])
