"""The header field ``Plural-Forms``: how many forms a catalog has, and which one a number takes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

__all__ = ["PluralRule", "is_complete", "parse"]

_COUNT = re.compile(r"nplurals=\s*([0-9]+)")
_EXPRESSION = re.compile(r"(?<![A-Za-z])plural=([^;\n]+)")
_SAMPLE = range(1001)  # what msgfmt tries


@dataclass(frozen=True, slots=True)
class PluralRule:
    """A catalog's plural rule.

    Attributes:
        count: number of forms.
        examples: for each form the smallest number from 2 on that takes it, else 1 or 0; None where none up to 1000
            does.
        often: for each form whether more than five numbers up to 1000 take it; the others may leave the number out.
    """

    count: int
    examples: tuple[int | None, ...]
    often: tuple[bool, ...]


def is_complete(field: str) -> bool:
    """Whether both parts of the field are there, valid or not."""
    return bool(_COUNT.search(field) and _EXPRESSION.search(field))


@cache
def parse(field: str) -> PluralRule:
    """Reads ``nplurals=2; plural=(n != 1);``, the expression by the standard library's reader of C expressions.

    Raises:
        ValueError: the field is none, or its expression gives a form that does not exist; the message says what.
    """
    found_count, found_expression = _COUNT.search(field), _EXPRESSION.search(field)
    if found_count is None:
        raise ValueError("lacks nplurals=NUMBER")
    if found_expression is None:
        raise ValueError("lacks plural=EXPRESSION")
    count = int(found_count.group(1))
    if not 0 < count <= 100:
        raise ValueError(f"has the impossible count of forms nplurals={count}")
    rule = _compiled(found_expression.group(1).strip())
    chosen: dict[int, int] = {}
    for number in _SAMPLE:
        try:
            chosen[number] = rule(number)
        except (ZeroDivisionError, OverflowError):
            raise ValueError(f"has a plural expression that divides by zero for n={number}") from None
    largest = max(chosen.values())
    if largest >= count or min(chosen.values()) < 0:
        raise ValueError(f"says nplurals={count}, but its plural expression gives the form {largest}")
    frequency = Counter(chosen.values())
    return PluralRule(
        count,
        tuple(_example(chosen, form) for form in range(count)),
        tuple(frequency[form] > 5 for form in range(count)),
    )


def _compiled(expression: str) -> Callable[[int], int]:
    from gettext import c2py

    try:
        rule: Callable[[int], int] = c2py(expression)
    except (ValueError, RecursionError):
        raise ValueError(f"has the plural expression '{expression}', which is none") from None
    return rule


def _example(chosen: dict[int, int], form: int) -> int | None:
    fitting = [number for number, found in chosen.items() if found == form]
    return min(fitting, key=lambda number: (number < 2, -number if number < 2 else number), default=None)
