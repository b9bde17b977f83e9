"""Units through the translator: a message's placeholders hidden from the engine, plural forms, and the verdict."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from pinglot import inline
from pinglot.catalogs.plurals import PluralRule
from pinglot.checks.placeholders import is_count
from pinglot.documents import placeholders
from pinglot.glossary import Glossary
from pinglot.inline import Plain
from pinglot.jobs.translator import Plan, Translator
from pinglot.model import Code, Finding, Match, Pin, Pinned, Severity, Translation, Unit

__all__ = [
    "TAG",
    "Done",
    "Pair",
    "coded_pairs",
    "count_sentences",
    "distinct",
    "examine",
    "finish_units",
    "hidden",
    "located",
    "matches_in",
    "pins_of",
    "plan_units",
    "translate_units",
]


@dataclass(frozen=True, slots=True)
class Done:
    """A unit's translation as its catalog entry takes it, and what is to be said of it.

    Attributes:
        forms: one text, or for a plural message one a plural form.
        pins: every pin of the unit's text with its verdict.
        findings: what the checks noticed.
        origin: who made it.
        suggested: whether it is a suggestion that a person must look at, whatever the checks say.
        previous: the source that the text was made for, where that is another; it becomes ``#|``.
    """

    forms: tuple[str, ...]
    pins: tuple[Pin, ...] = ()
    findings: tuple[Finding, ...] = ()
    origin: str = ""
    suggested: bool = False
    previous: str | None = None

    @property
    def fuzzy(self) -> bool:
        return self.suggested or any(finding.severity is Severity.ERROR for finding in self.findings)


def hidden(text: str, unit: Unit) -> tuple[str, tuple[Code, ...]]:
    """A text of the unit as coded text: of a gettext message, the placeholders become inline codes."""
    return placeholders.hide(text, unit.flags) if unit.kind == "message" else (text, ())


def matches_in(unit: Unit, glossary: Glossary) -> list[Match]:
    """The terms in a unit's source, of a plural message in both its forms."""
    texts = [unit.source] if unit.plural is None else [unit.source, unit.plural]
    return [match for text in texts for match in glossary.find(inline.parse(hidden(text, unit)[0]).text)]


def translate_units(
    units: Sequence[Unit],
    translator: Translator,
    rule: PluralRule | None = None,
) -> list[Done]:
    """Translates units in one batch: one result a unit, in order.

    Args:
        units: the units.
        translator: between the unit's locale and the target's.
        rule: the target's plural forms, for messages with a plural; None takes one form for one, one for many.
    """
    answers = translator.translate_coded([text for text, _ in _coded(units)])
    return _done(units, answers, rule)


def plan_units(units: Sequence[Unit], translator: Translator) -> Plan:
    """What units need from the engine; :func:`finish_units` takes the answers."""
    return translator.plan([text for text, _ in _coded(units)])


def finish_units(
    units: Sequence[Unit],
    translator: Translator,
    plan: Plan,
    answers: Sequence[Pinned],
    signature: str,
    rule: PluralRule | None = None,
) -> list[Done]:
    """What :func:`translate_units` answers, where the sentences of the plan were translated elsewhere.

    Args:
        units, translator, rule: as there.
        plan: the units' plan.
        answers: one for each request of the plan.
        signature: of the engine that answered.
    """
    return _done(units, translator.finish(plan, answers, signature), rule)


def _done(units: Sequence[Unit], answers: Sequence[Translation], rule: PluralRule | None) -> list[Done]:
    given = iter(zip(answers, _coded(units), strict=True))
    results: list[Done] = []
    for unit in units:
        parts = [next(given) for _ in range(1 if unit.plural is None else 2)]
        texts = [
            placeholders.show(answer.text, codes) if unit.kind == "message" else answer.text
            for answer, (_, codes) in parts
        ]
        findings = [finding for answer, _ in parts for finding in answer.findings]
        origin = next((answer.origin for answer, _ in parts if answer.origin != "source"), "source")
        verdicts = tuple(pin for answer, _ in parts for pin in answer.pins)
        forms, said = (tuple(texts), ()) if unit.plural is None else _plural_forms(texts, rule)
        results.append(Done(forms, verdicts, tuple(dict.fromkeys([*findings, *said])), origin))
    return results


def count_sentences(units: Sequence[Unit], translator: Translator) -> tuple[int, int]:
    """How many sentences of units :func:`translate_units` would ask the engine for, and how many the memory has."""
    return translator.count([text for text, _ in _coded(units)])


def _coded(units: Sequence[Unit]) -> list[tuple[str, tuple[Code, ...]]]:
    return [
        hidden(text, unit)
        for unit in units
        for text in ((unit.source,) if unit.plural is None else (unit.source, unit.plural))
    ]


