"""Suggested translations, each with its source: only what is sure."""

from __future__ import annotations

from pathlib import Path

import pytest

from pinglot import config, engines
from pinglot.engines.base import Closing
from pinglot.errors import EngineMissing
from pinglot.glossary.extract import Context
from pinglot.jobs.project import Project
from pinglot.jobs.suggest import Suggester, Suggestion
from pinglot.model import Draft, Link

HEADER = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'


@pytest.fixture
def project(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def remember(*pairs: tuple[str, str], name: str = "a", more: str = "") -> None:
    path = Path(f"locales/es/LC_MESSAGES/{name}.po")
    path.parent.mkdir(parents=True, exist_ok=True)
    entries = "".join(f'{more}msgid "{source}"\nmsgstr "{target}"\n\n' for source, target in pairs)
    path.write_text(HEADER + entries, encoding="utf-8")


def suggest(
    term: str, *contexts: Context, engine: str | None = "none", others: tuple[Path, ...] = ()
) -> list[Suggestion]:
    suggester = Suggester(Project(config.load()), "es", others, engine)
    return suggester.suggest({term: contexts})[term]


def test_the_words_that_all_approved_translations_share(project):
    remember(
        ("The cohesion fund pays.", "El Fondo de Cohesión paga."),
        ("A <g1>cohesion fund</g1> is new.", "Es nuevo un <g1>Fondo de Cohesión</g1>."),
        ("It rains.", "Llueve."),
    )
    assert suggest("cohesion fund") == [Suggestion("Fondo de Cohesión", "memory", "a")]


def test_nothing_where_it_is_not_sure(project):
    remember(("The cohesion fund pays.", "El Fondo de Cohesión paga."))
    assert suggest("cohesion fund") == []  # one text shows nothing
    remember(
        ("The cohesion fund pays.", "El fondo europeo, dicen, paga siempre."),
        ("A cohesion fund is new.", "Es nuevo, dicen, un fondo siempre."),
    )
    assert suggest("cohesion fund") == []  # three words are common to both, and no stretch is the only one
    remember(("The cohesion fund pays.", "Paga mucho."), ("A cohesion fund is new.", "Es nuevo."))
    assert suggest("cohesion fund") == []


def test_a_name_that_stands_in_the_translation_stays(project):
    remember(("Aksu is far.", "Aksu está lejos."))
    assert suggest("Aksu") == [Suggestion("Aksu", "memory", "a")]


def test_what_a_machine_or_nobody_has_approved_is_not_remembered(project):
    remember(("Brussels", "Bruselas"), more="#, fuzzy\n")
    assert suggest("Brussels") == []
    remember(("Brussels", "Bruselas"))
    assert suggest("Brussels") == [Suggestion("Bruselas", "memory", "a")]


def test_other_glossaries_of_the_language(project):
    Path("glossary").mkdir()
    Path("glossary/a.es-MX.csv").write_text("term,translation,variants\nfund,fondo,the fund\n", encoding="utf-8")
    Path("glossary/a.fr.csv").write_text("term,translation\nfund,fonds\n", encoding="utf-8")
    Path("other.csv").write_text("term,translation,locale\nfund,caja,es\nfund,cassa,it\n", encoding="utf-8")
    assert suggest("The fund", others=(Path("other.csv"),)) == [
        Suggestion("fondo", "glossary", "glossary/a.es-MX.csv:2")
    ]
    assert [one.text for one in suggest("fund", others=(Path("other.csv"),))] == ["fondo", "caja"]


class Drafting(Closing):
    """An engine with prepared drafts."""

    source, target, signature = "en", "es", "drafting 1"

    def __init__(self, drafts: dict[str, Draft]) -> None:
        self.drafts = drafts

    def translate(self, sentences):
        return [self.drafts[sentence.text] for sentence in sentences]

    def close(self) -> None: ...


def drafted(monkeypatch, drafts: dict[str, Draft], term: str, text: str) -> list[Suggestion]:
    monkeypatch.setattr(engines, "open_engine", lambda name, source, target: Drafting(drafts))
    start = text.index(term)
    return suggest(term, Context(text, start, start + len(term)), engine="auto")


def test_the_engines_draft_is_cut_out_of_its_sentence(project, monkeypatch):
    text = "The cohesion fund pays."
    links = (Link(0, 3, 0, 2), Link(4, 12, 12, 20), Link(13, 17, 3, 8), Link(18, 22, 21, 25))
    drafts = {text: Draft("El fondo de cohesión paga.", links)}
    assert drafted(monkeypatch, drafts, "cohesion fund", text) == [
        Suggestion("fondo de cohesión", "engine", "drafting 1")
    ]


def test_a_term_torn_apart_is_drafted_alone(project, monkeypatch):
    text = "The cohesion fund pays."
    links = (Link(4, 12, 0, 8), Link(18, 22, 9, 13), Link(13, 17, 14, 19))
    drafts = {text: Draft("Cohesión paga fondo", links), "cohesion fund": Draft("fondo de cohesión")}
    assert [one.text for one in drafted(monkeypatch, drafts, "cohesion fund", text)] == ["fondo de cohesión"]


def test_a_real_engine_drafts_in_context(project):
    try:
        engines.open_engine("apertium", "en", "es").close()
    except EngineMissing as missing:
        pytest.skip(str(missing))
    text = "The provinces have a fund for poverty."
    (found,) = suggest("poverty", Context(text, 30, 37), engine="apertium")
    assert (found.text, found.kind) == ("pobreza", "engine")
