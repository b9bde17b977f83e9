"""Inline codes: what of a unit is markup inside a sentence.

Three forms of one text:

- *raw*, as the file has it: ``Read **the [guide](/g)**\\n> now.``
- *source* (coded text), as a catalog has it: ``Read <g1>the <g2>guide</g2></g1> now.``
- *plain*, as glossaries, sentences and engines have it: ``Read the guide now.``, with the pairs kept apart as tags and
  each single code as one :data:`~pinglot.model.OBJECT` character.

``protect`` and ``restore`` go between raw and source (:mod:`pinglot.inline.spelling`), ``parse`` and ``build`` between
source and plain (:mod:`pinglot.inline.plain`), and ``project`` carries the codes of a source onto its translation
along an alignment (:mod:`pinglot.inline.projection`). In coded text a literal ``<`` that
would read as a code is ``&lt;``, and an ``&`` that would read as that escape is ``&amp;``.
"""

from pinglot.inline.plain import Plain, Tag, TagKind, build, parse, plain_text, verify
from pinglot.inline.projection import project
from pinglot.inline.spelling import Run, RunKind, protect, restore, spell

__all__ = [
    "Plain",
    "Run",
    "RunKind",
    "Tag",
    "TagKind",
    "build",
    "parse",
    "plain_text",
    "project",
    "protect",
    "restore",
    "spell",
    "verify",
]
