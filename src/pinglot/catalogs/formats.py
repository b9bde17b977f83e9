"""Format strings: whether a translation takes the same arguments as its source, by gettext's format flags.

Understood are ``c-format`` and ``objc-format``, ``python-format``, ``python-brace-format``, ``perl-brace-format``,
``javascript-format`` and ``php-format``, with the rules of GNU gettext's ``format-*.c``. For other flags nothing is
said.
"""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from pinglot.catalogs.plurals import PluralRule
from pinglot.catalogs.po import Entry

__all__ = ["format_problem"]


@dataclass(frozen=True, slots=True)
class _Arguments:
    """What a format string takes: position (``1``, ``2``, …) or name → type."""

    taken: Mapping[str, str]


class _Invalid(ValueError):
    """A format string that its language would not take."""


def format_problem(flag: str, entry: Entry, rule: PluralRule | None = None) -> str:
    """What is wrong with an entry's translations as format strings, a clause; ``""`` where nothing is.

    Args:
        flag: one of the entry's flags, ``python-format`` for example.
        rule: the catalog's plural rule: a form that only few numbers take may leave arguments out.
    """
    parse = _PARSERS.get(flag)
    if parse is None:
        return ""
    try:
        wanted = parse(entry.msgid if entry.plural is None else entry.plural).taken
    except _Invalid:
        return ""  # the source is no format string, so nothing binds the translation
    for index, text in enumerate(entry.msgstr):
        name = "msgstr" if entry.plural is None else f"msgstr[{index}]"
        try:
            found = parse(text).taken
        except _Invalid as trouble:
            return f"has a {name} that is no {flag}: {trouble}"
        rare = entry.plural is not None and rule is not None and index < rule.count and not rule.often[index]
        problem = _difference(wanted, found, rare, lenient=flag in _MAY_LEAVE_OUT)
        if problem:
            return f"has a {name} that is another {flag} than its source: {problem}"
    return ""


def _difference(wanted: Mapping[str, str], found: Mapping[str, str], rare: bool, lenient: bool) -> str:
    for argument in found:
        if argument not in wanted:
            return f"argument {argument} is not in the source"
    for argument, kind in wanted.items():
        if argument not in found:
            if not (rare or lenient):
                return f"argument {argument} is missing"
        elif kind != found[argument] and "any" not in (kind, found[argument]):
            return f"argument {argument} is of another type"
    return ""


# --- printf, as C has it --------------------------------------------------------------------------------------

_C = re.compile(
    r"%(?:(?P<position>[0-9]+)\$)?(?P<flags>[-+ #0'I]*)"
    r"(?P<width>[0-9]+|\*(?:(?P<width_position>[0-9]+)\$)?)?"
    r"(?:\.(?P<precision>[0-9]+|\*(?:(?P<precision_position>[0-9]+)\$)?)?)?"
    r"(?P<size>hh|h|ll|l|q|L|j|z|Z|t)?(?P<type>[diouxXeEfFgGaAcCsSpnm%@]|<PRI[diouxX](?:8|16|32|64|LEAST(?:8|16|32|64)|FAST(?:8|16|32|64)|MAX|PTR)>)"
)
_C_CLASSES = {
    **dict.fromkeys("di", "int"), **dict.fromkeys("ouxX", "unsigned"), **dict.fromkeys("eEfFgGaA", "double"),
    "c": "char", "C": "wide char", "s": "string", "S": "wide string", "p": "pointer", "n": "count", "@": "object",
}  # fmt: skip


def _c(text: str, objective: bool = False) -> _Arguments:
    taken: dict[str, str] = {}
    numbered = plain = False
    next_position = 1

    def take(position: str | None, kind: str) -> None:
        nonlocal numbered, plain, next_position
        if position is None:
            plain = True
            position = str(next_position)
            next_position += 1
        else:
            numbered = True
            if int(position) < 1:
                raise _Invalid("argument number 0")
        position = str(int(position))
        if numbered and plain:
            raise _Invalid("it mixes numbered arguments with others")
        if taken.setdefault(position, kind) != kind:
            raise _Invalid(f"argument {position} is taken as two types")

    for match in _directives(_C, text):
        kind = match["type"]
        if kind == "%":
            if match.group() != "%%":
                raise _Invalid(f"'{match.group()}' is no directive")
            continue
        if kind == "@" and not objective:
            raise _Invalid("'%@' is no directive")
        if (match["width"] or "").startswith("*"):
            take(match["width_position"], "int")
        if (match["precision"] or "").startswith("*"):
            take(match["precision_position"], "int")
        if kind != "m":
            take(match["position"], _c_type(match))
    if numbered and sorted(map(int, taken)) != list(range(1, len(taken) + 1)):
        raise _Invalid("its argument numbers leave one out")
    return _Arguments(taken)


def _c_type(match: re.Match[str]) -> str:
    kind, size = match["type"], match["size"] or ""
    if kind.startswith("<"):
        return ("int " if kind[4] in "di" else "unsigned ") + kind[5:-1]
    if kind == "c" and size == "l":
        return "wide char"
    if kind == "s" and size == "l":
        return "wide string"
    size = {"q": "ll", "L": "ll" if kind in "diouxX" else "L", "Z": "z"}.get(size, size)
    if kind in "eEfFgGaA":
        size = size if size == "L" or size == "ll" else ""
        size = "L" if size else ""
    elif kind not in "diouxXn":
        size = ""
    return f"{_C_CLASSES[kind]} {size}".strip()


