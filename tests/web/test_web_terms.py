"""The page of terms: found, seen where they are used, decided on, in conflict, undone; without any script."""

from __future__ import annotations

from pathlib import Path

import pytest

from pinglot.cli import main
from pinglot.glossary import files

GLOSSARY = Path("glossary/names.es.csv")
SHARED = Path(__file__).parents[2].parent / "shared" / "articles" / "pairing-assistance.en.txt"


def row(term: str, path: Path = GLOSSARY):
    return next((row for row in files.read(path).terms if row.term == term), None)


def address_of(page, term: str):
    """The address that a term of the list has."""
    for link in page.all("a"):
        if (link.get("id") or "").startswith("row-") and "".join(link[0].itertext()) == term:
            return link.get("href")
    raise AssertionError(f"{term} is not in the list")


def names(page):
    return page.text("span", class_="name")


# --- the list -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["Brussels", "Geneva", "Wang Yang", "Lima", "World Bank"]),
        ("status=proposed", ["Brussels", "Geneva", "Wang Yang"]),
        ("status=rejected&locale=es", ["World Bank"]),
        ("locale=fr", []),
        ("file=glossary/names.es.csv&q=MUNDIAL", ["World Bank"]),
        ("q=yang+wang", ["Wang Yang"]),
        ("q=apertium", ["Brussels"]),
        ("status=nonsense", []),
        ("page=99", ["Brussels", "Geneva", "Wang Yang", "Lima", "World Bank"]),
        ("page=x&term=../../etc/passwd", ["Brussels", "Geneva", "Wang Yang", "Lima", "World Bank"]),
    ],
)
def test_filters_and_search(person, query, expected):
    assert names(person.open(f"/terms/?{query}")) == expected


def test_conflicts_are_found_on_both_sides(person):
    GLOSSARY.write_text("term,translation,forbidden\nA one,uno,\nA one,dos,\nB,be,be\nC,ce,\n", encoding="utf-8")
    page = person.open("/terms/?conflict=1")
    assert names(page) == ["A one", "A one", "B"]
    assert page.text("span", class_="broken").count("conflict") == 3
    (told,) = [text for text in page.text("p", class_="reason") if text.startswith("Conflict")]
    assert "(glossary/names.es.csv:2) pins" in told


def test_long_lists_come_in_pages(person):
    GLOSSARY.write_text("term,translation\n" + "".join(f"term {n},voz {n}\n" for n in range(120)), encoding="utf-8")
    page = person.open()
    assert names(page) == [f"term {n}" for n in range(50)]
    (following,) = [link.get("href") for link in page.all("a") if "".join(link.itertext()) == "Next page"]
    page = person.open(following)
    assert names(page)[0] == "term 50" and page.text("h2", id="term-title") == ["term 50"]
    page = person.open(address_of(page, "term 99"))
    assert names(page)[-1] == "term 99"
    page = person.open(next(link.get("href") for link in page.all("a", rel="next")))
    assert page.text("h2", id="term-title") == ["term 100"] and names(page)[0] == "term 100"


def test_a_broken_glossary_is_said_and_the_others_are_shown(person):
    Path("glossary/bad.es.csv").write_text("term,translation,keep\nA,B,perhaps\n", encoding="utf-8")
    page = person.open()
    assert any("bad.es.csv:2" in text and "yes or no" in text for text in page.text("p", class_="error"))
    assert len(names(page)) == 5


def test_what_waits_is_a_link_away(person):
    page = person.open()
    (link,) = [link for link in page.all("a") if "".join(link.itertext()) == "3 wait for a decision"]
    page = person.open(link.get("href"))
    assert names(page) == ["Brussels", "Geneva", "Wang Yang"]
    assert not [link for link in page.all("a") if "for a decision" in "".join(link.itertext())]


# --- a term ---------------------------------------------------------------------------------------------------


def test_a_term_is_seen_where_it_is_used(person):
    page = person.open()
    uses = page.one("section", id="uses")
    marked = ["".join(mark.itertext()) for mark in uses.iter("mark")]
    assert marked == ["Brussels", "Bruselas", "Brussels"]
    assert page.text("span", class_="held") == ["stands there"]
    assert page.text("span", class_="broken") == ["not there"]
    assert len(list(page.one("ul", class_="contexts").iter("mark"))) == 2
    for link in uses.iter("a"):
        assert "Brussels" in "".join(person.open(link.get("href")).one("main").itertext())


