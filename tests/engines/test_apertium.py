"""The Apertium engine with the real programs and the data of Debian's packages."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pinglot.engines.apertium import ApertiumProvider, provider
from pinglot.engines.base import Engine
from pinglot.errors import EngineMissing
from pinglot.model import OBJECT, Match, Sentence, Term

DATA = Path(__file__).parent / "data"
ARTICLE = Path(__file__).parents[2] / ".." / "shared" / "articles" / "pairing-assistance.en.txt"

_OPEN: dict[tuple[str, str, bool], Engine] = {}


def engine(source: str, target: str, mend: bool = True) -> Engine:
    key = source, target, mend
    if key not in _OPEN:
        try:
            _OPEN[key] = (provider if mend else ApertiumProvider(mend=False)).open(source, target)
        except EngineMissing as error:
            pytest.skip(f"the real engine is not installed: {error}")
    return _OPEN[key]


@pytest.fixture(scope="module", autouse=True)
def _close_engines():
    yield
    for opened in _OPEN.values():
        opened.close()
    _OPEN.clear()


@pytest.fixture
def spanish():
    return engine("en", "es")


def one(translator, text, *matches):
    return translator.translate([Sentence(text, matches)])[0]


def match(text, term, said="", after=0):
    said = said or term.term
    start = text.index(said, after)
    return Match(term, start, start + len(said), said)


# --- pins -----------------------------------------------------------------------------------------------------


def term(row):
    head, *fields = (part.strip() for part in row.split(";"))
    source, _, target = head.partition(" = ")
    said: dict[str, Any] = {}
    for field in fields:
        key, _, value = field.partition("=")
        said[key] = True if key == "keep" else tuple(value.split("|")) if key == "forms" else value
    return Term(source, target, **said)


def found(text, terms):
    """The terms' matches, whole words, in the singular or an English plural, longest first."""
    taken: list[Match] = []
    for wanted in sorted(terms, key=lambda term: -len(term.term)):
        forms = {wanted.term, wanted.term + "s", wanted.term[:-1] + "ies", wanted.term.capitalize()}
        forms |= {form.upper() for form in forms} | {form.capitalize() for form in forms if form.islower()}
        for form in sorted(forms, key=len, reverse=True):
            start = text.find(form)
            while start >= 0:
                end = start + len(form)
                free = all(end <= other.start or start >= other.end for other in taken)
                if free and not text[end : end + 1].isalnum() and not text[max(0, start - 1) : start].isalnum():
                    taken.append(Match(wanted, start, end, form))
                start = text.find(form, end)
    return tuple(sorted(taken, key=lambda match: match.start))


def cases():
    for path in sorted(DATA.glob("apertium-pins.*.txt")):
        language = path.suffixes[0][1:]
        blocks = path.read_text(encoding="utf-8").split("\n\n")
        for block in blocks:
            source, *rows = [line for line in block.splitlines() if not line.startswith("#")] or [""]
            if source:
                yield pytest.param(language, source, rows[:-1], rows[-1].removeprefix("> "), id=f"{language}: {source}")


@pytest.mark.parametrize(("language", "source", "rows", "expected"), list(cases()))
def test_pins_as_a_reader_accepts_them(language, source, rows, expected):
    matches = found(source, [term(row) for row in rows])
    assert len(matches) >= len(rows), "the case's own matching is wrong"
    draft = one(engine("en", language), source, *matches)
    assert draft.text == expected
    assert all(draft.strategies) and len(draft.strategies) == len(matches)


def test_the_table_has_cases_enough():
    assert sum(1 for _ in cases()) >= 60


def test_pins_are_linked_to_what_was_matched(spanish):
    text = 'The "pairing assistance" program helped Aksu.'
    pairing, aksu = Term("pairing assistance", "asistencia por pares"), Term("Aksu", keep=True)
    draft = one(spanish, text, match(text, pairing), match(text, aksu))
    linked = {text[link.source_start : link.source_end]: draft.text[link.target_start : link.target_end]
              for link in draft.alignment}  # fmt: skip
    assert linked["pairing assistance"] == "asistencia por pares"
    assert linked["Aksu"] == "Aksu"
    assert linked["program"] == "programa"


def test_pinned_words_are_not_unknown_and_others_are(spanish):
    text = "Zorbla visited Aksu."
    draft = one(spanish, text, match(text, Term("Aksu", keep=True)))
    assert draft.unknown == ("Zorbla",)
    assert one(spanish, text).unknown == ("Zorbla", "Aksu")


