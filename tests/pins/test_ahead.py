"""Proxies ahead of the plain draft: one decode a sentence where the model is sure, and the usual way in every doubt."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from tests.pins.little import Little

from pinglot import pins
from pinglot.model import Draft, Match, Sentence, Status, Term

FOLDER = Term("folder", "directorio", gender="m", pos="noun")
HOUSE = Term("house", "casa", gender="f", pos="noun")
ANNA = Term("Anna", "Ana", pos="proper noun")


def sentence(text: str, *terms: Term) -> Sentence:
    found = [
        Match(term, place.start(), place.end(), place.group())
        for term in terms
        for place in re.finditer(rf"(?<!\w){term.term}s?(?!\w)", text)
    ]
    return Sentence(text, tuple(sorted(found, key=lambda match: match.start)))


def asked(engine, *sentences: Sentence) -> tuple[list[pins.Pinned], list[list[str]]]:
    """What became of sentences, and what the engine was asked after its nouns were tried."""
    pins.probe(Little(doubt=engine.doubt), "es")
    done = pins.translate(engine, sentences, "es")
    return done, engine.calls


def test_a_term_that_the_model_never_says_needs_one_decode():
    done, calls = asked(Little(), sentence("The folder is closed.", FOLDER), sentence("They saw the car."))
    assert [one.text for one in done] == ["El directorio es cerrado.", "Ellos vieron el coche."]
    assert calls == [["The folder is old."], ["The book is closed.", "They saw the car."]]
    assert [(pin.strategy, pin.cost, pin.held) for pin in done[0].pins] == [("proxy", 0.0, True)]


def test_a_term_is_asked_about_once_however_often_it_stands():
    _, calls = asked(Little(), *(sentence(f"The folder {n} is closed.", FOLDER) for n in range(9)))
    assert [len(call) for call in calls] == [1, 9]


def test_a_term_is_asked_about_once_for_all_parts_of_an_article():
    engine = Little()
    asked(engine, sentence("The folder is closed.", FOLDER))
    car = Term("car", "auto", gender="m", pos="noun")
    _, calls = asked(engine, sentence("The folder is old.", FOLDER), sentence("The car is old.", car))
    assert calls[2:3] == [["The car is old."]]
    changed = replace(FOLDER, translation="carpeta")
    _, calls = asked(engine, sentence("The folder is old.", changed))
    assert calls[-2:] == [["The folder is old."], ["The folder is old."]], "another translation is another question"


def test_a_term_that_the_model_says_by_itself_is_left_to_it():
    done, calls = asked(Little(), sentence("The house is closed.", HOUSE))
    assert [(pin.strategy, pin.held) for pin in done[0].pins] == [("plain", True)]
    assert calls == [["The house is old."], ["The house is closed."]]


def test_beside_it_another_term_gets_its_proxy_at_once():
    done, calls = asked(Little(), sentence("The folder is in the house.", FOLDER, HOUSE))
    assert done[0].text == "El directorio es en la casa."
    assert [pin.strategy for pin in done[0].pins] == ["proxy", "plain"]
    assert calls[-1] == ["The book is in the house."]


def test_names_alone_go_the_usual_way_for_what_is_copied_needs_no_second_draft():
    done, calls = asked(Little(), sentence("Anna saw the book.", ANNA))
    assert done[0].text == "Ana vieron el libro." and calls[-1] == ["Anna saw the book."]


def test_a_model_that_is_not_sure_is_asked_nothing_more():
    engine = Little(doubt=0.3)
    done, calls = asked(engine, sentence("The folder is closed.", FOLDER))
    assert done[0].text == "El directorio es cerrado."
    assert calls == [["The folder is closed."], ["The book is closed."]]


def test_a_proposed_term_is_neither_asked_about_nor_brought_about():
    proposed = replace(FOLDER, status=Status.PROPOSED)
    done, calls = asked(Little(), sentence("The folder is closed.", proposed))
    assert done[0].text == "La carpeta es cerrada." and calls == [["The folder is closed."]]


DOUBTS = {
    "a poor score": lambda draft: replace(draft, score=-0.06),
    "truncated": lambda draft: replace(draft, truncated=True),
    "a lost number": lambda draft: replace(draft, text=draft.text.replace(" 7", "")),
    "a doubled term": lambda draft: replace(draft, text=draft.text.replace("libro", "libro directorio")),
    "no proxy": lambda draft: replace(draft, text=draft.text.replace("libro", "tomo")),
    "two proxies": lambda draft: replace(draft, text=draft.text.replace("libro", "libro libro")),
    "far too long": lambda draft: replace(draft, text=draft.text + " es viejo" * 9),
    "far too short": lambda draft: replace(draft, text="El libro 7."),
}


@pytest.mark.parametrize("doubt", DOUBTS)
def test_in_any_doubt_the_plain_draft_is_asked_for_and_no_draft_twice(doubt):
    source = "The old folder 7 is important in the car and the house."

    def spoil(text: str, draft: Draft) -> Draft:
        return DOUBTS[doubt](draft) if "book" in text else draft

    done, calls = asked(Little(spoil=spoil), sentence(source, FOLDER))
    assert calls[2] == [source], "the plain draft follows the doubtful one"
    flat = [text for call in calls for text in call]
    assert len(flat) == len(set(flat))
    assert done[0].pins[0].held and "7" in done[0].text and done[0].text.count("directorio") == 1
