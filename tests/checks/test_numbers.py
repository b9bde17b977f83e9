"""Numbers and quantities, case by case."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pinglot.checks import Subject, run
from pinglot.checks.numbers import figures
from pinglot.model import Match, Severity, Term

TABLE = Path(__file__).parent / "data" / "numbers.tsv"


def rows():
    with TABLE.open(encoding="utf-8", newline="") as file:
        table = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [pytest.param(row, id=f"{number}-{row['locale']}") for number, row in enumerate(table, 2)]


def numbers(subject: Subject) -> list[str]:
    return sorted({one.check.split(".")[1] for one in run(subject) if one.check.startswith("numbers.")})


@pytest.mark.parametrize("row", rows())
def test_table(row):
    subject = Subject(row["source"], row["target"], row["source locale"], row["locale"])
    assert numbers(subject) == sorted(row["findings"].split()), row["note"]


def test_a_finding_names_the_number_and_how_much_it_matters():
    (finding,) = [one for one in run(Subject("since 1997", "desde hace", "en", "es")) if one.check == "numbers.lost"]
    assert "1997" in finding.message
    assert finding.severity is Severity.ERROR


def test_a_number_inside_a_pinned_term_is_the_terms_affair():
    term = Term("1918 flu", "gripe española")
    matches = (Match(term, 4, 12, "1918 flu"),)
    assert numbers(Subject("The 1918 flu", "La gripe española", "en", "es", matches)) == []
    added = Term("the treaty", "el tratado de 1918")
    matches = (Match(added, 0, 10, "the treaty"),)
    assert numbers(Subject("the treaty", "el tratado de 1918", "en", "es", matches)) == []


def write(value: int, group: str) -> str:
    digits = str(value)
    parts: list[str] = []
    while len(digits) > 3:
        digits, parts = digits[:-3], [digits[-3:], *parts]
    return group.join([digits, *parts])


LOCALES = {"en": ",", "es": ".", "fr": "\u202f", "de": ".", "ru": "\u00a0", "zh-Hans": ",", "pt": ".", "it": "."}


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 10**12), st.sampled_from(sorted(LOCALES)), st.sampled_from(sorted(LOCALES)))
def test_every_integer_is_found_again_in_every_locale(value, source, target):
    one, other = f"x {write(value, LOCALES[source])} y", f"x {write(value, LOCALES[target])} y"
    assert figures(one, source)[0].usual == Decimal(value)
    assert numbers(Subject(one, other, source, target)) == []


@settings(max_examples=150, deadline=None)
@given(st.integers(3000, 10**9), st.integers(3000, 10**9), st.sampled_from(sorted(LOCALES)))
def test_every_other_integer_is_noticed(value, other, locale):
    source, target = f"x {write(value, ',')} y", f"x {write(other, LOCALES[locale])} y"
    found = numbers(Subject(source, target, "en", locale))
    assert found == ([] if value == other else ["extra", "lost"])


@settings(max_examples=200, deadline=None)
@given(
    st.text("0123456789.,'/ -%$万亿mil\u00a0\u202f٣三XIVap", max_size=20),
    st.sampled_from(["en", "es", "zh-Hans", "ar", "fr"]),
)
def test_any_text_is_read_without_trouble(text, locale):
    for figure in figures(text, locale):
        assert text[figure.start : figure.end].strip() != ""
    assert numbers(Subject(f"a {text}", f"a {text}", locale, locale)) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("from .08 to 1.08", [".08", "1.08"]),
        ("see v.2 and (.5)", ["2", ".5"]),
        ("٣٠ of 5 million", ["30", "5 million"]),
        ("COVID-19 and 2019–20", ["19", "2019", "20"]),
    ],
)
def test_a_figure_is_read_with_what_belongs_to_it(text, said):
    assert [figure.text for figure in figures(text, "en")] == said


@pytest.mark.parametrize("target", ["a las 20 y otra vez a las 8", "otra vez 8 y 20"])
def test_figures_may_stand_in_another_order(target):
    assert numbers(Subject("at 8 and again at 20", target, "en", "es")) == []