def test_what_a_decision_changes_is_seen_in_the_entries(person):
    page = person.follow(person.send(person.open(), "approve", col_forms="Bruxelas"))
    page = person.open(address_of(page, "Brussels"))
    assert page.text("span", class_="held") == ["held", "held"] and not page.text("span", class_="broken")


def test_suggestions_without_and_with_a_script(person, read_page):
    Path("glossary/other.es-MX.csv").write_text("term,translation\nBrussels,Bruselas de México\n", encoding="utf-8")
    page = person.open()
    waiting = page.one("div", id="suggestions")
    link = next(waiting.iter("a")).get("href")
    assert "Bruselas de México" in person.get(link).text
    fragment = person.get(waiting.get("hx-get")).text
    assert "Bruselas de México" in fragment and "glossary/other.es-MX.csv:2" in fragment and "<html" not in fragment
    # The button of a suggestion puts it into the form, and nothing else happens yet.
    answer = person.send(page, "", use="Bruselas de México")
    assert answer.status_code == 200 and answer.headers["HX-Push-Url"] == "false"
    page = read_page(answer.text)
    assert page.form()["col_translation"] == "Bruselas de México" and "not saved yet" in answer.text
    assert row("Brussels").translation == "Bruselas"


# --- decisions ------------------------------------------------------------------------------------------------


def test_approving_writes_who_and_when_and_goes_on(person):
    page = person.open("/terms/?status=proposed")
    page = person.follow(person.send(page, "approve"))
    done = row("Brussels")
    assert (done.status, done.reviewer, done.note) == ("approved", "Ana", "") and len(done.reviewed) == 10
    assert page.messages == ["“Brussels” is approved."]
    assert page.text("h2", id="term-title") == ["Geneva"] and names(page) == ["Geneva", "Wang Yang"]


def test_every_column_can_be_edited(person):
    page = person.open()
    said = {
        "col_term": "Brussels city", "col_translation": "Bruselas", "col_forms": "la capital\r\n\r\n Bruselas-capital ",
        "col_forbidden": "Bruxelas", "col_variants": "Brussel", "col_keep": "", "col_status": "proposed",
        "col_pos": "proper noun", "col_gender": "f", "col_number": "sg", "col_case": "exact",
        "col_definition": "a city\r\nof Belgium", "col_note": "seen",
    }  # fmt: skip
    page = person.follow(person.send(page, "save", **said))
    done = row("Brussels city")
    assert done.forms == ("la capital", "Bruselas-capital") and done.forbidden == ("Bruxelas",)
    assert (done.variants, done.pos, done.gender, done.number) == (("Brussel",), "proper noun", "f", "sg")
    assert (done.case, done.definition, done.note) == ("exact", "a city\nof Belgium", "seen")
    assert page.form()["col_definition"] == "a city\nof Belgium"
    assert done.reviewer == "" and row("Brussels") is None


def test_a_form_sent_as_it_was_shown_changes_no_byte(person):
    GLOSSARY.write_text(
        'term;translation;forms;status;note;owner\r\n"Brussels"; Bruselas;"a | b";Proposed;"line\r\ntwo";me\r\n',
        "utf-8",
    )
    before = GLOSSARY.read_bytes()
    page = person.follow(person.send(person.open(), "save"))
    assert GLOSSARY.read_bytes() == before and "stands like that already" in page.messages[0]


