"""What a pin changed beyond itself goes back to what the plain draft says."""

from __future__ import annotations

import re
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from pinglot.engines.base import Capabilities, Closing
from pinglot.model import OBJECT, Draft, Link, Match, Sentence, Term
from pinglot.pins import Pinned, examine, translate


class Pinning(Closing):
    """An engine that pins by itself, and gives for its one sentence the draft that it was made with."""

    source, target, signature = "en", "es", "pinning"
    capabilities = Capabilities(alignment=True, pins=True)

    def __init__(self, draft: Draft) -> None:
        self.draft = draft

    def translate(self, sentences: Sequence[Sentence]) -> list[Draft]:
        return [self.draft for _ in sentences]

    def close(self) -> None:
        pass


def linked(source: str, target: str) -> tuple[Link, ...]:
    """Links of words that have the same number behind them: *ayuda_2* came from *help_2*; the numbers go."""
    said: list[list[tuple[int, int, str]]] = []
    for text in (source, target):
        words, shift = [], 0
        for word in re.finditer(r"(\S+?)_(\d+)", text):
            start = word.start() - shift
            shift += len(word[2]) + 1
            words.append((start, start + len(word[1]), word[2]))
        said.append(words)
    return tuple(Link(a, b, c, d) for c, d, n in said[1] for a, b, m in said[0] if m == n)


def bare(text: str) -> str:
    return re.sub(r"_\d+", "", text)


def pinned(source: str, plain: str, first: str, *terms: Term, strategy: str = "rewrite") -> Pinned:
    """What comes out for a numbered source whose plain and pinned drafts are numbered, too."""
    text = bare(source)
    matches = tuple(
        Match(term, text.index(term.term), text.index(term.term) + len(term.term), term.term) for term in terms
    )
    draft = Draft(
        bare(first),
        linked(source, first),
        tuple(strategy for _ in matches),
        plain=Draft(bare(plain), linked(source, plain)),
    )
    (done,) = translate(Pinning(draft), [Sentence(text, matches)], "es")
    assert done.alignment is not None
    for link in done.alignment:
        assert 0 <= link.source_start < link.source_end <= len(text)
        assert 0 <= link.target_start < link.target_end <= len(done.text)
    return done


COVID = Term("COVID-19", "COVID-19")


def test_an_article_set_far_from_the_pin_goes_and_the_capital_comes_back():
    done = pinned(
        "Reports_1 of_2 people_3 with_4 fever_5 came_6.",
        "Informes_1 de_2 gente_3 con_4 calor_5 vino_6.",
        "Los informes_1 de_2 gente_3 con_4 fiebre_5 vinieron_6.",
        Term("fever", "fiebre"),
    )
    assert done.text == "Informes de gente con fiebre vinieron."
    assert [(pin.held, pin.strategy) for pin in done.pins] == [(True, "rewrite")]


def test_a_word_that_moved_goes_back_with_both_its_places():
    done = pinned(
        "Food_1 and_2 good_3 water_4 for_5 all_6 in_7 the_8 world_9 against_10 fever_11",
        "Agua_4 y_2 comida_1 buenas_3 para_5 todos_6 en_7 el_8 mundo_9 contra_10 calor_11",
        "Comida_1 y_2 agua_4 buena_3 para_5 todos_6 en_7 el_8 mundo_9 contra_10 fiebre_11",
        Term("fever", "fiebre"),
    )
    assert done.text == "Agua y comida buenas para todos en el mundo contra fiebre"


def test_a_pin_that_goes_back_with_its_neighbours_is_swapped_in_with_its_determiner():
    done = pinned(
        "We_1 saw_2 other_3 bat_4 fever_5 people_6 here_7 today_8",
        "Vimos_2 el_3 murciélago_4 calor_5 gente_6 aquí_7 hoy_8",
        "Vimos_2 gente_6 y de_4 murciélago_4 y fiebre_5 aquí_7 hoy_8 en otro_3 lugar",
        Term("fever", "fiebre"),
    )
    assert done.text == "Vimos el murciélago fiebre gente aquí hoy"
    assert [(pin.held, pin.strategy) for pin in done.pins] == [(True, "swap")]


