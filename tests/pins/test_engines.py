"""The promise with real engines: Apertium, which pins by itself, and a real Argos package, with proxies."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from bench import everyday

from pinglot import engines, pins
from pinglot.engines.base import Engine
from pinglot.errors import EngineMissing
from pinglot.glossary import Glossary
from pinglot.model import Match, Sentence, Term

PACKAGE = Path(__file__).parents[2] / ".." / "shared" / "models" / "toy-en_es.argosmodel"


def sentence(text: str, *terms: Term) -> Sentence:
    found = []
    for term in terms:
        for place in re.finditer(rf"(?<!\w){re.escape(term.term)}s?(?!\w)", text, re.IGNORECASE):
            found.append(Match(term, place.start(), place.end(), place.group()))
    return Sentence(text, tuple(sorted(found, key=lambda match: match.start)))


@pytest.fixture(scope="module")
def apertium():
    try:
        engine = engines.open_engine("apertium", "en", "es")
    except EngineMissing as missing:
        pytest.skip(f"{missing}")
    with engine:
        yield engine


@pytest.fixture(scope="module")
def argos(tmp_path_factory: pytest.TempPathFactory):
    if not PACKAGE.exists():
        pytest.skip("the small package is not there: put toy-en_es.argosmodel into shared/models")
    from pinglot.engines import install

    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOME", str(home))
        for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
            patch.setenv(name, str(home / name.lower()))
        patch.setenv("ARGOS_PACKAGES_DIR", str(home / "packages"))
        (home / "packages").mkdir()
        install.from_file(PACKAGE, home / "packages")
        with engines.open_engine("argos", "en", "es") as engine:
            yield engine


def all_held(engine: Engine, *wanted: Sentence) -> list[str]:
    done = pins.translate(engine, wanted, "es")
    assert [pin for one in done for pin in one.pins if not pin.held] == []
    assert [finding for one in done for finding in one.findings if finding.check == "terms.missing"] == []
    return [one.text for one in done]


def test_apertium(apertium):
    terms = [
        Term("World Bank", "Banco Mundial"),
        Term("pairing assistance", "asistencia por hermanamiento"),
        Term("guide", "orientador"),
        Term("house", "vivienda"),
        Term("Aksu", "Aksu", keep=True),
    ]
    said = all_held(
        apertium,
        sentence("The World Bank lends money to Aksu.", *terms),
        sentence("The guides came to the old house.", *terms),
        sentence("Funds of the pairing assistance were invested in 2010.", *terms),
        sentence("There is no bridge here."),
    )
    assert "Banco Mundial" in said[0]
    assert "orientadores" in said[1] and "la vivienda" in said[1]
    plain = apertium.translate([Sentence("There is no bridge here.")])
    assert said[3] == plain[0].text


OUTSIDE = [
    # Without the pins, and with them: nothing but the pin's own phrase and what agrees with it may differ.
    ("Clinical manifestations of MERS resemble those of flu.", "MERS", "Manifestaciones clínicas de MERS se parecen a"),
    ("Frequent use of hand sanitizers can cause dry skin.", "hand sanitizers", "Uso frecuente de desinfectantes de"),
    (
        "These numbers depend on time since initial outbreak and population characteristics.",
        "outbreak",
        "desde población y brote",
    ),
]


@pytest.mark.parametrize(("source", "matched", "said"), OUTSIDE)
def test_apertium_changes_nothing_outside_the_pins(apertium, source, matched, said):
    rows = {"MERS": "MERS", "hand sanitizers": "desinfectantes de manos", "outbreak": "brote"}
    (text,) = all_held(apertium, sentence(source, Term(matched, rows[matched])))
    assert said in text


def test_a_quotation_is_not_torn_to_bring_the_plain_draft_back(apertium):
    source = 'Hahn described "lasting peace and prosperity" as the aim of the people.'
    (text,) = all_held(apertium, sentence(source, Term("Hahn", "Hahn", keep=True)))
    assert 'describió "prosperidad y paz duraderas"' in text


def test_apertium_gives_a_plain_draft_where_other_words_may_differ(apertium):
    asked = sentence("Clinical manifestations of MERS resemble those of flu.", Term("MERS", "MERS"))
    (draft,) = apertium.translate([asked])
    (plain,) = apertium.translate([Sentence(asked.text)])
    assert draft.plain == plain
    # A noun in the place of a noun of its gender and number: transfer cannot tell them apart.
    (draft,) = apertium.translate([sentence("They saw the house.", Term("house", "vivienda"))])
    assert draft.plain is None and "la vivienda" in draft.text


def test_foreign_words_have_a_plural_in_s_and_diabetes_its_gender(apertium):
    kit, diabetes = Term("test kit", "kit de prueba"), Term("diabetes", "diabetes")
    said = all_held(
        apertium, sentence("The test kits are old.", kit), sentence("They take tests for the diabetes.", diabetes)
    )
    assert said[0].startswith("Los kits de prueba") and "la diabetes" in said[1]


def test_argos_pins_and_mends(argos):
    """Sentences of the small package's own little world."""
    folder = Term("folder", "directorio", gender="m", pos="noun")
    button = Term("button", "botella", gender="f", pos="noun")
    said = all_held(
        argos,
        sentence("The folder is in the house.", folder),
        sentence("The closed folders are in the house.", folder),
        sentence("The button is on the table.", button),
    )
    assert said[0].startswith("El directorio ")
    assert said[1].startswith("Los directorios cerrados ")
    assert said[2].startswith("La botella ")


@pytest.mark.parametrize(("count", "wanted", "least"), [(150, (1,), 0.97), (80, (2, 3, 4), 0.93)])
def test_with_proxies_the_whole_sentence_is_right(argos, count, wanted, least):
    """Fewer sentences than the benchmark's, so a little less is asked of them; the model itself errs in 1 of 75."""
    glossary = Glossary(everyday.TERMS, target="es")
    pairs = list(everyday.pairs(count, 7, wanted))
    asked = [Sentence(pair.source, tuple(glossary.find(pair.source))) for pair in pairs]
    plain = [Sentence(pair.source) for pair in everyday.pairs(40, 8, (0,))]
    done = pins.translate(argos, [*asked, *plain], "es")
    right = [one.text == pair.target for one, pair in zip(done, pairs, strict=False)]
    assert sum(right) >= least * count
    for one in done[:count]:
        missed = [pin for pin in one.pins if not pin.held]
        assert bool(missed) == any(finding.check == "terms.missing" for finding in one.findings)
    strategies = {pin.strategy for one in done for pin in one.pins if pin.held}
    assert "proxy" in strategies and strategies <= {"plain", "proxy", "swap"}
    # What has no match is byte for byte what it is without a glossary.
    assert [one.text for one in done[count:]] == [draft.text for draft in argos.translate(plain)]


def test_argos_knows_its_proxies(argos):
    found = pins.probe(argos, "es")
    assert {(proxy.kind, proxy.gender, proxy.number) for proxy in found.proxies} >= {
        ("thing", gender, number) for gender in "mf" for number in ("sg", "pl")
    }
    assert found.alignment is not None and found.alignment > 0.9
    assert "castle" in dict(found.refused)  # not of its world


def test_argos_without_matches_is_as_it_was(argos):
    texts = ["The folder is in the house.", "My teacher closed the door."]
    plain = [draft.text for draft in argos.translate([Sentence(text) for text in texts])]
    assert [one.text for one in pins.translate(argos, [Sentence(text) for text in texts], "es")] == plain