def _directives(pattern: re.Pattern[str], text: str) -> list[re.Match[str]]:
    """Every directive of the text; the pattern must match at each ``%``."""
    found: list[re.Match[str]] = []
    position = text.find("%")
    while position > -1:
        match = pattern.match(text, position)
        if match is None:
            raise _Invalid(f"'{text[position : position + 6]}' is no directive")
        found.append(match)
        position = text.find("%", match.end())
    return found


# --- Python ---------------------------------------------------------------------------------------------------

_PYTHON = re.compile(
    r"%(?:\((?P<name>[^()]*(?:\([^()]*\)[^()]*)*)\))?[-+ #0]*(?P<width>\*|[0-9]+)?"
    r"(?:\.(?P<precision>\*|[0-9]+)?)?[hlL]?(?P<type>[diouxXeEfFgGcrsa%])"
)
_PYTHON_CLASSES = {
    **dict.fromkeys("sra", "any"), "c": "character", **dict.fromkeys("diouxX", "integer"),
    **dict.fromkeys("eEfFgG", "float"),
}  # fmt: skip


def _python(text: str) -> _Arguments:
    taken: dict[str, str] = {}
    named = unnamed = False
    for match in _directives(_PYTHON, text):
        kinds = ["integer"] * ((match["width"] == "*") + (match["precision"] == "*"))
        if match["type"] != "%":
            kinds.append(_PYTHON_CLASSES[match["type"]])
        elif not kinds and match["name"] is None:
            continue
        if match["name"] is not None:
            named = True
            if "*" in (match["width"], match["precision"]):
                raise _Invalid(f"'{match.group()}' mixes a name with '*'")
            kind = kinds[0] if kinds else "any"
            known = taken.setdefault(match["name"], kind)
            if known != kind:
                if "any" not in (known, kind):
                    raise _Invalid(f"argument {match['name']} is taken as two types")
                taken[match["name"]] = kind if known == "any" else known
            continue
        unnamed = unnamed or bool(kinds)
        for kind in kinds:
            taken[str(len(taken) + 1)] = kind
        if named and unnamed:
            break
    if named and unnamed:
        raise _Invalid("it mixes named arguments with others")
    return _Arguments(taken)


def _python_brace(text: str) -> _Arguments:
    taken: dict[str, str] = {}
    counted = numbered = False
    try:
        fields = list(string.Formatter().parse(text))
        for _, name, spec, _ in list(fields):
            if name is not None and spec and "{" in spec:
                fields += list(string.Formatter().parse(spec))
    except ValueError as trouble:
        raise _Invalid(str(trouble).lower()) from None
    for _, name, _, _ in fields:
        if name is None:
            continue
        first = re.split(r"[.\[]", name, maxsplit=1)[0]
        if first == "":
            counted = True
            first = str(sum(key.isdigit() for key in taken))
        elif first.isdigit():
            numbered = True
        elif not first.isidentifier():
            raise _Invalid(f"'{{{name}}}' names no argument")
        taken[first] = "any"
    if counted and numbered:
        raise _Invalid("it mixes numbered arguments with others")
    return _Arguments(taken)


# --- others ---------------------------------------------------------------------------------------------------


def _perl_brace(text: str) -> _Arguments:
    return _Arguments(dict.fromkeys(re.findall(r"\{([A-Za-z_]\w*)\}", text, re.ASCII), "any"))


_PHP = re.compile(
    r"%(?:(?P<position>[1-9][0-9]*)\$)?(?:[-+ 0]|'.)*[0-9]*(?:\.[0-9]+)?(?P<type>[bcdeEfFgGosuxX%])", re.DOTALL
)
_JAVASCRIPT = re.compile(
    r"%(?:(?P<position>[1-9][0-9]*)\$)?[-+ #0I]*(?:\*|[0-9]+)?(?:\.(?:\*|[0-9]+)?)?(?P<type>[jcdxXobsfeEgG%])"
)
_OTHER_CLASSES = {
    "s": "string", "c": "character", "j": "any", **dict.fromkeys("eEfFgG", "float"),
    **dict.fromkeys("bdouxX", "integer"),
}  # fmt: skip


def _printf(pattern: re.Pattern[str]) -> Callable[[str], _Arguments]:
    def parse(text: str) -> _Arguments:
        taken: dict[str, str] = {}
        plain = 0
        for match in _directives(pattern, text):
            if match["type"] == "%":
                continue
            if match["position"] is None:
                plain += 1
            position = match["position"] or str(plain)
            kind = _OTHER_CLASSES[match["type"]]
            if taken.setdefault(position, kind) != kind:
                raise _Invalid(f"argument {position} is taken as two types")
        return _Arguments(taken)

    return parse


_PARSERS: dict[str, Callable[[str], _Arguments]] = {
    "c-format": _c,
    "objc-format": lambda text: _c(text, objective=True),
    "python-format": _python,
    "python-brace-format": _python_brace,
    "perl-brace-format": _perl_brace,
    "php-format": _printf(_PHP),
    "javascript-format": _printf(_JAVASCRIPT),
}
_MAY_LEAVE_OUT: frozenset[str] = frozenset()
