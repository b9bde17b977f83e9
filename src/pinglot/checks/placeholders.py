"""Placeholders of gettext messages, by the message's format flags (GNU gettext manual, "c-format" and after)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from pinglot.checks.subject import Check, Notice, Rule, Subject
from pinglot.model import Severity

__all__ = ["CHECK", "is_count"]

_PRINTF = re.compile(
    r"%(?:(\d+)\$)?(?:\((\w[^)]*)\))?[-+ #0']*(?:\*|\d+)?(?:\.(?:\*|\d+))?(?:hh?|ll?|[qLjzt])?([a-zA-Z@%])"
)
_BRACE = re.compile(r"\{\{|\}\}|(\{[^{}\s]*\})")
_QT = re.compile(r"%(?:L?\d{1,2}|n)")
_SHELL = re.compile(r"\$(?:\w+|\{\w+\})")
_PRINTF_FLAGS = {
    "c-format", "objc-format", "python-format", "php-format", "perl-format", "awk-format", "lua-format", "tcl-format",
    "boost-format", "gcc-internal-format", "kde-format", "javascript-format", "ruby-format", "go-format",
}  # fmt: skip
_BRACE_FLAGS = {"python-brace-format", "perl-brace-format", "csharp-format", "java-format", "java-printf-format"}


def _check(subject: Subject) -> Iterable[Notice]:
    if not subject.flags:
        return
    wanted, found = _all(subject.source_text, subject.flags), _all(subject.target_text, subject.flags)
    missing, extra = Counter(wanted) - Counter(found), Counter(found) - Counter(wanted)
    for said in missing:
        # "%d files" may be "one file" in the form for one.
        if not (subject.plural and is_count(said)):
            yield "placeholders.lost", f"“{said}” of the source is not in the translation"
    for said in extra:
        yield "placeholders.extra", f"“{said}” is not in the source"
    if not missing and not extra and _order(wanted) != _order(found):
        yield "placeholders.order", f"“{' '.join(_order(found))}” stand in another order; number them, as “%1$s”"


def _all(text: str, flags: Iterable[str]) -> list[str]:
    said: list[str] = []
    flags = set(flags)
    if flags & _PRINTF_FLAGS:
        said += [found.group() for found in _PRINTF.finditer(text) if found.group(3) != "%"]
    if flags & _BRACE_FLAGS:
        said += [found.group(1) for found in _BRACE.finditer(text) if found.group(1)]
    if "qt-format" in flags or "kde-format" in flags:
        said += _QT.findall(text)
    if "sh-format" in flags:
        said += _SHELL.findall(text)
    return said


def _order(said: list[str]) -> list[str]:
    """Those that take the next argument, so that their order counts."""
    return [one for one in said if one.startswith("%") and not re.match(r"%(?:\d|\(|n$|L\d)", one)]


def is_count(said: str) -> bool:
    """Whether a placeholder is the number of a plural message, which "one file" may leave out."""
    return bool(re.fullmatch(r"%(?:\(\w+\))?(?:\d+\$)?l{0,2}[diu]|%n|\{(?:n|num|count|number|0)?\}", said))


CHECK = Check(
    (
        Rule("placeholders.lost", Severity.ERROR, "a placeholder of the message's format is missing"),
        Rule("placeholders.extra", Severity.ERROR, "a placeholder is not in the source"),
        Rule("placeholders.order", Severity.ERROR, "placeholders without number stand in another order"),
    ),
    _check,
)