@pytest.mark.parametrize(
    ("changes", "column"),
    [
        ({"col_translation": ""}, "translation"),
        ({"col_term": "  "}, "term"),
        ({"col_forbidden": "Bruselas"}, "forbidden"),
        ({"col_forms": "a|b"}, "forms"),
        ({"col_status": "perfect"}, "status"),
        ({"col_case": "upper"}, "case"),
        ({"col_note": "a\0b"}, "note"),
    ],
)
def test_an_error_blocks_the_save_beside_its_field(person, changes, column, read_page):
    before = GLOSSARY.read_bytes()
    action = "save" if "col_status" in changes else "approve"
    answer = person.send(person.open(), action, **changes)
    assert answer.status_code == 422 and GLOSSARY.read_bytes() == before
    page = read_page(answer.text)
    assert page.messages[0].startswith("Not saved")
    (wrong,) = [element for element in page.root.iter() if element.get("aria-invalid")]
    assert wrong.get("id") == f"field-{column}"
    (reasons,) = page.all("div", id=f"field-{column}-reasons")
    assert f"field-{column}-reasons" in wrong.get("aria-describedby") and "Error" in "".join(reasons.itertext())
    for name, value in changes.items():  # nothing that was typed is lost
        if "\0" not in value:
            assert page.form()[name] == value


def test_a_warning_does_not_block(person):
    page = person.follow(person.send(person.open(), "approve", col_translation="Bruselas; Brus"))
    assert row("Brussels").translation == "Bruselas; Brus"
    assert any("several texts" in text for text in page.messages[1:])


def test_a_status_goes_back_only_where_that_is_said(person, read_page):
    page = person.open(address_of(person.open(), "World Bank"))
    answer = person.send(page, "approve")
    assert answer.status_code == 422 and row("World Bank").status == "rejected"
    page = read_page(answer.text)
    assert page.all("input", id="overturn") and page.form()["col_status"] == "approved"
    person.follow(person.send(page, "save", overturn="yes"))
    assert row("World Bank").status == "approved"


# --- what others wrote meanwhile ------------------------------------------------------------------------------


def test_a_conflict_shows_both_versions_and_loses_neither(person, read_page):
    page = person.open()
    text = GLOSSARY.read_text(encoding="utf-8")
    GLOSSARY.write_text(text.replace("Brussels,Bruselas", "Brussels,Bruxelas"), encoding="utf-8")
    answer = person.send(page, "approve", col_translation="Bruselas (BE)", col_note="mine")
    assert answer.status_code == 409 and row("Brussels").translation == "Bruxelas"
    page = read_page(answer.text)
    cells = page.text("td")
    assert cells[:2] == ["Bruselas (BE)", "Bruxelas"] and "mine" in cells
    assert page.form()["col_translation"] == "Bruselas (BE)"
    # The person chooses their own: the form has seen the file's row now.
    person.follow(person.send(page, "approve"))
    assert (row("Brussels").translation, row("Brussels").note) == ("Bruselas (BE)", "mine")


def test_a_row_that_is_gone_can_be_put_back(person, read_page):
    page = person.open()
    text = GLOSSARY.read_text(encoding="utf-8").splitlines(keepends=True)
    GLOSSARY.write_text("".join([text[0], *text[2:]]), encoding="utf-8")
    answer = person.send(page, "approve", col_note="mine")
    assert answer.status_code == 409 and row("Brussels") is None
    page = read_page(answer.text)
    assert page.form()["col_note"] == "mine" and "no longer in its file" in answer.text
    page = person.follow(person.send(page, "add", col_status="approved"))
    assert (row("Brussels").status, row("Brussels").note, row("Brussels").reviewer) == ("approved", "mine", "Ana")
    assert page.text("h2", id="term-title") == ["Brussels"]


def test_a_row_is_put_only_into_glossary_files_of_the_project(person):
    page = person.open()
    form = {"id": "0" * 16, "file": "../outside.csv", "action": "add", "col_term": "X", "col_translation": "Y"}
    answer = person.post("/terms/save", page.form() | form)
    assert answer.status_code == 422 and "none of the project" in answer.text
    assert not Path("../outside.csv").exists()


def test_a_glossary_that_broke_meanwhile_keeps_what_was_typed(person, read_page):
    page = person.open()
    GLOSSARY.write_text('term,translation\n"Brussels', encoding="utf-8")
    answer = person.send(page, "approve", col_note="mine")
    assert answer.status_code == 409 and read_page(answer.text).form()["col_note"] == "mine"


# --- many at once ---------------------------------------------------------------------------------------------


def ticks(page, *wanted):
    return [box.get("value") for box in page.all("input", name="row") if box.get("aria-label")[5:] in wanted]


