"""Format strings: whether a translation takes the same arguments as its source, by gettext's format flags.

Understood are ``c-format`` and ``objc-format``, ``python-format``, ``python-brace-format``, ``perl-brace-format``,
``javascript-format`` and ``php-format``, with the rules of GNU gettext's ``format-*.c``. For other flags nothing is
said.
"""

from __future__ import annotations

import re
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
        wanted = parse(entry.msgid if entry.plural is None else entry.plural, False).taken
    except _Invalid:
        return ""  # the source is no format string, so nothing binds the translation
    for index, text in enumerate(entry.msgstr):
        name = "msgstr" if entry.plural is None else f"msgstr[{index}]"
        try:
            found = parse(text, True).taken
        except _Invalid as trouble:
            return f"has a {name} that is no {flag}: {trouble}"
        rare = flag != "python-format" or _is_named(wanted)
        rare = rare and entry.plural is not None and rule is not None and index < rule.count and not rule.often[index]
        may_add = flag == "perl-brace-format" or (rare and flag == "python-brace-format")
        problem = _difference(wanted, found, rare, may_add)
        if problem:
            return f"has a {name} that is another {flag} than its source: {problem}"
    return ""


def _is_named(arguments: Mapping[str, str]) -> bool:
    """Whether Python takes them from a mapping, of which it may leave some out; of a tuple it may not."""
    return bool(arguments) and not any(name.isdigit() for name in arguments)


def _difference(wanted: Mapping[str, str], found: Mapping[str, str], rare: bool, may_add: bool) -> str:
    for argument in found:
        if argument not in wanted and not may_add:
            return f"argument {argument} is not in the source"
    for argument, kind in wanted.items():
        if argument not in found:
            if not rare:
                return f"argument {argument} is missing"
        elif kind != found[argument] and not (rare and "value" in (kind, found[argument])):
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


def _c(text: str, translated: bool, objective: bool = False) -> _Arguments:
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
            continue
        if "I" in match["flags"] and not translated:
            raise _Invalid("the flag I stands only in translations")
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
    r"(?:\.(?P<precision>\*|[0-9]+)?)?[hlL]?(?P<type>[diouxXeEfFgGcrs%])"
)
_PYTHON_CLASSES = {
    **dict.fromkeys("sr", "any"), "c": "character", **dict.fromkeys("diouxX", "integer"),
    **dict.fromkeys("eEfFgG", "float"),
}  # fmt: skip


def _python(text: str, translated: bool) -> _Arguments:
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
            kind = kinds[0] if kinds else "none"
            if taken.setdefault(match["name"], kind) != kind:
                raise _Invalid(f"argument {match['name']} is taken as two types")
            continue
        unnamed = unnamed or bool(kinds)
        for kind in kinds:
            taken[str(len(taken) + 1)] = kind
        if named and unnamed:
            break
    if named and unnamed:
        raise _Invalid("it mixes named arguments with others")
    return _Arguments(taken)


_NAME = r"(?:[A-Za-z_][A-Za-z0-9_]*|[0-9]+)"
_FIELD = rf"{_NAME}(?:\.[A-Za-z_][A-Za-z0-9_]*|\[{_NAME}\])*"
_SPEC = r"(?:[^{}]?[<>=^])?[-+ ]?#?0?[0-9]*(?:\.[0-9]+)?[bcdeEfFgGnosxX%]?"
_BRACE = re.compile(rf"\{{(?P<whole>{_FIELD}(?::(?:\{{(?P<nested>{_FIELD})\}}|{_SPEC}))?)\}}", re.ASCII)


def _python_brace(text: str, translated: bool) -> _Arguments:
    # Like msgfmt, this knows neither {} nor {name!r}, and takes {name:>8} and {name:>9} for two arguments.
    taken: dict[str, str] = {}
    position = text.find("{")
    while position > -1:
        if text.startswith("{{", position):
            position = text.find("{", position + 2)
            continue
        match = _BRACE.match(text, position)
        if match is None:
            raise _Invalid(f"'{text[position : position + 12]}' is no field")
        taken[match["whole"]] = "any"
        if match["nested"] is not None:
            taken[match["nested"]] = "any"
        position = text.find("{", match.end())
    return _Arguments(taken)


# --- others ---------------------------------------------------------------------------------------------------


def _perl_brace(text: str, translated: bool) -> _Arguments:
    return _Arguments(dict.fromkeys(re.findall(r"\{([A-Za-z_]\w*)\}", text, re.ASCII), "any"))


_PHP = re.compile(
    r"%%|%(?:0*(?P<position>[1-9][0-9]*)\$)?(?:[- 0]|'.)*[0-9]*(?:\.[0-9]+)?l?(?P<type>[bcdefosuxX])", re.DOTALL
)
_JAVASCRIPT = re.compile(r"%(?:0*(?P<position>[1-9][0-9]*)\$)?[-+ 0I]*[0-9]*(?:\.[0-9]*)?(?P<type>[bcdfjosxX%])")
_OTHER_CLASSES = {
    "s": "string", "c": "character", "j": "value", **dict.fromkeys("ef", "float"), **dict.fromkeys("bdouxX", "integer"),
}  # fmt: skip


def _printf(pattern: re.Pattern[str], may_mix: bool) -> Callable[[str, bool], _Arguments]:
    def parse(text: str, translated: bool) -> _Arguments:
        taken: dict[str, str] = {}
        plain = numbered = 0
        for match in _directives(pattern, text):
            if match["type"] in (None, "%"):
                continue
            if match["position"] is None:
                plain += 1
            else:
                numbered += 1
            position = match["position"] or str(plain)
            kind = _OTHER_CLASSES[match["type"]]
            if taken.setdefault(position, kind) != kind:
                raise _Invalid(f"argument {position} is taken as two types")
        if plain and numbered and not may_mix:
            raise _Invalid("it mixes numbered arguments with others")
        return _Arguments(taken)

    return parse


_PARSERS: dict[str, Callable[[str, bool], _Arguments]] = {
    "c-format": _c,
    "objc-format": lambda text, translated: _c(text, translated, objective=True),
    "python-format": _python,
    "python-brace-format": _python_brace,
    "perl-brace-format": _perl_brace,
    "php-format": _printf(_PHP, may_mix=True),
    "javascript-format": _printf(_JAVASCRIPT, may_mix=False),
}
