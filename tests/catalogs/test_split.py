"""Split and merged paragraphs, recognised by their sentences."""

from __future__ import annotations

import pytest

from pinglot.catalogs import provenance
from pinglot.catalogs.merge import merge
from pinglot.catalogs.po import Entry
from pinglot.catalogs.provenance import State
from pinglot.catalogs.split import Cutter
from pinglot.jobs.cutting import coded_sentences, cutter

CUT = cutter("en", "es")
LONG = "The bridge is <g1>closed</g1>. Press <x1/> to <g2>wait</g2>. Boats go on."
SAID = "El puente está <g1>cerrado</g1>. Pulse <x1/> para <g2>esperar</g2>. Los barcos siguen."


def machine(entry):
    provenance.stamp(entry, "pseudo 1")
    return entry


def merged(old, *wanted):
    return {entry.msgid: entry for entry in merge(old, [Entry(text) for text in wanted], 2, cutter=CUT)}


def test_a_split_paragraph_keeps_each_sentence_with_its_codes():
    done = merged([Entry(LONG, [SAID])], "The bridge is <g1>closed</g1>.", "Press <x1/> to <g1>wait</g1>. Boats go on.")
    first = done["The bridge is <g1>closed</g1>."]
    second = done["Press <x1/> to <g1>wait</g1>. Boats go on."]
    assert first.msgstr == ["El puente está <g1>cerrado</g1>."]
    assert second.msgstr == ["Pulse <x1/> para <g1>esperar</g1>. Los barcos siguen."]
    for entry in (first, second):
        assert entry.fuzzy and entry.previous_msgid == LONG
        assert provenance.state_of(entry) is State.CHANGED
    assert done[LONG].obsolete and done[LONG].msgstr == [SAID]


def test_merged_paragraphs_keep_their_sentences_in_the_new_order():
    done = merged([Entry("One day.", ["Un día."]), Entry("Two boats.", ["Dos barcos."])], "Two boats. One day.")
    entry = done["Two boats. One day."]
    assert entry.msgstr == ["Dos barcos. Un día."] and entry.fuzzy
    assert entry.previous_msgid == "Two boats.\n\nOne day."


def test_a_script_without_blanks_joins_without_one():
    old = [Entry("One day.", ["一天。"]), Entry("Two boats.", ["两条船。"])]
    (entry, *_) = merge(old, [Entry("One day. Two boats.")], 1, cutter=cutter("en", "zh-Hans"))
    assert entry.msgstr == ["一天。两条船。"]


def test_the_machines_sentences_stay_the_machines():
    done = merged([machine(Entry("One day. Two boats.", ["Un día. Dos barcos."]))], "One day.", "Two boats.")
    assert [provenance.state_of(done[text]) for text in ("One day.", "Two boats.")] == [State.STALE] * 2


def test_a_person_and_the_machine_together_are_a_persons():
    old = [Entry("One day.", ["Un día."]), machine(Entry("Two boats.", ["Dos barcos."]))]
    entry = merged(old, "One day. Two boats.")["One day. Two boats."]
    assert provenance.state_of(entry) is State.CHANGED
    assert not any("pinglot:" in line for line in entry.comments)


@pytest.mark.parametrize(
    ("source", "target", "wanted"),
    [
        ("One day. Two boats.", "Un día y dos barcos.", "One day."),  # other count of sentences
        ("One day. Two boats.", "Un día. Dos barcos.", "One day. Three boats."),  # a sentence that is not there
        ("One <g1>day. Two</g1> boats.", "Un <g1>día. Dos</g1> barcos.", "Two boats."),  # a pair across sentences
        ("One <g1>day</g1>. Two boats.", "Un día. Dos <g1>barcos</g1>.", "Two boats."),  # a code that has wandered
        ("One day. Two boats.", "", "Two boats."),
    ],
)
def test_what_is_unsure_is_not_carried(source, target, wanted):
    entry = merged([Entry(source, [target])], wanted)[wanted]
    assert entry.msgstr in ([""], [target])  # at most the similar text, as a whole


def test_contexts_stay_apart():
    old = [Entry("One day. Two boats.", ["Un día. Dos barcos."], context="sea")]
    (entry, gone) = merge(old, [Entry("Two boats.")], 2, cutter=CUT)
    assert entry.msgstr == [""] and gone.obsolete


def test_an_unchanged_entry_lends_nothing():
    old = [Entry("One day. Two boats.", ["Un día. Dos barcos."])]
    done = merge(old, [Entry("One day. Two boats."), Entry("Two boats.")], 2, cutter=CUT)
    assert done[0].msgstr == ["Un día. Dos barcos."] and not done[0].fuzzy
    assert done[1].msgstr == [""]


def test_coded_sentences():
    assert coded_sentences(LONG, "en") == [
        "The bridge is <g1>closed</g1>.",
        "Press <x1/> to <g2>wait</g2>.",
        "Boats go on.",
    ]
    assert coded_sentences("<g1>One day. Two</g1> boats.", "en") is None
    assert coded_sentences("<g1>One day.</g1> <g2>Two.</g2>", "en") == ["<g1>One day.</g1>", "<g2>Two.</g2>"]
    assert coded_sentences("", "en") == []


def test_without_a_cutter_nothing_is_carried_by_sentences():
    old = [Entry("One day. Two boats.", ["Un día. Dos barcos."])]
    (entry, *_) = merge(old, [Entry("Two boats.")], 2)
    assert entry.msgstr == [""]
    assert isinstance(CUT, Cutter)
