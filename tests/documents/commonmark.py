"""The examples of the CommonMark specification, fetched once with npm and kept outside of the repository's files.

CommonMark's text is CC BY-SA 4.0, so it is never committed: it lies in ``.cache/``, which git ignores.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from tests import npm

VERSION = "0.31.2"
SHA256 = "257c41ad946f7a1414a499aca402a1aa8fdac3678532266611348c1cf54f4b80"
_EXAMPLE = re.compile(r"^`{32} example\n(.*?)^\.\n(.*?)^`{32}$", re.DOTALL | re.MULTILINE)


class Example(NamedTuple):
    number: int
    markdown: str
    html: str


@cache
def examples() -> tuple[Example, ...]:
    """All examples, in order. Skips the test, or fails it under ``PINGLOT_NO_SKIP``, where they cannot be had."""
    kept = f"commonmark-spec-{VERSION}.txt"
    text = npm.fetched(f"commonmark-spec@{VERSION}", "spec.txt", SHA256, kept).replace("→", "\t")
    return tuple(
        Example(number, match.group(1), match.group(2)) for number, match in enumerate(_EXAMPLE.finditer(text), 1)
    )
