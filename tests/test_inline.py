"""Inline codes: raw ⇄ source ⇄ plain, and codes carried along an alignment."""

from __future__ import annotations

import re
import time

from hypothesis import given
from hypothesis import strategies as st

from pinglot import inline, scripts
from pinglot.inline import Plain, Run, RunKind
from pinglot.model import OBJECT, Link

TEXT, BREAK, OPEN, CLOSE, SINGLE = RunKind.TEXT, RunKind.BREAK, RunKind.OPEN, RunKind.CLOSE, RunKind.SINGLE


def text(said: str, raw: str | None = None) -> Run:
    return Run(TEXT, said if raw is None else raw, said)


def test_protect_names_codes_in_order_and_restore_gives_the_raw_back():
    runs = [
        text("Read "),
        Run(OPEN, "**", label="strong"),
        text("the "),
        Run(OPEN, "[", label="link"),
        text("guide"),
        Run(CLOSE, "](/g)", label="link"),
        Run(CLOSE, "**", label="strong"),
        Run(BREAK, "\n> ", " "),
        text("of "),
        text("©", "&copy;"),
        text(" 2020, "),
        Run(SINGLE, "`make`", label="code"),
        text("."),
    ]
    source, codes, spelling = inline.protect(runs)
    assert source == "Read <g1>the <g2>guide</g2></g1> of © 2020, <x1/>."
    assert [(code.name, code.open, code.close) for code in codes] == [
        ("g1", "**", "**"),
        ("g2", "[", "](/g)"),
        ("x1", "`make`", ""),
    ]
    assert inline.restore(source, codes, spelling) == "".join(run.raw for run in runs)


def test_a_translation_takes_codes_spelling_and_breaks():
    runs = [text("one "), Run(OPEN, "*", label="emphasis"), text("two"), Run(CLOSE, "*", label="emphasis")]
    runs += [Run(BREAK, "\r\n", " "), text("three &"), text(" four", " four")]
    source, codes, spelling = inline.protect([*runs, text("©", "&copy;")])
    assert source == "one <g1>two</g1> three & four©"
    assert inline.restore("uno <g1>dos</g1> tres y cuatro ©", codes, spelling) == "uno *dos*\r\ntres y cuatro &copy;"


def test_a_code_in_the_middle_of_a_spelt_text_is_not_lost():
    runs = [text("2020.", "2020\\."), Run(OPEN, "*", label="emphasis"), text("x"), Run(CLOSE, "*", label="emphasis")]
    source, codes, spelling = inline.protect(runs)
    assert inline.restore(source, codes, spelling) == "2020\\.*x*"
    assert inline.restore("<g1>20</g1>20.", codes, spelling) == "*20*20."
    assert inline.restore("x 2020. <g1>y</g1>", codes, spelling) == "x 2020\\. *y*"


def test_what_has_no_partner_is_a_single_code():
    source, codes, _ = inline.protect([Run(OPEN, "<b>", label="b"), text("x"), Run(CLOSE, "</i>", label="i")])
    assert source == "<x1/>x<x2/>"
    assert [code.open for code in codes] == ["<b>", "</i>"]


def test_literal_codes_are_escaped_and_come_back():
    for literal in ("<g1>", "a &lt;g1> b", "&amp;lt;x1/>", "1 < 2 && x<y>", "</g12>"):
        source = inline.build(Plain(literal))
        assert inline.parse(source) == Plain(literal)
        assert not inline.parse(source).tags


@given(st.lists(st.sampled_from(["<g1>", "</g1>", "<x1/>", "&lt;", "&amp;", "lt;", "<", "&", "g1>", "a", " "])))
def test_build_then_parse_is_identity(pieces):
    plain = Plain("".join(pieces))
    assert inline.parse(inline.build(plain)) == plain


RUNS = st.lists(
    st.one_of(
        st.tuples(st.just(TEXT), st.text("ab *©\n<g1>&lt;", min_size=1, max_size=6), st.text("ab*&;", max_size=4)),
        st.tuples(st.just(BREAK), st.just(" "), st.sampled_from(["\n", "\r\n> ", " \n\t"])),
        st.tuples(st.sampled_from([OPEN, CLOSE]), st.sampled_from(["b", "i"]), st.text("<*", min_size=1, max_size=2)),
        st.tuples(st.just(SINGLE), st.just("code"), st.text("`x", min_size=1, max_size=3)),
    ),
    max_size=12,
)


@given(RUNS)
def test_restore_undoes_protect(made):
    runs = []
    for kind, said, raw in made:
        if kind is TEXT:
            runs.append(Run(TEXT, raw or said, said))
        elif kind is BREAK:
            runs.append(Run(BREAK, raw, " "))
        else:
            runs.append(Run(kind, raw, label=said))
    source, codes, spelling = inline.protect(runs)
    assert not inline.verify(source, source)
    assert inline.restore(source, codes, spelling) == "".join(run.raw for run in runs)


def test_verify_names_each_problem():
    source = "<g1>a</g1> <x1/>"
    assert inline.verify(source, source) == ()
    assert inline.verify(source, "a <x1/>") == ("<g1> of the source is missing",)
    assert inline.verify(source, "<g1>a</g1>") == ("<x1/> of the source is missing",)
    assert inline.verify(source, "<g1>a</g1> <x1/> <x2/>") == ("<x2/> is not in the source",)
    assert inline.verify(source, "<g1>a</g1> <x1/> <x1/>") == ("<x1/> stands twice",)
    assert inline.verify(source, "<g1>a <x1/>") == ("<g1> is not closed",)