def test_ticked_terms_are_approved_and_the_others_said(person):
    page = person.open()
    boxes = ticks(page, "Brussels", "Geneva", "Lima", "World Bank")
    page = person.follow(person.post("/terms/batch", {"action": "approve", "row": boxes}))
    assert (row("Brussels").status, row("Geneva").status, row("World Bank").status) == (
        "approved",
        "proposed",
        "rejected",
    )
    assert page.messages[0] == "1 term is approved."
    assert any("Geneva" in text and "needs a translation" in text for text in page.messages)
    assert any("World Bank" in text and "is rejected" in text for text in page.messages)


def test_all_of_a_filtered_list_are_rejected_and_come_back_together(person):
    before = files.read(GLOSSARY).terms
    page = person.open("/terms/?status=proposed")
    everything = page.one("input", id="all").get("value")
    page = person.follow(person.post("/terms/batch?status=proposed", {"action": "reject", "all": everything}))
    assert [row(name).status for name in ("Brussels", "Geneva", "Wang Yang", "Lima")] == ["rejected"] * 3 + ["approved"]
    assert names(page) == [] and page.text("button", id="undo")[0].split() == ["Undo:", "rejected", "3", "terms"]
    person.follow(person.post("/terms/undo"))
    assert files.read(GLOSSARY).terms == before


def test_all_of_a_list_that_has_changed_is_not_decided(person):
    everything = person.open().one("input", id="all").get("value")
    GLOSSARY.write_text(GLOSSARY.read_text(encoding="utf-8") + "Oslo,Oslo,,,,,,proposed,,,,,,,\n", encoding="utf-8")
    page = person.follow(person.post("/terms/batch", {"action": "approve", "all": everything}))
    assert row("Oslo").status == "proposed" and row("Brussels").status == "proposed"
    assert "has changed since it was shown" in page.messages[0]


def test_a_ticked_term_that_has_changed_is_left(person):
    boxes = ticks(person.open(), "Brussels", "Wang Yang")
    text = GLOSSARY.read_text(encoding="utf-8")
    GLOSSARY.write_text(text.replace("Brussels,Bruselas", "Brussels,Bruxelas"), encoding="utf-8")
    page = person.follow(person.post("/terms/batch", {"action": "approve", "row": boxes}))
    assert row("Brussels").status == "proposed" and row("Wang Yang").status == "approved"
    assert any("Brussels" in text and "has changed" in text for text in page.messages)


@pytest.mark.parametrize("data", [{"action": "approve"}, {"action": "approve", "row": ["nonsense", "a.b", ""]}])
def test_nothing_ticked_changes_nothing(person, data):
    before = GLOSSARY.read_bytes()
    person.follow(person.post("/terms/batch", data))
    assert GLOSSARY.read_bytes() == before
    assert person.post("/terms/batch", {"action": "burn"}).status_code == 404


# --- undo and history -----------------------------------------------------------------------------------------


def test_undo_goes_back_step_by_step_even_after_a_new_start(person, make_app):
    before = GLOSSARY.read_bytes()
    page = person.open()
    page = person.follow(person.send(page, "approve", col_translation="Bruselas (BE)"))
    person.follow(person.send(page, "reject"))
    later = type(person)(make_app())
    later.enter()
    page = later.follow(later.post("/terms/undo"))
    assert page.messages == ["Undone: “Geneva”."]
    assert (row("Geneva").status, row("Brussels").status) == ("proposed", "approved")
    page = later.follow(later.post("/terms/undo"))
    assert files.read(GLOSSARY).terms and GLOSSARY.read_bytes() == before
    assert page.text("button", id="undo") == ["Undo"] and page.one("button", id="undo").get("disabled") is not None
    page = later.follow(later.post("/terms/undo"))
    assert "nothing to undo" in page.messages[0]


def test_undo_leaves_what_others_changed_since(person):
    person.follow(person.send(person.open(), "approve"))
    GLOSSARY.write_text(GLOSSARY.read_text(encoding="utf-8").replace("Bruselas", "Bruxelas"), encoding="utf-8")
    page = person.follow(person.post("/terms/undo"))
    assert row("Brussels").translation == "Bruxelas" and row("Brussels").status == "approved"
    assert any("has been changed since" in text for text in page.messages)


