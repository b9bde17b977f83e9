"""URLs and e-mail addresses: they come out as they went in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from pinglot.checks.subject import Check, Notice, Rule, Subject
from pinglot.model import Severity

__all__ = ["CHECK"]


def _check(subject: Subject) -> Iterable[Notice]:
    if not subject.source_addresses and not subject.target_addresses:
        return
    wanted, found = set(subject.source_addresses), Counter(subject.target_addresses)
    for address in dict.fromkeys(subject.source_addresses):
        # An address may be written into a longer word of a script without blanks, so the text is asked, too.
        if address not in found and address not in subject.target_text:
            yield "addresses.lost", f"“{address}” of the source is not in the translation"
    for address in found:
        if address not in wanted and not any(one in address for one in wanted):
            yield "addresses.extra", f"“{address}” is not in the source"


CHECK = Check(
    (
        Rule("addresses.lost", Severity.ERROR, "a URL or an e-mail address is missing or changed"),
        Rule("addresses.extra", Severity.WARNING, "a URL or an e-mail address is not in the source"),
    ),
    _check,
)