def words(source: str, target: str, pairs: list[tuple[str, str]]) -> list[Link]:
    return [
        Link(source.index(a), source.index(a) + len(a), target.index(b), target.index(b) + len(b)) for a, b in pairs
    ]


def projected(coded: str, target: str, pairs: list[tuple[str, str]]) -> tuple[str, bool]:
    plain = inline.parse(coded)
    moved, sure = inline.project(plain, target, words(plain.text, target, pairs))
    return inline.build(moved), sure


def test_a_pair_follows_its_words():
    assert projected("the <g1>red</g1> house", "la casa roja", [("the", "la"), ("red", "roja"), ("house", "casa")]) == (
        "la casa <g1>roja</g1>",
        True,
    )


def test_nested_pairs_stay_nested():
    assert projected(
        "see <g1>the <g2>red</g2> house</g1> now",
        "mira la casa roja ahora",
        [("see", "mira"), ("the", "la"), ("red", "roja"), ("house", "casa"), ("now", "ahora")],
    ) == ("mira <g1>la casa <g2>roja</g2></g1> ahora", True)


def test_a_pair_around_everything_stays_around_everything_without_alignment():
    moved, sure = inline.project(inline.parse("<g1>All of it.</g1>"), "Todo ello.", None)
    assert (inline.build(moved), sure) == ("<g1>Todo ello.</g1>", True)


def test_marks_stay_on_their_side():
    assert projected("<g1>Note:</g1> it works", "Nota: funciona", [("Note:", "Nota:"), ("works", "funciona")]) == (
        "<g1>Nota:</g1> funciona",
        True,
    )
    assert projected("it is <g1>red</g1>.", "es rojo.", [("is", "es"), ("red.", "rojo.")])[0] == "es <g1>rojo</g1>."


def test_objects_take_their_names_by_the_links():
    plain = inline.parse("<x1/> then <x2/>")
    target = f"{OBJECT} luego {OBJECT}"
    moved, sure = inline.project(plain, target, [Link(0, 1, 8, 9), Link(7, 8, 0, 1)])
    assert (inline.build(moved), sure) == ("<x2/> luego <x1/>", True)


def test_a_lost_object_is_put_back_and_said():
    moved, sure = inline.project(inline.parse("run <x1/> now"), "corre ya", [Link(0, 3, 0, 5)])
    assert inline.verify("run <x1/> now", inline.build(moved)) == ()
    assert not sure


def test_an_object_inside_a_pair_stays_inside():
    assert projected("<g1><x1/></g1> is red", f"es {OBJECT} rojo", [("is", "es"), ("red", "rojo")])[0] == (
        "es <g1><x1/></g1> rojo"
    )


@given(
    st.recursive(
        st.sampled_from(["uno ", "dos ", "<x/>", "tres. "]),
        lambda inner: st.lists(inner, max_size=4).map(lambda parts: "<g>" + "".join(parts) + "</g>"),
        max_leaves=12,
    ),
    st.lists(st.tuples(*[st.integers(0, 40)] * 4), max_size=8),
    st.text(f"ab .{OBJECT}", max_size=40),
)
def test_projection_never_loses_or_breaks_a_code(shape, numbers, target):
    coded, pairs, singles, stack = "", 0, 0, []
    for piece in re.split(r"(</?g>|<x/>)", shape):
        if piece == "<g>":
            pairs += 1
            stack.append(pairs)
            coded += f"<g{pairs}>"
        elif piece == "</g>":
            coded += f"</g{stack.pop()}>"
        elif piece == "<x/>":
            singles += 1
            coded += f"<x{singles}/>"
        else:
            coded += piece
    plain = inline.parse(coded)
    links = []
    for a, b, c, d in numbers:
        s, t = sorted((a, b)), sorted((c, d))
        links.append(Link(*[min(x, len(plain.text)) for x in s], *[min(x, len(target)) for x in t]))
    moved, _ = inline.project(plain, target, links)
    assert inline.verify(coded, inline.build(moved)) == ()


def test_an_object_that_is_linked_twice_stands_once():
    plain = inline.parse("<x1/><x2/>.")
    links = [Link(0, 1, 0, 1), Link(0, 1, 2, 3)]
    moved, sure = inline.project(plain, f"{OBJECT} {OBJECT}.", links)
    assert inline.build(moved) == "<x1/> <x2/>." and sure


def test_a_paragraph_of_a_thousand_codes_takes_no_minutes():
    count = 1000
    coded = "".join(
        f"some words here <g{number}>inside a pair</g{number}> and <x{number}/> after. " for number in range(1, count)
    )
    plain = inline.parse(coded)
    links = [Link(*span, *span) for span in scripts.words(plain.text)]
    began = time.process_time()
    moved, sure = inline.project(plain, plain.text, links)
    assert inline.build(moved) == coded and sure
    unaligned, _ = inline.project(plain, plain.text, None)
    assert inline.verify(coded, inline.build(unaligned)) == ()
    # Each code once against each word and each link would take minutes.
    assert time.process_time() - began < 10
