"""The checks beside numbers: each notices what it is for, and is silent otherwise."""

from __future__ import annotations

import inspect

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pinglot import checks
from pinglot.checks import REGISTRY, Subject, describe, run
from pinglot.model import Match, Severity, Status, Term


def ids(source: str, target: str, locale: str = "es", **rest) -> list[str]:
    return [one.check for one in run(Subject(source, target, "en", locale, **rest))]


def match(term: Term, source: str) -> tuple[Match, ...]:
    start = source.index(term.term)
    return (Match(term, start, start + len(term.term), term.term),)


BANK = Term("World Bank", "Banco Mundial", forbidden=("Banca Mundial",))

CASES = [
    ("codes", "Read <g1>this</g1> <x1/>", "Lea <g1>esto</g1> <x1/>", []),
    ("a lost code", "Read <g1>this</g1>", "Lea esto", ["codes.mismatch"]),
    ("a single code", "Press <x1/> now", "Pulse ahora", ["codes.mismatch"]),
    ("codes crossed", "<g1>a <g2>b</g2></g1>", "<g1>a <g2>b</g1></g2>", ["codes.mismatch"]),
    ("a URL", "See https://example.org/a, please", "Vea https://example.org/a.", []),
    ("a URL translated", "See https://example.org/help", "Vea https://example.org/ayuda",
     ["addresses.lost", "addresses.extra"]),
    ("a URL in brackets", "See (https://example.org/a_(b))", "Vea https://example.org/a_(b)", []),
    ("an e-mail address", "Write to a.b@example.org.", "Escriba a a.b@ejemplo.org.",
     ["addresses.lost", "addresses.extra"]),
    ("empty", "Hello", "  ", ["shape.empty"]),
    ("a loop", "The dog barks.", "El perro perro perro perro perro.", ["shape.loop"]),
    ("a loop of words", "The dog barks.", "El perro ladra, el perro ladra, el perro ladra", ["shape.loop"]),
    ("a loop of the source", "Very very very very good", "Muy muy muy muy bueno", []),
    ("much too short", "The quick brown fox jumps over the lazy dog again and again", "El zorro", ["shape.length"]),
    ("much too long", "The quick brown fox jumps over the dog.", "El zorro marrón salta rápido. " * 2
     + "Otra frase que no está ahí, y otra más que tampoco lo está, y una última.", ["shape.length"]),
    ("a line break at the end", "Hello\n", "Hola", ["shape.newline"]),
    ("a line break at the start", "Hello", "\nHola", ["shape.newline"]),
    ("line breaks kept", "\nHello\n", "\nHola\n", []),
    ("left as it was", "The house is green.", "The house is green.", ["shape.untranslated"]),
    ("one word left as it was", "Introduction", "Introduction", ["shape.untranslated"]),
    ("a word that both languages have", "Hotel", "Hotel", []),
    ("a name", "Bill Gates", "Bill Gates", []),
    ("numbers and codes", "<x1/> 48 %", "<x1/> 48 %", []),
    ("another script", "The house on the hill is green", "房子在山上是绿色的，真的很漂亮", ["language.script"]),
]  # fmt: skip


@pytest.mark.parametrize(("source", "target", "wanted"), [case[1:] for case in CASES], ids=[one[0] for one in CASES])
def test_what_each_notices(source, target, wanted):
    assert ids(source, target) == wanted


def test_the_verdict_on_pins_is_said():
    source = "The World Bank lends."
    pins = match(BANK, source)
    assert ids(source, "El Banco Mundial presta.", matches=pins) == []
    assert ids(source, "La entidad presta.", matches=pins) == ["terms.missing"]
    assert ids(source, "El Banco Mundial, la Banca Mundial.", matches=pins) == ["terms.forbidden"]
    assert ids(source, "El Banco Mundial y el Banco Mundial.", matches=pins) == ["terms.surplus"]
    assert ids(source, "Banca Mundial.", matches=pins) == ["terms.missing", "terms.forbidden"]


def test_a_pin_is_seen_through_codes():
    source = "The <g1>World Bank</g1> lends."
    pins = (Match(BANK, 4, 14, "World Bank"),)
    assert ids(source, "El <g1>Banco</g1> Mundial presta.", matches=pins) == []