def examine(unit: Unit, forms: Sequence[str], translator: Translator, origin: str) -> Done:
    """Judges a translation that stands in a catalog already: its pins, and the findings of every check."""
    pairs = coded_pairs(unit, forms)
    judged = [translator.judge(pair.source, pair.target) for pair in pairs]
    findings = dict.fromkeys(
        pair.in_own_words(finding)
        for pair, one in zip(pairs, judged, strict=True)
        for finding in one.findings
        if not (unit.plural is not None and pair.leaves_out_the_count(finding))
    )
    return Done(tuple(forms), tuple(pin for one in judged for pin in one.pins), tuple(findings), origin)


def pins_of(unit: Unit, forms: Sequence[str], translator: Translator) -> tuple[Pin, ...]:
    """The pins alone of what :func:`examine` says, which are far cheaper."""
    pairs = coded_pairs(unit, forms)
    return tuple(pin for pair in pairs for pin in translator.judge_pins(pair.source, pair.target))


@dataclass(frozen=True, slots=True)
class Pair:
    """A form of a translation, and what it translates.

    Attributes:
        source, target: coded texts; a placeholder of a message that stands in both has the same name in both.
        written: tag → the placeholder that it stands for.
    """

    source: str
    target: str
    written: Mapping[str, str]

    def leaves_out_the_count(self, finding: Finding) -> bool:
        """Whether all that is missing is the number, as in "one file".

        Where a form must say it, msgfmt's own rule decides: :func:`pinglot.catalogs.validate.check_entry`.
        """
        lost = _LOST.fullmatch(finding.message) if finding.check == "codes.mismatch" else None
        return lost is not None and is_count(self.written.get(lost[1], ""))

    def in_own_words(self, finding: Finding) -> Finding:
        """A finding about codes that speaks of the message's placeholders, which have no names outside."""
        if not self.written or not finding.check.startswith("codes."):
            return finding
        said = TAG.sub(lambda tag: f"“{self.written.get(tag[0], tag[0])}”", finding.message)
        return replace(finding, message=said)


TAG = re.compile(r"</?[gx]\d+/?>")
"""An inline code as coded text and findings have it."""

_LOST = re.compile(rf"({TAG.pattern}) of the source is missing")


def coded_pairs(unit: Unit, forms: Sequence[str]) -> list[Pair]:
    """What is judged against what: for each form the source that it translates, and itself."""
    pairs = []
    for index, form in enumerate(forms if unit.plural is not None else forms[:1]):
        of_one = unit.plural is None or (index == 0 and len(forms) > 1)
        source, codes = hidden(unit.source if of_one or unit.plural is None else unit.plural, unit)
        target, own = _hidden_alike(form, unit, codes) if unit.kind == "message" else (form, ())
        pairs.append(Pair(source, target, _written((*codes, *own))))
    return pairs


def _written(codes: Iterable[Code]) -> dict[str, str]:
    written: dict[str, str] = {}
    for code in codes:
        if code.paired:
            written |= {f"<{code.name}>": code.open, f"</{code.name}>": code.close}
        else:
            written[f"<{code.name}/>"] = code.open
    return written


def _hidden_alike(text: str, unit: Unit, codes: Sequence[Code]) -> tuple[str, tuple[Code, ...]]:
    """A message's translation as coded text in which a placeholder has the name that it has in the source."""
    coded, own = hidden(text, unit)
    free = list(codes)
    names: dict[str, str] = {}
    for code in own:
        same = next((each for each in free if (each.open, each.close) == (code.open, code.close)), None)
        if same is not None:
            free.remove(same)
            names[code.name] = same.name
    taken = {code.name for code in codes}
    spare = (f"{letter}{number}" for number in range(1, 9999) for letter in "gx")
    for code in own:
        if code.name not in names:
            names[code.name] = next(name for name in spare if name[0] == code.name[0] and name not in taken)
            taken.add(names[code.name])
    plain = inline.parse(coded)
    tags = tuple(replace(tag, name=names[tag.name]) for tag in plain.tags)
    return inline.build(Plain(plain.text, tags)), tuple(replace(code, name=names[code.name]) for code in own)


def _plural_forms(texts: Sequence[str], rule: PluralRule | None) -> tuple[tuple[str, ...], tuple[Finding, ...]]:
    """The engine's two texts as the target's plural forms.

    English tells one from many; a language with more forms needs a person, who is told so.
    """
    one, many = texts
    if rule is None or rule.count == 2:
        return (one, many), ()
    if rule.count == 1:
        return (many,), ()
    unsure = Finding(
        "plural.forms",
        Severity.ERROR,
        f"the language has {rule.count} plural forms and the source two; correct the forms after the first",
    )
    return (one, *[many] * (rule.count - 1)), (unsure,)


def distinct(units: Iterable[Unit]) -> list[Unit]:
    """Each unit once, where it stands first: equal text in equal context is one catalog entry."""
    found: dict[tuple[str | None, str], Unit] = {}
    for unit in units:
        found.setdefault(unit.key, unit)
    return list(found.values())


def located(finding: Finding, path: str, unit: Unit) -> Finding:
    """A finding with its place: the article, the unit's line and source."""
    return replace(finding, path=finding.path or path, line=finding.line or unit.line, unit=unit.source)