def test_a_form_that_agreed_in_the_first_draft_is_what_is_swapped_in():
    done = pinned(
        "The_1 old_2 of_6 town_7 and_3 contagious_4 persons_5",
        "El_1 viejos_2 de_6 villa_7 y_3 contagious_4 personas_5",
        "Las_1 personas_5 viejas_2 de_6 villa_7 y_3 contagiosas_4",
        Term("contagious", "contagioso"),
    )
    assert done.text == "El viejos de villa y contagiosas personas"


def test_the_displaced_rendering_never_comes_back():
    """The article that is new may only go back with the words that the pin displaced, so it stays."""
    done = pinned(
        "It_1 is_2 a_3 vaccine_4 research_5 group_6 that_7 works_8",
        "Es_2 una_3 inyección_4 búsqueda_5 el_6 grupo_6 que_7 obra_8",
        "Es_2 un_3 grupo_6 de búsqueda_5 de la vacuna_4 que_7 obra_8",
        Term("vaccine", "vacuna"),
    )
    assert "inyección" not in done.text
    assert done.text.count("vacuna") == 1 and done.text.count("grupo") == 1


def test_two_pins_keep_what_is_theirs():
    done = pinned(
        "Tests_1 of_2 people_3 with_4 fever_5 are_6 done_7 each_8 week_9 in_10 wards_11",
        "Pruebas_1 de_2 gente_3 con_4 calor_5 es_6 hecho_7 cada_8 semana_9 en_10 barrios_11",
        "Las pruebas_1 de_2 gente_3 con_4 fiebre_5 son_6 hechas_7 cada_8 semana_9 en_10 salas_11",
        Term("fever", "fiebre"), Term("wards", "salas"),
    )  # fmt: skip
    assert done.text == "Pruebas de gente con fiebre son hechas cada semana en salas"


def test_codes_stay_in_their_places():
    done = pinned(
        f"Reports_1 of_2 {OBJECT}_9 people_3 with_4 fever_5 {OBJECT}_8",
        f"Informes_1 de_2 {OBJECT}_9 gente_3 con_4 calor_5 {OBJECT}_8",
        f"Los informes_1 de_2 {OBJECT}_9 gente_3 con_4 fiebre_5 {OBJECT}_8",
        Term("fever", "fiebre"),
    )
    assert done.text == f"Informes de {OBJECT} gente con fiebre {OBJECT}"
    assert done.alignment is not None
    codes = [link for link in done.alignment if done.text[link.target_start : link.target_end] == OBJECT]
    assert [link.source_start for link in codes] == [11, 31]


def test_without_a_change_outside_the_pins_the_draft_stays():
    done = pinned("The_1 fever_2 came_3", "El_1 calor_2 vino_3", "La_1 fiebre_2 vino_3", Term("fever", "fiebre"))
    assert done.text == "La fiebre vino"


WORDS = st.lists(
    st.sampled_from(["el", "la", "agua", "casa", "gente", "va", "con", "de", "y", "fiebre", "calor", "buena"]),
    min_size=1,
    max_size=9,
)


@given(WORDS, WORDS)
def test_never_fewer_pins_hold_and_every_link_is_inside(plain: list[str], first: list[str]) -> None:
    source = "fever_0 " + " ".join(f"word_{number}" for number in range(1, 10))
    term = Term("fever", "fiebre")
    usual, made = (" ".join(f"{word}_{number}" for number, word in enumerate(words)) for words in (plain, first))
    done = pinned(source, usual, made, term)
    before = examine(bare(made), [Match(term, 0, 5, "fever")], "es")
    assert done.pins[0].held >= before.pins[0].held