def test_a_proposed_term_warns_and_a_rejected_one_asks_nothing():
    source = "The World Bank lends."
    for status, said, severity in (
        (Status.PROPOSED, "La entidad presta.", Severity.WARNING),
        (Status.PROPOSED, "El Banco Mundial presta.", Severity.INFO),
    ):
        term = Term("World Bank", "Banco Mundial", status=status)
        (finding,) = run(Subject(source, said, "en", "es", match(term, source)))
        assert (finding.check, finding.severity) == ("terms.proposed", severity)
    for status in (Status.REJECTED, Status.DEPRECATED):
        term = Term("World Bank", "Banco Mundial", status=status)
        assert ids(source, "La entidad presta.", matches=match(term, source)) == []


@pytest.mark.parametrize(
    ("flag", "source", "target", "wanted"),
    [
        ("python-format", "%(n)d files", "%(n)d archivos", []),
        ("python-format", "%(n)d files", "archivos", ["placeholders.lost"]),
        ("python-format", "%(n)d files", "%(m)d archivos", ["placeholders.lost", "placeholders.extra"]),
        ("python-format", "100%% of %s", "100%% de %s", []),
        ("c-format", "%s has %d", "%d tiene %s", ["placeholders.order"]),
        ("c-format", "%s has %ld", "tiene %s %ld", []),
        ("python-brace-format", "{name} has {{x}}", "{name} tiene {{x}}", []),
        ("python-brace-format", "{name} has", "{nombre} tiene", ["placeholders.lost", "placeholders.extra"]),
        ("qt-format", "%1 of %n", "%n de %1", []),
        ("sh-format", "in $HOME", "en", ["placeholders.lost"]),
        ("", "100% sure {x} %s", "del todo seguro", []),
    ],
)
def test_placeholders_by_the_messages_flags(flag, source, target, wanted):
    found = [one for one in ids(source, target, flags=(flag,)) if one.startswith("placeholders.")]
    assert found == wanted


def test_the_form_for_one_may_leave_the_number_out():
    flags = ("c-format",)
    assert ids("%d file", "un archivo", flags=flags, plural=True) == []
    assert ids("%d file", "un archivo", flags=flags) == ["placeholders.lost"]
    assert ids("%s file", "un archivo", flags=flags, plural=True) == ["placeholders.lost"]


@pytest.mark.parametrize(
    ("locale", "target", "noticed"),
    [
        ("zh-Hans", "The house on the hill", True),
        ("zh-Hans", "山上的房子是绿色的", False),
        ("ru", "The house on the hill", True),
        ("ru", "Дом на холме зелёный", False),
        ("ar", "The house on the hill", True),
        ("ar", "البيت على التل أخضر", False),
        ("ja", "丘の上の家は緑です", False),
        ("sr", "Kuća na brdu je zelena", False),
        ("sr-Cyrl", "Kuća na brdu je zelena", True),
        ("ru", "ООН", False),
    ],
)
def test_the_script(locale, target, noticed):
    assert ("language.script" in ids("The house on the hill is green", target, locale)) == noticed


def test_the_same_language_may_say_the_same():
    assert run(Subject("The colour is green.", "The colour is green.", "en-US", "en-GB")) == ()


def test_every_rule_has_a_line_and_every_finding_a_rule():
    rules = describe()
    assert [rule.id for rule in rules] == sorted(REGISTRY)
    assert all(rule.summary and rule.id.count(".") == 1 for rule in rules)
    # What the table above provokes is all there is to provoke but what a run alone knows.
    said = {check for _, source, target, _ in CASES for check in ids(source, target)}
    families = {rule.id.split(".")[0] for rule in rules}
    elsewhere = {"catalog", "engine", "numbers", "placeholders", "plural", "terms"}
    assert {one.split(".")[0] for one in said} | elsewhere == families
    for module in (checks.addresses, checks.codes, checks.language, checks.numbers, checks.placeholders, checks.shape):
        assert inspect.getdoc(module)


@settings(max_examples=100, deadline=None)
@given(st.text("ab <g1>/x&lt;\n%sd{}()1.,é中", max_size=25), st.text("ab <g1>/x&lt;\n%sd{}()1.,é中", max_size=25))
def test_no_text_is_too_odd(source, target):
    for finding in run(Subject(source, target, "en", "es", flags=("c-format", "python-brace-format"))):
        assert finding.severity is REGISTRY[finding.check].severity
        assert finding.message


def test_long_runs_take_no_long():
    for run_ in ("a" * 50_000, "7" * 50_000, "1." * 25_000, "a@" * 25_000, "<g1>" * 5_000):
        run(Subject(run_, run_ + " b", "en", "es", flags=("c-format",)))
