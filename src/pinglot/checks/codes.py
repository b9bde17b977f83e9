"""Inline codes: all of the source's, each once, well nested."""

from __future__ import annotations

from collections.abc import Iterable

from pinglot import inline
from pinglot.checks.subject import Check, Notice, Rule, Subject
from pinglot.model import Severity

__all__ = ["CHECK"]


def _check(subject: Subject) -> Iterable[Notice]:
    for problem in inline.verify(subject.source, subject.target):
        yield "codes.mismatch", problem


CHECK = Check(
    (Rule("codes.mismatch", Severity.ERROR, "an inline code is missing, doubled, foreign or not closed"),), _check
)
