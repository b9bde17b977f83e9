"""Which engine takes a pair, and pivots."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

import pinglot.engines as engines
from pinglot.engines import InstalledPair, PivotEngine, open_engine
from pinglot.engines.base import Capabilities, Closing, Engine
from pinglot.engines.pseudo import PseudoEngine
from pinglot.engines.routes import open_pivot, pivots
from pinglot.errors import EngineError, EngineMissing, UsageError
from pinglot.model import OBJECT, Draft, Link, Match, Sentence, Term


class Reversing(Closing):
    """Says the words of a sentence in reverse order, in capitals, and aligns them."""

    def __init__(self, source: str, target: str, aligns: bool = True) -> None:
        self.source, self.target = source, target
        self.signature = f"reversing {source}_{target} 1"
        self.capabilities = Capabilities(alignment=aligns)
        self.closed = 0
        self.seen: list[Sentence] = []

    def translate(self, sentences):
        self.seen += sentences
        return [self._draft(sentence.text) for sentence in sentences]

    def _draft(self, text: str) -> Draft:
        words = text.split()
        out = " ".join(reversed(words)).upper()
        if not self.capabilities.alignment:
            return Draft(out)
        links, left, right = [], 0, len(out)
        for word in words:
            right -= len(word)
            links.append(Link(left, left + len(word), right, right + len(word)))
            left, right = left + len(word) + 1, right - 1
        return Draft(out, tuple(reversed(links)), unknown=tuple(words[:1]), truncated=len(words) > 5)

    def close(self) -> None:
        self.closed += 1


@dataclass
class Fake:
    """A provider of Reversing engines."""

    name: str
    has: list[tuple[str, str]]
    hint: str = ""
    trouble: EngineError | None = None
    opened: list[Reversing] = field(default_factory=list)

    def pairs(self):
        return [InstalledPair(self.name, *pair, "_".join(pair), "1") for pair in self.has]

    def open(self, source, target):
        if self.trouble:
            raise self.trouble
        if (source, target) not in self.has:
            raise EngineMissing(f"{self.name} lacks {source} → {target}")
        engine = Reversing(source, target)
        engine.signature = f"{self.name} {source}_{target} 1"
        self.opened.append(engine)
        return engine

    def install_hint(self, source, target):
        return self.hint


@pytest.fixture
def install(monkeypatch):
    def make(*fakes: Fake):
        monkeypatch.setattr(engines, "providers", lambda: fakes)

    return make


def test_the_entry_points_are_found_in_auto_order():
    names = [provider.name for provider in engines.providers()]
    assert names[0] == "argos"
    assert set(names) >= {"argos", "pseudo"}


def test_auto_takes_argos_then_apertium_then_others_then_a_pivot(install):
    install(
        Fake("argos", [("en", "es")]),
        Fake("apertium", [("en", "es"), ("en", "ca")]),
        Fake("other", [("en", "ca"), ("en", "eo"), ("es", "gl")]),
    )
    wanted = {
        ("en", "es"): "argos en_es 1",
        ("en", "ca"): "apertium en_ca 1",
        ("en", "eo"): "other en_eo 1",
        ("en", "gl"): "argos en_es 1 > other es_gl 1",
    }
    assert {pair: open_engine("auto", *pair).signature for pair in wanted} == wanted


def test_pseudo_is_opened_by_name_only(install):
    assert isinstance(open_engine("pseudo", "en", "en-XA"), PseudoEngine)
    with pytest.raises(EngineMissing):
        open_engine("auto", "en", "en-XA")


def test_a_named_engine_pivots_over_its_own_pairs_only(install):
    install(Fake("argos", [("es", "en")], "get argos"), Fake("apertium", [("en", "fr"), ("es", "pt"), ("pt", "fr")]))
    assert open_engine("apertium", "es", "fr").signature == "apertium es_pt 1 > apertium pt_fr 1"
    with pytest.raises(EngineMissing, match="get argos"):
        open_engine("argos", "es", "fr")


def test_what_is_missing_names_every_command(install):
    install(Fake("argos", [], "pinglot engine install en xh"), Fake("apertium", [], "sudo apt-get install apertium-x"))
    with pytest.raises(EngineMissing) as caught:
        open_engine("auto", "en", "xh")
    message = str(caught.value)
    assert "`pinglot engine install en xh` or `sudo apt-get install apertium-x`" in message
    assert caught.value.exit_code == 3


def test_an_engine_in_trouble_is_passed_by_and_said(install):
    bad = Fake("argos", [], "get argos", EngineError("its folders cannot be made"))
    install(bad, Fake("apertium", [("en", "es")]))
    assert open_engine("auto", "en", "es").signature == "apertium en_es 1"
    with pytest.raises(EngineMissing, match="its folders cannot be made"):
        open_engine("auto", "en", "xh")
    with pytest.raises(EngineError, match="its folders cannot be made"):
        open_engine("argos", "en", "es")


def test_bad_names(install):
    with pytest.raises(UsageError, match="no engine 'deepl'; the engines are auto, argos"):
        open_engine("deepl", "en", "es")
    with pytest.raises(UsageError, match="is not a locale"):
        open_engine("auto", "english", "es")


def pair(source: str, target: str, engine: str = "argos") -> InstalledPair:
    return InstalledPair(engine, source, target, f"{source}_{target}", "1")


def names(ways) -> list[list[str]]:
    return [[f"{leg.engine} {leg.model}" for leg in way] for way in ways]


def test_the_shortest_way_first_then_through_english_then_by_engine():
    pairs = [
        pair("es", "en"), pair("es", "pt"), pair("en", "fr"), pair("pt", "fr"), pair("en", "pt"),
        pair("es", "en", "apertium"), pair("en", "fr", "apertium"),
    ]  # fmt: skip
    found = names(pivots(pairs, "es", "fr"))
    assert found[0] == ["argos es_en", "argos en_fr"]
    assert found[1] == ["argos es_en", "apertium en_fr"]
    assert found.index(["argos es_pt", "argos pt_fr"]) == 4
    assert all(len(way) == 3 for way in found[5:])


def test_wider_pairs_serve_narrower_locales_and_simplified_never_traditional():
    assert names(pivots([pair("es", "en"), pair("en", "pt-BR")], "es-MX", "pt-BR")) == [
        ["argos es_en", "argos en_pt-BR"]
    ]
    assert pivots([pair("es", "en"), pair("en", "pt-BR")], "es", "pt") == []
    assert names(pivots([pair("es", "en"), pair("en", "zh")], "es", "zh-Hans")) == [["argos es_en", "argos en_zh"]]
    assert pivots([pair("es", "en"), pair("en", "zh")], "es", "zh-Hant") == []


TAGS = st.sampled_from(["en", "es", "fr", "pt", "de"])


@given(st.lists(st.tuples(TAGS, TAGS).filter(lambda two: two[0] != two[1]), max_size=10, unique=True), TAGS, TAGS)
def test_ways_connect_and_never_come_back(edges, source, target):
    ways = pivots([pair(*edge) for edge in edges], source, target)
    assert [len(way) for way in ways] == sorted(len(way) for way in ways)
    for way in ways:
        tags = [way[0].source, *(leg.target for leg in way)]
        assert tags[0] == source and tags[-1] == target
        assert len(set(tags)) == len(tags)
        assert all(one.target == other.source for one, other in pairwise(way))


def pivot(*aligned: bool) -> PivotEngine:
    tags = ["es", "en", "fr", "de"]
    return PivotEngine([Reversing(tags[at], tags[at + 1], each) for at, each in enumerate(aligned)])


def test_a_pivot_composes_its_alignment():
    engine = pivot(True, True)
    assert isinstance(engine, Engine)
    text = f"uno {OBJECT} tres"
    (draft,) = engine.translate([Sentence(text)])
    assert draft.text == f"UNO {OBJECT} TRES"
    pairs = [
        (text[a.source_start : a.source_end], draft.text[a.target_start : a.target_end]) for a in draft.alignment or ()
    ]
    assert pairs == [("uno", "UNO"), (OBJECT, OBJECT), ("tres", "TRES")]
    assert draft.unknown == ("uno",)
    assert engine.capabilities == Capabilities(alignment=True)
    assert (engine.source, engine.target) == ("es", "fr")


def test_a_leg_without_alignment_still_keeps_track_of_objects():
    engine = pivot(True, False)
    assert engine.capabilities == Capabilities()
    text = f"uno {OBJECT} dos {OBJECT}"
    (draft,) = engine.translate([Sentence(text), Sentence("uno")])[:1]
    # The first leg turned the two around; the second says nothing, so their order there is taken.
    objects = [(link.source_start, link.target_start) for link in draft.alignment or ()]
    assert objects == [(10, draft.text.index(OBJECT)), (4, draft.text.rindex(OBJECT))]
    assert engine.translate([Sentence("uno dos")])[0].alignment is None


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        (Sentence("a b"), True),
        (Sentence("a b", align=False), False),
        (Sentence(f"a {OBJECT} b", align=False), True),
    ],
)
def test_links_are_asked_of_every_leg_or_of_none(sentence, wanted):
    first, second = legs = Reversing("es", "en"), Reversing("en", "fr")
    PivotEngine(legs).translate([sentence])
    assert [one.align for one in (*first.seen, *second.seen)] == [wanted, wanted]


def test_a_last_leg_that_pins_needs_the_links_of_those_before_it():
    first, last = Reversing("es", "en"), PseudoEngine("en", "fr")
    match = Match(Term("red", "rouge"), 2, 5, "red")
    with_match, without = PivotEngine([first, last]).translate(
        [Sentence("a red b", (match,), align=False), Sentence("a b", align=False)]
    )
    assert "rouge" in with_match.text and with_match.strategies and without.text
    assert [one.align for one in first.seen] == [True, False]


def test_a_pivot_is_truncated_where_a_leg_was_and_keeps_order():
    drafts = pivot(True, True, True).translate([Sentence("a b c d e f"), Sentence(""), Sentence("a")])
    assert [draft.truncated for draft in drafts] == [True, False, False]
    assert [draft.text for draft in drafts] == ["F E D C B A", "", "A"]


def test_matches_are_handed_to_a_last_leg_that_pins():
    first = Reversing("es", "en")
    engine = PivotEngine([first, PseudoEngine("en", "fr")])
    assert engine.capabilities.pins
    text = "la Cruz Roja llegó a Aksu"
    cruz, aksu, gone = Term("Cruz Roja", "Croix-Rouge"), Term("Aksu", "Aksou"), Term("la llegó", "X")
    matches = (Match(cruz, 3, 12, "Cruz Roja"), Match(gone, 0, 18, text[:18]), Match(aksu, 21, 25, "Aksu"))
    (draft,) = engine.translate([Sentence(text, matches)])
    assert draft.strategies == ("pseudo", "", "pseudo")
    assert "Croix-Rouge" in draft.text and "Aksou" in draft.text and "X" not in draft.text
    assert [sentence.matches for sentence in first.seen] == [()]
    held = {(a.source_start, a.source_end): draft.text[a.target_start : a.target_end] for a in draft.alignment or ()}
    assert held[21, 25] == "Aksou" and held[3, 7] == held[8, 12] == "Croix-Rouge"


def test_the_plain_draft_of_a_last_leg_that_pins_goes_the_whole_way():
    class Pinning(PseudoEngine):
        def translate(self, sentences):
            plain = super().translate([Sentence(one.text) for one in sentences])
            drafts = super().translate(sentences)
            return [replace(one, plain=other) for one, other in zip(drafts, plain, strict=True)]

    legs: list[Engine] = [Reversing("es", "en"), Pinning("en", "fr")]
    match = Match(Term("Aksu", "Aksou"), 8, 12, "Aksu")
    (draft,) = PivotEngine(legs).translate([Sentence("llegó a Aksu", (match,))])
    (plain,) = PivotEngine(legs).translate([Sentence("llegó a Aksu")])
    assert "Aksou" in draft.text and draft.plain is not None
    assert (draft.plain.text, draft.plain.alignment) == (plain.text, plain.alignment)


def test_the_signs_of_a_term_are_handed_on_with_its_words():
    class WordsOnly(Reversing):
        def _draft(self, text):
            return Draft("(ESF+) X", (Link(0, 1, 7, 8), Link(3, 6, 1, 4)))

    (draft,) = PivotEngine([WordsOnly("en", "es"), PseudoEngine("es", "fr")]).translate(
        [Sentence("X (ESF+)", (Match(Term("ESF+", "FSE+"), 3, 7, "ESF+"),))]
    )
    assert "FSE+" in draft.text and "++" not in draft.text


def test_a_term_that_falls_apart_is_not_handed_on():
    class Torn(Reversing):
        def _draft(self, text):
            return Draft("A B C", (Link(0, 4, 0, 1), Link(5, 7, 2, 3), Link(0, 4, 4, 5)))

    matches = (Match(Term("Cruz", "X"), 0, 4, "Cruz"), Match(Term("de", "Y"), 5, 7, "de"))
    (draft,) = PivotEngine([Torn("es", "en"), PseudoEngine("en", "fr")]).translate([Sentence("Cruz de", matches)])
    assert draft.strategies == ("", "pseudo")
    assert "X" not in draft.text and "Y" in draft.text


def test_legs_are_closed_also_when_a_later_one_fails(install):
    argos = Fake("argos", [("es", "en"), ("en", "fr")])
    install(argos)
    with open_engine("auto", "es", "fr"):
        pass
    assert [engine.closed for engine in argos.opened] == [1, 1]
    second = Fake("apertium", [("fr", "de")])
    second.trouble = EngineError("died")
    argos.opened.clear()
    with pytest.raises(EngineError, match="died"):
        open_pivot(
            [pair("es", "en"), pair("en", "fr"), pair("fr", "de", "apertium")],
            lambda leg: (argos if leg.engine == "argos" else second).open(leg.source, leg.target),
            "es",
            "de",
        )
    assert [engine.closed for engine in argos.opened] == [1, 1]


def test_a_real_pivot_over_two_packages(lay, model_files, reverse_files):
    lay(source="es", target="en", files=reverse_files, version="1.0")
    lay(source="en", target="fr", files=model_files, version="1.9")
    engine = open_engine("argos", "es", "fr")  # Apertium may have the pair itself
    assert engine.signature == "argos es_en 1.0 > argos en_fr 1.9"
    text = f"la {OBJECT} roja casa, Anna"
    (draft,) = engine.translate([Sentence(text)])
    assert draft.text == text
    assert all(link.source_start == link.target_start for link in draft.alignment or ())