def test_a_match_inside_another_shares_its_fate_and_one_without_target_is_left(spanish):
    text = "The Bank of Aksu is old."
    bank, aksu, old = Term("Bank of Aksu", "Banco de Aksu"), Term("Aksu", keep=True), Term("old")
    draft = one(spanish, text, match(text, bank), match(text, aksu), match(text, old))
    assert "Banco de Aksu" in draft.text
    assert draft.strategies == ("rewrite", "rewrite", "")


def test_a_code_inside_a_pin_comes_behind_it(spanish):
    text = f"We saw Wang{OBJECT}Yang in {OBJECT}."
    said = f"Wang{OBJECT}Yang"
    draft = one(spanish, text, match(text, Term("Wang Yang", keep=True), said))
    assert draft.text.count(OBJECT) == 2
    assert "Wang Yang" in draft.text


def test_a_term_that_is_a_number_word_is_left_to_the_rules_for_figures(spanish):
    text = "They gave €1.1 billion to 2.5 billion people."
    billion = Term("billion", "mil millones", pos="noun", gender="m", number="pl")
    draft = one(spanish, text, match(text, billion), match(text, billion, after=20))
    assert draft.text == "Dieron 1,1 mil millones de euros a 2,5 mil millones de personas."
    assert draft.strategies == ("", "")  # and the verdict finds it there


def test_one_term_many_times(spanish):
    text = "A province and a province and the province's provinces."
    province = Term("province", "provincia")
    places = [2, 17, 34, 45]
    said = [Match(province, at, at + 8, "province") for at in places[:3]] + [Match(province, 45, 54, "provinces")]
    assert all(text[m.start : m.end] == m.text for m in said)
    draft = one(spanish, text, *said)
    assert draft.text.lower().count("provincia") == 4
    assert draft.strategies == ("rewrite",) * 4


@pytest.mark.parametrize("text", ["x", "a/b^c$", "Año [2021]", "ñandú~é", "{x}", "#1 de @todos", "\\", "¡Sí!"])
def test_a_translation_of_any_characters_stands_whole(spanish, text):
    source = "They talked to the zork in Rome."
    draft = one(spanish, source, match(source, Term("zork", text, pos="proper noun")))
    assert text in draft.text
    assert "Roma" in draft.text


# --- without pins and without mending: what apertium says -----------------------------------------------------


def bare(mode, texts):
    if not shutil.which("apertium"):
        pytest.skip("the apertium command is not installed: sudo apt-get install apertium")
    done = subprocess.run(
        ["apertium", "-u", mode], input="\n\n".join(texts), capture_output=True, text=True, check=True
    )
    return [text.strip() for text in done.stdout.split("\n\n")]


TEXTS = [
    "The old men have not been visited in Zorbla.",
    'He said: "It\'s a new house" (and a red one)!',
    "Prices rose by 5% [in 2020], i.e. by $7.73 billion/year",
    "China's socialist system has helped the country.",
    "An old   friend\tof mine * wrote ~ this # @ +",
    "a headline without a full stop",
]


@pytest.mark.parametrize(
    ("mode", "source", "target"), [("eng-spa", "en", "es"), ("eng-cat", "en", "ca"), ("en-gl", "en", "gl")]
)
def test_unmended_drafts_are_what_apertium_prints(mode, source, target):
    translator = engine(source, target, mend=False)
    assert [draft.text for draft in translator.translate([Sentence(text) for text in TEXTS])] == [
        bare(mode, [text])[0] for text in TEXTS
    ]


def test_an_unmended_article_is_what_apertium_prints():
    if not ARTICLE.exists():
        pytest.skip("shared/articles is not beside this checkout")
    texts = [line.strip() for line in ARTICLE.read_text(encoding="utf-8").splitlines() if line.strip()]
    with ApertiumProvider(mend=False).open("en", "es") as fresh:
        drafts = [draft.text for draft in fresh.translate([Sentence(text) for text in texts])]
    assert drafts == bare("eng-spa", texts)


# --- mending: the differences to what apertium says, one by one -----------------------------------------------


def mends():
    for path in sorted(DATA.glob("apertium-mends.*.txt")):
        language = path.suffixes[0][1:]
        for block in path.read_text(encoding="utf-8").split("\n\n"):
            lines = [line for line in block.splitlines() if line and not line.startswith("#")]
            if lines:
                source, before, after = lines
                yield pytest.param(language, source, before[2:], after[2:], id=f"{language}: {source}")


