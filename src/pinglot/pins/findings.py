"""What a verdict says to a person."""

from __future__ import annotations

from pinglot.model import Finding, Severity, Status, Term
from pinglot.pins.verdict import Verdict

__all__ = ["findings_of"]


def findings_of(verdict: Verdict) -> tuple[Finding, ...]:
    """One finding a term and trouble, in order of the source; none where every pin is held.

    ``terms.missing`` (error): a pin has no accepted form in the translation. ``terms.forbidden`` (error): a form that
    must not appear stands there. ``terms.surplus`` (warning): the term is said more often than in the source.
    ``terms.proposed``: a term that nobody has approved is in the source; a warning where the translation does not
    say it, else an info. Terms that are rejected or deprecated ask for nothing.
    """
    found: list[Finding] = []
    for pin, span in zip(verdict.pins, verdict.spans, strict=True):
        if pin.term.status is Status.PROPOSED:
            found.append(_proposed(pin.term, said=span is not None))
        elif pin.term.status is Status.APPROVED and span is None:
            found.append(Finding("terms.missing", Severity.ERROR, _missing(pin.term)))
    for bad in verdict.forbidden:
        if bad.term.status is Status.APPROVED:
            message = f"“{bad.text}” must not stand for “{bad.term.term}”; say “{bad.term.target}”"
            found.append(Finding("terms.forbidden", Severity.ERROR, message))
    for more in verdict.surplus:
        if more.term.status is Status.APPROVED:
            message = f"“{more.term.target}” stands more often than “{more.term.term}” in the source"
            found.append(Finding("terms.surplus", Severity.WARNING, message))
    return tuple(dict.fromkeys(found))


def _missing(term: Term) -> str:
    if term.keep:
        return f"“{term.term}” must stay as it is, and the translation does not have it as often as the source"
    return f"“{term.term}” must be “{term.target}”, and the translation does not say it as often as the source"


def _proposed(term: Term, said: bool) -> Finding:
    if said:
        return Finding("terms.proposed", Severity.INFO, f"“{term.term}” = “{term.target}” is used and not yet approved")
    return Finding(
        "terms.proposed",
        Severity.WARNING,
        f"“{term.term}” = “{term.target}” is proposed, and the translation says something else; approve or reject it",
    )
