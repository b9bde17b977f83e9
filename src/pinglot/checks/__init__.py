"""Checks: what is noticed about a translation, each with an id, a severity and a sentence.

:func:`run` looks at one text, :func:`describe` lists every rule. A check is a small function in a module of its
family; to add one, write it and put it in ``_CHECKS``. Findings are values; nothing here raises for content.
"""

from __future__ import annotations

from pinglot.checks import addresses, codes, language, numbers, placeholders, shape
from pinglot.checks.subject import Check, Rule, Subject, without_addresses
from pinglot.model import Finding, Severity

__all__ = ["REGISTRY", "Rule", "Subject", "describe", "run", "without_addresses"]

_CHECKS: tuple[Check, ...] = (
    codes.CHECK,
    numbers.CHECK,
    addresses.CHECK,
    placeholders.CHECK,
    *shape.CHECKS,
    language.CHECK,
)

_ELSEWHERE = (
    Rule("shape.empty", Severity.ERROR, "there is no translation"),  # and then nothing else is looked at: see run
    # The verdict on pins gives these; see pinglot.pins.findings.
    Rule("terms.missing", Severity.ERROR, "a pinned term has no accepted form in the translation"),
    Rule("terms.forbidden", Severity.ERROR, "a form that the glossary forbids stands in the translation"),
    Rule("terms.surplus", Severity.WARNING, "a term is said more often than in the source"),
    Rule("terms.proposed", Severity.WARNING, "a term that nobody has approved yet is in the source"),
    # What only the run that translates can know.
    Rule("terms.cost", Severity.ERROR, "pinning cost the sentence fluency; the engine finds it unlikely"),
    Rule("codes.position", Severity.ERROR, "the place of an inline code in the translation is a guess"),
    Rule("catalog.changed", Severity.WARNING, "the source has changed since a person translated it"),
    Rule("plural.forms", Severity.ERROR, "the language has more plural forms than an engine can tell apart"),
    Rule("engine.truncated", Severity.ERROR, "the engine stopped at its own length limit"),
)

REGISTRY: dict[str, Rule] = {
    rule.id: rule for rule in (*_ELSEWHERE, *(rule for check in _CHECKS for rule in check.rules))
}
"""Every rule by its id."""


def run(subject: Subject) -> tuple[Finding, ...]:
    """What is noticed about a translation: pins first, then the families in order; none where all is well.

    Of an empty translation nothing else is said than that it is empty.
    """
    if subject.source.strip() and not subject.target.strip():
        return (_finding("shape.empty", "there is no translation"),)
    found: list[Finding] = []
    if subject.matches:
        from pinglot import pins

        found += pins.findings_of(subject.verdict)
    for check in _CHECKS:
        for rule, message in check.run(subject):
            found.append(_finding(rule, message))
    return tuple(dict.fromkeys(found)) if found else ()


def describe() -> list[Rule]:
    """Every rule, sorted by id, for the documentation and ``pinglot check --help``."""
    return [REGISTRY[name] for name in sorted(REGISTRY)]


def _finding(rule: str, message: str) -> Finding:
    return Finding(rule, REGISTRY[rule].severity, message)
