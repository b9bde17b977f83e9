"""What pins changed, word by word."""

from __future__ import annotations

import pytest

from pinglot.model import Draft, Link, Match, Term
from pinglot.pins import examine
from pinglot.pins.changes import compare, displaced, still_stands


def spans(text: str, *pins: str) -> list[tuple[int, int]]:
    return [(text.index(pin), text.index(pin) + len(pin)) for pin in pins]


CASES = [
    # plain, pinned, the pin, the words it displaced, and what changed outside: moved, articles, elsewhere, agreeing
    ("La ayuda vino ayer.", "El apoyo vino ayer.", "apoyo", ["ayuda"], (), (), (), ()),
    ("un humano virus viejo", "un virus humano viejo", "virus", [], (), (), (), ()),
    (
        "libros de la casa y la ayuda fue dada ayer",
        "libros de la casa y los apoyos fueron dados ayer",
        "apoyos", ["ayuda"], (), (), (), (),
    ),
    (
        "medidas de la gente contra el virus chino",
        "las medidas de la gente contra el coronavirus chino",
        "coronavirus", ["virus"], (), ("las",), (), (),
    ),
    (
        "el virus vino de un lugar donde la gente fue vista",
        "el coronavirus vino de un lugar donde la gente fueron vistas",
        "coronavirus", ["virus"], (), (), (), ("fueron", "vistas"),
    ),
    (
        "comida y agua buenas para todos en el mundo contra el virus",
        "agua buena y comida para todos en el mundo contra el coronavirus",
        "coronavirus", ["virus"], (), (), ("agua", "y"), (),
    ),
    (
        "sospechado hoy mismo por ellos un virus fue visto en la casa",
        "hoy mismo por ellos un coronavirus fue visto en la casa sospechado",
        "coronavirus", ["virus"], ("sospechado",), (), (), (),
    ),
    # The article of what was displaced goes with it.
    (
        "llevar cara no muy cara de la máscara hecha",
        "llevar mascarilla no muy cara hecha",
        "mascarilla", ["cara", "máscara"], (), (), (), (),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("plain", "pinned", "pin", "gone", "moved", "articles", "elsewhere", "agreeing"), CASES)
def test_a_change_is_the_pins_own_or_has_a_kind(plain, pinned, pin, gone, moved, articles, elsewhere, agreeing):
    found = compare(plain, pinned, spans(pinned, pin), gone)
    assert (found.moved, found.articles, found.elsewhere) == (moved, articles, elsewhere)
    assert set(agreeing) <= set(found.agreeing)
    assert bool(found.outside) == bool(moved or articles or elsewhere)
    assert bool(found.astray) == bool(found.outside)


def test_a_new_form_of_a_term_is_a_pins_place_although_another_serves_the_pin():
    plain = "las muestras de leche y sangre de la garganta swab"
    pinned = "las muestras de leche y sangre de una muestra"
    first = spans(pinned, "muestras")
    assert compare(plain, pinned, first, ["swab"]).outside
    assert not compare(
        plain, pinned, first, ["swab", "garganta"], forms=[*first, (len(pinned) - 7, len(pinned))]
    ).outside


def test_the_rendering_of_a_term_is_what_its_words_became():
    source, text = "The WHO's advice helped.", "El Quién es consejo ayudó."
    links = (Link(0, 3, 0, 2), Link(4, 9, 3, 11), Link(10, 16, 12, 19), Link(17, 23, 20, 25))
    match = Match(Term("WHO", "OMS"), 4, 7, "WHO")
    draft = Draft(text, links)
    (found,) = displaced(draft, [match], examine(text, [match], "es"))
    assert found.words == ("quién", "es") and found.telling == ("quién",)
    assert source[4:9] == "WHO's"
    assert still_stands([found], text, "El Quién es consejo de la OMS ayudó.", [(24, 27)])
    assert not still_stands([found], text, "El consejo de la OMS ayudó.", [(17, 20)])


def test_a_term_that_the_draft_says_in_its_place_is_not_displaced():
    match = Match(Term("aid", "ayuda"), 4, 7, "aid")
    draft = Draft("La ayuda vino.", (Link(0, 3, 0, 2), Link(4, 7, 3, 8), Link(8, 12, 9, 13)))
    assert displaced(draft, [match], examine(draft.text, [match], "es")) == []
    # Said by another word's rendering, and not in its own place: displaced all the same.
    other = Draft("La mano vino con ayuda.", (Link(0, 3, 0, 2), Link(4, 7, 3, 7), Link(8, 12, 8, 12)))
    assert [one.words for one in displaced(other, [match], examine(other.text, [match], "es"))] == [("mano",)]