@pytest.mark.parametrize(("language", "source", "before", "after"), list(mends()))
def test_mending_changes_what_the_table_says_and_nothing_else(language, source, before, after):
    source = source.replace("␣", " ").replace("⏎", "\n")
    assert one(engine("en", language, mend=False), source).text.replace("\n", "⏎").replace(" ", " ") == before
    draft = one(engine("en", language), source)
    assert draft.text.replace("\n", "⏎") == after
    for link in draft.alignment:
        assert 0 <= link.source_start < link.source_end <= len(source)
        assert 0 <= link.target_start < link.target_end <= len(draft.text)


@pytest.mark.parametrize("target", ["es", "ca", "gl"])
def test_a_plain_sentence_is_not_changed_by_mending(target):
    for text in [TEXTS[0], "The houses are old.", "Anna reads a book for the first time, and Peter reads a newspaper."]:
        assert one(engine("en", target), text) == one(engine("en", target, mend=False), text)


def test_a_hole_that_is_no_term_is_no_pin_to_try_again():
    text = (
        "On 4 May, 1.2 million people worldwide were at home, which increased to 3.4 million people three weeks"
        " later—half of the world's workers."
    )
    said = one(engine("en", "gl"), text).text
    assert "4 de maio" in said and "3,4" in said


def test_a_sentence_without_match_is_not_touched_by_its_neighbours(spanish):
    text = "The provinces of Aksu are rich."
    pinned = Sentence(text, (match(text, Term("province", "comarca"), "provinces"),))
    plain = [Sentence(text) for text in TEXTS]
    alone = spanish.translate(plain)
    mixed = spanish.translate([sentence for other in plain for sentence in (pinned, other)])
    assert mixed[1::2] == alone


@pytest.mark.parametrize(
    ("source", "target", "text", "expected"),
    [
        ("es", "en", "Las provincias son ricas.", "The provinces are rich."),
        ("ca", "en", "Les províncies són grans.", "The provinces are big."),
        ("gl", "en", "As provincias son ricas.", "The provinces are rich."),
        ("en", "ca-valencia", "This program is for the provinces.", "Aquest programa és per a les províncies."),
    ],
)
def test_other_directions(source, target, text, expected):
    draft = one(engine(source, target), text)
    assert draft.text == expected
    assert draft.alignment


def test_pairs_and_signature(spanish):
    pairs = {(pair.source, pair.target): pair for pair in provider.pairs()}
    pair = pairs["en", "es"]
    assert pair.model == "eng-spa" and pair.version
    assert spanish.signature == f"apertium eng-spa {pair.version}"
    assert engine("en", "es", mend=False).signature == f"apertium eng-spa {pair.version} bare"
    assert spanish.capabilities.alignment and spanish.capabilities.pins and not spanish.capabilities.scores


# --- what must come through -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "kept",
    [
        OBJECT,
        "https://example.org/a_(b)/?q=1~2#x",
        "first.last@example.org",
        "{name}",
        "%s",
        "%(count)d",
        "\0",
        "\ue000",
    ],
)
def test_what_is_copied_stands_once(spanish, kept):
    text = f"We saw {kept} in the old house."
    draft = one(spanish, text)
    assert draft.text.count(kept) == 1
    start = text.index(kept)
    at = draft.text.index(kept)
    assert [
        (link.target_start, link.target_end)
        for link in draft.alignment
        if (link.source_start, link.source_end) == (start, start + len(kept))
    ] == [(at, at + len(kept))]


@given(
    st.text(st.sampled_from("\\^$[]{}<>@/*#~+|=&;:,.!?'\"- \n\t" + OBJECT + "\ue000\0ß漢😀aé1"), max_size=25),
)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_characters_come_back(spanish, text):
    text = f"Zorbla {text} Zorbla".strip()
    draft = one(spanish, text)
    for character in set(text) - set("a1 \n\t'-é"):
        assert draft.text.count(character) == text.count(character), (character, draft.text)
    for link in draft.alignment:
        assert 0 <= link.source_start < link.source_end <= len(text)
        assert 0 <= link.target_start < link.target_end <= len(draft.text)
    assert list(draft.alignment) == sorted(draft.alignment, key=lambda link: (link.target_start, link.target_end))


@pytest.mark.parametrize("text", ["", "...", OBJECT, "\n", "[]", "^", "a" * 5000, "word " * 3000])
def test_odd_sentences_come_back(spanish, text):
    assert isinstance(one(spanish, text).text, str)


def test_nothing_to_do(spanish):
    assert spanish.translate([]) == []


def test_closing_twice_is_harmless_and_a_closed_engine_starts_again():
    opened = engine("en", "es")
    opened.close()
    opened.close()
    assert one(opened, "The house.").text == "La casa."