def test_another_reviewer_undoes_nothing_of_mine(person, make_app):
    person.follow(person.send(person.open(), "approve"))
    other = type(person)(make_app(reviewer="Eva"))
    other.enter()
    assert "nothing to undo" in other.follow(other.post("/terms/undo")).messages[0]


def test_the_history_says_who_when_and_what(person):
    page = person.follow(person.send(person.open(), "save", col_term="Brussels city", col_translation="B."))
    page = person.follow(person.send(page, "approve"))
    page = person.open(address_of(page, "Brussels city"))
    told = " ".join("".join(page.one("ol", class_="history").itertext()).split())
    assert "Ana: approved" in told and "Ana: edited" in told and "term: Brussels → Brussels city" in told
    assert told.index("approved") < told.index("edited")
    assert "journal.jsonl" in "".join(page.one("section", id="term").itertext())
    lima = person.open(address_of(page, "Lima"))
    assert "by Eva on 2026-01-02" in " ".join("".join(lima.one("section", id="term").itertext()).split())


# --- from an article ------------------------------------------------------------------------------------------


def test_terms_are_proposed_from_an_article_and_taken_back(person):
    Path("glossary/names.es.csv").unlink()
    page = person.open("/terms/extract")
    assert [option.get("value") for option in page.one("select", id="article").iter("option")] == ["article.txt"]
    answer = person.post("/terms/extract", {"article": "article.txt", "locale": "es", "file": "", "limit": "100"})
    page = person.follow(answer)
    assert "Wang Yang" in names(page) and Path("glossary/terms.es.csv").exists()
    assert "rows added to glossary/terms.es.csv" in page.messages[0]
    person.follow(person.post("/terms/undo"))
    assert files.read("glossary/terms.es.csv").terms == []


@pytest.mark.parametrize(
    "form",
    [
        {"article": "../secret.txt", "locale": "es"},
        {"article": "/etc/passwd", "locale": "es"},
        {"article": "pinglot.toml", "locale": "es"},
        {"article": "article.txt", "locale": "es", "file": "../x.es.csv"},
        {"article": "article.txt", "locale": "es", "file": "article.txt"},
        {"article": "article.txt", "locale": "../../es"},
        {"article": "article.txt", "locale": "fr", "file": "glossary/names.es.csv"},
        {},
    ],
)
def test_only_what_the_project_owns_is_read_and_written(person, form):
    (Path.cwd().parent / "secret.txt").write_text("The Secret Bureau of Nowhere.\n", encoding="utf-8")
    before = {path: path.read_bytes() for path in Path().rglob("*") if path.is_file() and ".pinglot" not in path.parts}
    answer = person.post("/terms/extract", form)
    assert answer.status_code == 422 and "Nothing was proposed" in answer.text and "Secret Bureau" not in answer.text
    after = {path: path.read_bytes() for path in Path().rglob("*") if path.is_file() and ".pinglot" not in path.parts}
    assert before == after


def test_from_nothing_to_25_approved_terms_that_pin(person, make_app, tmp_path, monkeypatch, capsys):
    if not SHARED.exists():
        pytest.skip("needs the shared article shared/articles/pairing-assistance.en.txt, which is in no clone")
    folder = tmp_path / "new"
    folder.mkdir()
    monkeypatch.chdir(folder)
    Path("pinglot.toml").write_text('targets = ["es"]\nengine = "pseudo"\n', encoding="utf-8")
    Path("pairing.txt").write_bytes(SHARED.read_bytes())
    person = type(person)(make_app(engine=None))
    person.enter()
    assert "no glossary yet" in person.get("/terms/").text
    answer = person.post("/terms/extract", {"article": "pairing.txt", "locale": "es", "engine": "yes", "limit": "50"})
    page = person.follow(answer)
    approved = 0
    while approved < 25:
        if not page.form()["col_translation"]:
            page = person.follow(person.send(page, "approve", col_translation=f"voz {approved}"))
        else:
            page = person.follow(person.send(page, "approve"))
        approved += 1
    rows = files.read("glossary/terms.es.csv").terms
    assert sum(row.status == "approved" for row in rows) == 25
    assert main(["translate", "pairing.txt", "--out", "out", "--format", "json"]) in (0, 1)
    assert '"held"' in capsys.readouterr().out
