"""What people approved, asked for again."""

from __future__ import annotations

from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pinglot import sentences
from pinglot.catalogs import provenance
from pinglot.catalogs.memory import Memory, Pair, catalogs_of, pairs_of
from pinglot.catalogs.po import Entry, PoFile

OPEN = Pair("The bridge is open.", ("El puente está abierto.",), "signs")


def memory(*pairs):
    return Memory(pairs, partial(sentences.split, locale="en"), partial(sentences.split, locale="es"))


def near(known, source, **how):
    return [(hit.pair.texts[0], hit.source) for hit in known.near(source, **how)]


def test_an_identical_source_is_served_with_its_place():
    hit = memory(OPEN).exact("The bridge is open.")
    assert hit is not None and hit.pair == OPEN and hit.others == ()
    assert memory(OPEN).exact("The bridge is Open.") is None


def test_context_and_plural_must_be_the_same():
    known = memory(
        Pair("Open", ("Abrir",), "app", context="menu"), Pair("%d day", ("%d día", "%d días"), "app", None, "%d days")
    )
    assert known.exact("Open") is None and known.exact("Open", "menu")
    assert known.exact("%d day") is None and known.exact("%d day", None, "%d days")
    assert near(known, "Open!") == []


def test_two_ways_to_say_it_are_told_the_first_in_use_counts():
    known = memory(
        Pair("Yes.", ("Ya.",), "old", live=False), Pair("Yes.", ("Sí.",), "a"), Pair("Yes.", ("Claro.",), "b")
    )
    hit = known.exact("Yes.")
    assert hit.pair.texts == ("Sí.",) and hit.others == ("b",)


def test_a_near_source_is_served_with_its_numbers_mended():
    known = memory(Pair("In 1995 the programme cost 667 euros.", ("En 1995 el programa costó 667 euros.",), "aid"))
    assert near(known, "In 1996 the programme cost 668 euros.") == [
        ("En 1996 el programa costó 668 euros.", "In 1995 the programme cost 667 euros.")
    ]
    # Another count of numbers, another placeholder, a new code: refused.
    assert near(known, "In 1995 the programmes cost 667 or 7 euros.") == []
    assert near(known, "In 1995 the <g1>programme</g1> cost 667 euros.") == []
    assert near(known, "The weather was fine.") == []


def test_near_texts_of_the_same_domain_count_only_when_they_have_left_it():
    known = memory(OPEN, Pair("The bridges are open.", ("Los puentes están abiertos.",), "signs", live=False))
    assert near(known, "The bridges are open!", without="signs") == [
        ("Los puentes están abiertos.", "The bridges are open.")
    ]
    assert near(known, "The bridge is open!", without="signs") == []
    assert near(known, "The bridge is open!", without="other")[0][0] == "El puente está abierto."


def test_a_sentence_is_found_inside_a_unit():
    known = memory(
        Pair(
            "Rain fell. The bridge is <g1>open</g1>. Nobody came.",
            ("Llovió. El puente está <g1>abierto</g1>. No vino nadie.",),
            "signs",
        ),
        Pair("A. B went home. C.", ("A y B se fue a casa.",), "odd"),
    )
    assert known.sentence("Rain fell.") == ("Llovió.", "signs")
    assert known.sentence("Nobody came.") == ("No vino nadie.", "signs")
    assert known.sentence("The bridge is open.") is None  # it has codes there
    assert known.sentence("Nobody") is None  # no whole sentence
    assert known.sentence("B went home.") is None  # the translation has another count of sentences


def test_a_sentence_that_people_said_in_two_ways_is_not_served():
    known = memory(Pair("Rain fell.", ("Llovió.",), "a"), Pair("Rain fell. Yes.", ("Cayó lluvia. Sí.",), "b"))
    assert known.sentence("Rain fell.") is None
    assert known.sentence("Yes.") == ("Sí.", "b")


def test_only_what_people_approved_is_remembered():
    mine = Entry("Mine.", ["Mío."])
    old = Entry("Old.", ["Viejo."], obsolete=True)
    fuzzy = Entry("Fuzzy.", ["Borroso."], fuzzy=True)
    half = Entry("%d", ["uno", ""], plural="%d")
    machine = Entry("Machine.", ["Máquina."])
    provenance.stamp(machine, "pseudo 1")
    file = PoFile([Entry("", ["Language: es\n"]), mine, old, fuzzy, half, machine, Entry("Empty.")])
    assert [(pair.source, pair.live) for pair in pairs_of(file, "d")] == [("Mine.", True), ("Old.", False)]
    assert [pair.source for pair in pairs_of(file, "d", machine=True)] == ["Mine.", "Old.", "Machine."]


def test_catalogs_of_a_folder(tmp_path):
    for name in (
        "es/LC_MESSAGES/a.po",
        "es/LC_MESSAGES/docs/b.po",
        "zh_CN/LC_MESSAGES/a.po",
        "es/LC_MESSAGES/.x/c.po",
        "es/LC_MESSAGES/.c.po",
        "tools/LC_MESSAGES/d.po",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    assert [one[:2] for one in catalogs_of(tmp_path)] == [
        ("es", ".x/c"),
        ("es", "a"),
        ("es", "docs/b"),
        ("zh-Hans", "a"),
    ]
    assert [one[1] for one in catalogs_of(tmp_path, "zh-CN".replace("CN", "Hans"))] == ["a"]
    assert catalogs_of(tmp_path / "none") == []


@pytest.mark.parametrize("count", [3, 4000])
def test_small_and_large_memories_find_the_same(count):
    pairs = [Pair(f"Sentence {word} of the long report.", (f"Frase {word}.",), "r") for word in _words(count)]
    known = memory(*pairs)
    asked = pairs[count // 2].source.replace("long", "longer")
    assert near(known, asked)[0][1] == pairs[count // 2].source
    assert known.exact(pairs[-1].source).pair == pairs[-1]
    assert known.sentence(pairs[1].source) == (pairs[1].texts[0], "r")


def _words(count):
    letters = "bcdfghjklmnp"
    return ["".join(letters[number // 12**place % 12] + "aeio"[place] for place in range(4)) for number in range(count)]


WORDS = st.lists(
    st.sampled_from(["Rain fell.", "It is open.", "Nobody came.", "12 euros.", "Yes!"]), min_size=1, max_size=4
)


@given(st.lists(WORDS, min_size=1, max_size=5), WORDS)
def test_whatever_is_served_was_approved(known, asked):
    spoken = {
        "Rain fell.": "Llovió.",
        "It is open.": "Está abierto.",
        "Nobody came.": "No vino nadie.",
        "12 euros.": "12 euros.",
        "Yes!": "¡Sí!",
    }
    pairs = [Pair(" ".join(texts), (" ".join(spoken[text] for text in texts),), "d") for texts in known]
    served = memory(*pairs)
    for text in asked:
        found = served.sentence(text)
        assert found in (None, (spoken[text], "d"))
        if any(text in texts for texts in known):
            assert found == (spoken[text], "d")
    hit = served.exact(" ".join(asked))
    assert (hit is not None) == (asked in known)
