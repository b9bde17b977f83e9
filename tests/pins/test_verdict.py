"""The verdict: what counts as said, which stretch serves which pin, and that nothing is held that is not there."""

from __future__ import annotations

import csv
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pinglot.model import Match, Status, Term
from pinglot.pins import examine, judge, surplus

TABLE = Path(__file__).parent / "data" / "verdicts.tsv"


def rows():
    with TABLE.open(encoding="utf-8", newline="") as file:
        table = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [pytest.param(row, id=f"{number}-{row['locale']}") for number, row in enumerate(table, 2)]


def read_term(text: str) -> Term:
    pair, *columns = text.split(";")
    source, translation = pair.split("=")
    fields = dict(column.split("=") for column in columns)
    return Term(
        source,
        translation,
        forms=tuple(filter(None, fields.get("forms", "").split("/"))),
        forbidden=tuple(filter(None, fields.get("forbidden", "").split("/"))),
        keep=fields.get("keep") == "yes",
        pos=fields.get("pos", ""),
        gender=fields.get("gender", ""),
    )


def read_matches(marked: str, term: Term) -> list[Match]:
    """``[[…]]`` in a source marks a match."""
    matches, plain = [], ""
    for index, piece in enumerate(marked.replace("]]", "[[").split("[[")):
        if index % 2:
            matches.append(Match(term, len(plain), len(plain) + len(piece), piece))
        plain += piece
    return matches


def match(term: Term, start: int = 0, text: str = "") -> Match:
    text = text or term.term
    return Match(term, start, start + len(text), text)


@pytest.mark.parametrize("row", rows())
def test_table(row):
    matches = read_matches(row["source"], read_term(row["term"]))
    assert matches
    held = all(pin.held for pin in judge(row["target"], matches, row["locale"]))
    assert held == (row["held"] == "yes"), row["note"]


GROUP = Term("World Bank Group", "Grupo del Banco Mundial")
BANK = Term("World Bank", "Banco Mundial")


def test_one_stretch_serves_one_pin_and_the_longer_form_comes_first():
    both = [match(GROUP), match(BANK, 20)]
    group, bank = judge("El Grupo del Banco Mundial", both, "es")
    assert group.held and group.form == "Grupo del Banco Mundial"
    assert not bank.held and bank.form == ""
    assert all(pin.held for pin in judge("El Banco Mundial y el Grupo del Banco Mundial", both, "es"))


def test_a_term_inside_a_longer_match_shares_its_fate():
    inside = [match(GROUP), match(BANK)]
    assert [pin.held for pin in judge("Grupo del Banco Mundial", inside, "es")] == [True, True]
    assert [pin.held for pin in judge("Banco Mundial", inside, "es")] == [False, False]


def test_a_proposed_term_takes_neither_match_nor_stretch_from_an_approved_one():
    national = Term("national government", "gobierno nacional", status=Status.PROPOSED)
    government = Term("government", "gobierno", pos="noun")
    source = [match(national), match(government, len("national "))]
    assert [pin.held for pin in judge("los gobiernos de los países", source, "es")] == [False, True]
    assert [pin.held for pin in judge("el gobierno nacional", source, "es")] == [True, True]


def test_longest_first_gives_way_where_only_another_choice_holds_all():
    long, short = Term("a", "uno dos tres", forms=("cuatro",)), Term("b", "dos tres")
    assert all(pin.held for pin in judge("uno dos tres y cuatro", [match(long), match(short, 5)], "es"))


def test_strategies_are_named_for_held_pins_alone():
    pins = judge("Banco Mundial", [match(BANK), match(BANK, 20)], "es", ("swap", "plain"))
    assert [(pin.held, pin.strategy) for pin in pins] == [(True, "swap"), (False, "")]
    with pytest.raises(ValueError, match="1 strategies for 2 matches"):
        judge("x", [match(BANK), match(BANK, 20)], "es", ("swap",))


def test_a_forbidden_form_spoils_every_pin_of_its_term_and_is_shown():
    term = Term("mentor", "orientador", forbidden=("mentor",))
    verdict = examine("el orientador y el Mentor", [match(term)], "es")
    assert not verdict.pins[0].held
    assert [span.text for span in verdict.forbidden] == ["Mentor"]


def test_a_form_that_only_capitals_make_wrong():
    term = Term("internet", "internet", forbidden=("Internet",))
    assert judge("en internet", [match(term)], "es")[0].held
    assert not judge("en Internet", [match(term)], "es")[0].held


def test_surplus_counts_what_no_other_term_explains():
    assert surplus("Banco Mundial y Banco Mundial", [match(BANK)], "es")[0].found == 2
    assert surplus("Banco Mundial", [match(BANK)], "es") == ()
    assert surplus("Banco Mundial, Grupo del Banco Mundial", [match(BANK), match(GROUP, 20)], "es") == ()


def test_many_pins_in_one_unit_are_judged_at_once():
    terms = [Term(f"t{n}", " ".join(["uno"] * (n % 4 + 1))) for n in range(40)]
    matches = [match(term, 10 * n) for n, term in enumerate(terms)]
    verdict = examine(" ".join(["uno"] * 100), matches, "es")
    assert verdict.held == 40


FORMS = st.lists(st.sampled_from(["a", "b", "a b", "b a", "b c", "a b c", "c"]), min_size=1, max_size=2, unique=True)


@settings(max_examples=150, deadline=None)
@given(st.lists(FORMS, min_size=1, max_size=4), st.lists(st.sampled_from("abcx"), max_size=7))
def test_an_assignment_is_found_wherever_one_exists(terms, target):
    """Against a search over every order and place."""
    rows = [Term(f"term{n}", forms[0], forms=tuple(forms[1:]), pos="noun") for n, forms in enumerate(terms)]
    matches = [match(term, 10 * n) for n, term in enumerate(rows)]
    verdict = examine(" ".join(target), matches, "xx")

    def places(term):
        for form in term.accepted:
            size = len(form.split())
            for start in range(len(target) - size + 1):
                if target[start : start + size] == form.split():
                    yield frozenset(range(start, start + size))

    def most(left, taken):
        if not left:
            return 0
        best = most(left[1:], taken)
        for place in places(left[0]):
            if not place & taken:
                best = max(best, 1 + most(left[1:], taken | place))
        return best

    assert verdict.held == most(rows, frozenset())
    used = [span for span in verdict.spans if span]
    assert all(one.end <= other.start or other.end <= one.start for one, other in permutations(used, 2))
