"""The way of a sentence, through the pseudo engine and a scripted one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import pinglot
from pinglot import inline
from pinglot.engines.base import Capabilities, Closing
from pinglot.errors import PinglotError, UsageError
from pinglot.jobs.translator import Translator
from pinglot.model import OBJECT, Draft, Link, Status

TERMS = [
    pinglot.Term("Wang Yang", keep=True),
    pinglot.Term("pairing assistance", "asistencia por pares", pos="noun", gender="f"),
    pinglot.Term("province", "provincia", pos="noun", gender="f", forms=("provincias",)),
]


class Scripted(Closing):
    """An engine that says what it was told to say."""

    source, target, signature = "en", "es", "scripted 1"
    capabilities = Capabilities(alignment=False)

    def __init__(self, answers):
        self.answers = answers
        self.asked = []

    def translate(self, sentences):
        self.asked += [sentence.text for sentence in sentences]
        return [Draft(self.answers.get(sentence.text, sentence.text)) for sentence in sentences]

    def close(self):
        pass


def translator(engine="pseudo", terms=TERMS):
    return Translator("en", "es", engine, pinglot.Glossary(terms, target="es"))


def test_one_result_a_text_in_order_with_pins():
    first, second = translator().translate(["Wang Yang visited Aksu.", "The provinces gave pairing assistance."])
    assert "Wang Yang" in first.text and first.pins[0].held
    assert [pin.form for pin in second.pins] == ["provincia", "asistencia por pares"]
    assert first.origin.startswith("pseudo")


def test_an_engine_is_asked_for_links_where_codes_or_pins_need_them():
    asked = []

    class Noting(Scripted):
        def translate(self, sentences):
            asked.extend(sentences)
            return super().translate(sentences)

    told = translator(Noting({}))
    told.translate(["It is late. The province slept."])
    told.translate_coded(["<g1>All</g1> went home.", "Read <x1/>."])
    assert [(one.text, one.align) for one in asked] == [
        ("It is late.", False),
        ("The province slept.", True),
        ("All went home.", True),
        (f"Read {OBJECT}.", True),
    ]


def test_line_breaks_and_blanks_come_back():
    text = "  One sentence here.  Another one.\n\n\tAnd a third.\r\n"
    (done,) = translator().translate([text])
    assert [part for part in done.text if part.isspace()] == [part for part in text if part.isspace()]


def test_nothing_to_translate_is_left_alone_and_opens_no_engine():
    lazy = Translator("en", "es", "no such engine")
    assert [one.text for one in lazy.translate(["", "  ", "12,5 %", "2024–2025"])] == ["", "  ", "12,5 %", "2024–2025"]
    assert lazy.sentences_translated == 0


def test_a_pin_that_does_not_hold_is_said():
    engine = Scripted({"The province grew.": "La región creció."})
    (done,) = translator(engine).translate(["The province grew."])
    assert [pin.held for pin in done.pins] == [False]
    assert "terms.missing" in [finding.check for finding in done.findings]
    assert done.fuzzy


def test_codes_come_back_around_their_words():
    (done,) = translator().translate_coded(["Read <g1>the guide</g1> with <x1/> now. <g2>Then go.</g2>"])
    assert inline.verify("<g1>a</g1><x1/><g2>b</g2>", done.text) == ()
    assert not [finding for finding in done.findings if finding.check.startswith("codes")]


def test_a_code_whose_place_nobody_knows_is_said():
    engine = Scripted({"Read the guide now.": "Lea ahora la guía."})
    (done,) = translator(engine, []).translate_coded(["Read <g1>the guide</g1> now."])
    assert inline.verify("<g1>a</g1>", done.text) == ()
    assert "codes.position" in [finding.check for finding in done.findings]


def test_sentences_without_a_term_are_the_same_with_and_without_a_glossary():
    texts = ["The weather was fine.", "He bought three books and a chair."]
    assert [one.text for one in translator().translate(texts)] == [
        one.text for one in translator(terms=[]).translate(texts)
    ]


def test_blanks_between_sentences_follow_the_script():
    engine = Scripted({"One.": "一。", "Two.": "二。"})
    engine.target = "zh-Hans"
    chinese = Translator("en", "zh-Hans", engine)
    assert chinese.translate(["One. Two."])[0].text == "一。二。"


CODED = st.lists(
    st.sampled_from(
        ["The province", " grew ", "fast. ", "Wang Yang", " and ", "<g>", "</g>", "<x/>", "\n", "12 % ", "U.S. "]
    ),
    max_size=14,
)


@given(CODED)
def test_every_code_survives_whatever_the_text(pieces):
    coded, stack, pairs, singles = "", [], 0, 0
    for piece in pieces:
        if piece == "<g>":
            pairs += 1
            stack.append(pairs)
            coded += f"<g{pairs}>"
        elif piece == "</g>":
            coded += f"</g{stack.pop()}>" if stack else ""
        elif piece == "<x/>":
            singles += 1
            coded += f"<x{singles}/>"
        else:
            coded += piece
    coded += "".join(f"</g{number}>" for number in reversed(stack))
    (done,) = translator().translate_coded([coded])
    assert inline.verify(coded, done.text) == ()
    assert all(pin.held for pin in done.pins)


def test_alignment_of_the_engine_is_used_across_sentences():
    class Aligned(Scripted):
        capabilities = Capabilities(alignment=True)

        def translate(self, sentences):
            return [
                Draft(sentence.text.upper(), tuple(Link(i, i + 1, i, i + 1) for i in range(len(sentence.text))))
                for sentence in sentences
            ]

    (done,) = translator(Aligned({}), []).translate_coded(["One <g1>two. Three</g1> four."])
    assert done.text == "ONE <g1>TWO. THREE</g1> FOUR."
    assert OBJECT not in done.text


def test_a_judged_translation_has_a_pin_an_approved_match_and_none_for_what_is_proposed():
    terms = [
        *TERMS,
        pinglot.Term("the province", "la provincia", status=Status.PROPOSED),
        pinglot.Term("grew", "creció"),
    ]
    judged = translator(terms=terms).judge("The province grew. The provinces grew.", "La provincia creció.")
    assert [(pin.term.term, pin.held) for pin in judged.pins] == [
        ("province", True),
        ("grew", True),
        ("province", False),
        ("grew", False),
    ]
    assert "terms.proposed" in [finding.check for finding in judged.findings]


def test_inputs_of_every_odd_kind_come_back_in_order():
    texts = [
        "",
        " ",
        "\n",
        OBJECT,
        "12",
        "👍",
        "The province.",
        "\ufeffThe province.",
        "a" * 5000,
        "<g1>The province",
        "&lt;",
    ]
    done = translator().translate(texts)
    assert len(done) == len(texts)
    assert [one.text for one in done[:3]] == texts[:3] and done[4].text == "12" and done[5].text == "👍"
    assert done[6].text == "Ţĥéé provincia." and done[9].text.startswith("<g1>") and done[10].text.startswith("&")
    assert translator().translate(iter(["The province."]))[0].text == "Ţĥéé provincia."
    assert translator().translate([]) == []


def test_a_translator_closes_its_engine_once_it_has_one():
    closed = []

    class Closing(Scripted):
        def close(self):
            closed.append(True)

    with Translator("en", "es", Closing({})) as one:
        one.translate(["Hello."])
    assert closed == [True]
    with Translator("en", "es", "no such engine"):
        pass


def test_a_locale_and_an_engine_that_do_not_exist_are_said():
    with pytest.raises(UsageError, match="not a locale"):
        Translator("en", "not a locale")
    with pytest.raises(PinglotError, match="no such engine"):
        Translator("en", "es", "no such engine").translate(["Hello."])
