"""The page of translations without a browser: what is saved, refused, in conflict, accepted, taken back and shown."""

from __future__ import annotations

import re
from html import unescape

import pytest

from pinglot.catalogs import po
from pinglot.catalogs.unit_ids import unit_id

RAINS = f"es/article/{unit_id(None, 'In <g1>Brussels</g1> it rains.')}"
FAR = f"es/article/{unit_id(None, 'Brussels is far.')}"


@pytest.fixture
def path(web_project):
    return web_project / "locales" / "es" / "LC_MESSAGES" / "article.po"


def texts(path):
    return [(one.msgstr[0], one.fuzzy) for one in po.parse(path.read_bytes(), path).messages]


def shown(person, at):
    """The digest that the editor of an entry gives back."""
    (digest,) = re.findall(r'name="shown" value="([^"]+)"', person.get(f"/translations/?at={at}").text)
    return digest


def save(person, at, text, how="save", digest=None, **fields):
    digest = shown(person, at) if digest is None else digest
    return person.post("/translations/save", {"at": at, "text": text, "how": how, "shown": digest, **fields})


def test_a_text_is_saved_and_the_next_entry_of_the_filter_comes(person, path):
    answer = save(person, RAINS, "Llueve en <g1>Bruselas</g1>.", state="", locale="es")
    assert answer.status_code == 303 and answer.headers["Location"] == f"/translations/?locale=es&at={FAR}"
    assert texts(path)[0] == ("Llueve en <g1>Bruselas</g1>.", False)
    page = person.get(answer.headers["Location"])
    assert page.status_code == 200 and "Saved." in page.text


def test_errors_block_and_the_text_comes_back(person, path):
    before = path.read_bytes()
    answer = save(person, RAINS, "Llueve en Bruselas, <b>hoy</b>.", how="insist")
    assert answer.status_code == 422 and path.read_bytes() == before
    assert "is missing" in answer.text and "Llueve en Bruselas, &lt;b&gt;hoy&lt;/b&gt;." in answer.text
    assert 'value="insist"' not in answer.text
    answer = save(person, FAR, "Bruselas está a 40 km.", how="save")
    assert answer.status_code == 303  # a number too many is a warning


def test_an_insisting_person_has_the_last_word(person, path, web_project):
    glossary = web_project / "glossary" / "names.es.csv"
    glossary.write_text(
        glossary.read_text("utf-8").replace("Bruselas,,,,,,proposed", "Bruselas,,,,,,approved"), "utf-8"
    )
    before = path.read_bytes()
    answer = save(person, FAR, "Está lejos.")
    assert answer.status_code == 422 and 'value="insist"' in answer.text and path.read_bytes() == before
    assert save(person, FAR, "Está lejos.", how="fuzzy").status_code == 303
    assert texts(path)[1] == ("Está lejos.", True)
    assert save(person, FAR, "Está lejos.", how="insist").status_code == 303
    assert texts(path)[1] == ("Está lejos.", False)


def test_a_conflict_shows_both_texts_and_loses_none(person, path):
    digest = shown(person, FAR)
    path.write_text(path.read_text("utf-8").replace("Bruxelas está lejos.", "Bruselas queda lejos."), "utf-8")
    answer = save(person, FAR, "Bruselas está lejos.", digest=digest)
    assert answer.status_code == 409
    said = unescape(answer.text)
    assert "Somebody has changed this entry" in said
    assert "Bruselas queda lejos." in said and "Bruselas está lejos." in said
    assert texts(path)[1] == ("Bruselas queda lejos.", True)
    (fresh,) = re.findall(r'name="shown" value="([^"]+)"', answer.text)
    assert save(person, FAR, "Bruselas está lejos.", digest=fresh).status_code == 303
    assert texts(path)[1] == ("Bruselas está lejos.", False)


def test_a_text_whose_entry_is_gone_is_shown_once_more(person, path):
    digest = shown(person, FAR)
    path.write_text(path.read_text("utf-8").replace("Brussels is far.", "Brussels is very far."), "utf-8")
    answer = save(person, FAR, "Bruselas está <lejos>.", digest=digest)
    assert answer.status_code == 409 and "Bruselas está &lt;lejos&gt;." in answer.text


def test_many_are_accepted_at_once_and_taken_back_at_once(person, path):
    before = path.read_bytes()
    picks = re.findall(r'name="pick" value="([^"]+)"', person.get("/translations/").text)
    assert len(picks) == 2
    answer = person.post("/translations/accept", {"pick": picks})
    assert answer.status_code == 303
    assert "2 entries accepted" in person.get("/translations/").text
    assert not any(fuzzy for _, fuzzy in texts(path))
    person.post("/translations/undo")
    assert "Taken back: one entry" in person.get("/translations/").text  # the other was a person's before
    assert texts(path)[1] == ("Bruxelas está lejos.", True)
    # Only the date in the header differs from what was there at first.
    assert path.read_bytes().split(b"\n\n")[1:] == before.split(b"\n\n")[1:]
    person.post("/translations/undo")
    assert "nothing to take back" in person.get("/translations/").text
    assert person.post("/translations/accept").status_code == 303
    assert "No entry was chosen" in person.get("/translations/").text


def test_what_somebody_changed_since_is_not_taken_back(person, path):
    save(person, FAR, "Bruselas está lejos.")
    path.write_text(path.read_text("utf-8").replace("Bruselas está lejos.", "Bruselas queda lejos."), "utf-8")
    person.post("/translations/undo")
    assert "One entry changed in the file since then" in person.get("/translations/").text
    assert texts(path)[1][0] == "Bruselas queda lejos."


def test_filters_and_pages_are_the_servers(person):
    assert person.get("/translations/?state=fuzzy").text.count('name="pick"') == 1
    assert person.get("/translations/?q=rains").text.count('name="pick"') == 1
    assert "No entry is like that" in person.get("/translations/?locale=fr").text
    for odd in ("?page=x", "?page=-1", "?page=99999999999", "?state=odd", "?page=٣", "?q=%00%ff"):
        assert person.get(f"/translations/{odd}").status_code == 200


def test_a_text_is_looked_at_before_it_is_saved(person, path):
    before = path.read_bytes()
    answer = person.post("/translations/look", {"at": RAINS, "text": "Llueve, <x1/>."})
    assert answer.status_code == 200 and "&lt;x1/&gt; is not in the source" in answer.text
    assert "<html" not in answer.text and path.read_bytes() == before


@pytest.mark.parametrize(
    "at", ["es/../../../glossary/names/aaaaaaaa", "es//etc/passwd/x", "es/article/zzzzzzzz", "x", "a/b/"]
)
def test_no_other_file_is_reached(person, at):
    assert person.get(f"/translations/?at={at}").status_code == 400
    answer = person.post("/translations/save", {"at": at, "text": "x", "shown": ""})
    assert answer.status_code == (409 if at.startswith("es/article/") else 400)


def test_every_write_needs_the_session_and_its_token(person, stranger, path):
    before = path.read_bytes()
    for action in ("save", "accept", "undo", "look"):
        fields = {"at": FAR, "text": "x", "pick": f"{FAR}@"}
        assert stranger.post(f"/translations/{action}", fields, csrf="x").status_code == 403
        assert person.post(f"/translations/{action}", fields, csrf="x").status_code == 403
    assert path.read_bytes() == before


def test_line_ends_of_browsers_are_the_catalogs(person, path):
    assert save(person, FAR, "Bruselas\r\nestá lejos.").status_code == 303
    assert texts(path)[1][0] == "Bruselas\nestá lejos."


def test_what_cannot_be_accepted_is_said_and_the_others_are(person, path):
    text = path.read_text("utf-8").replace("En <g1>Bruselas</g1> llueve.", "En <g1>Bruselas llueve.")
    path.write_text(text, "utf-8")
    picks = re.findall(r'name="pick" value="([^"]+)"', person.get("/translations/").text)
    person.post("/translations/accept", {"pick": picks})
    said = unescape(person.get("/translations/").text)
    assert "One entry accepted." in said
    assert "Not accepted: “In <g1>Brussels</g1> it rains.”: <g1> is not closed." in said
    assert texts(path) == [("En <g1>Bruselas llueve.", False), ("Bruxelas está lejos.", False)]


def test_what_changed_since_it_was_ticked_is_not_accepted(person, path):
    picks = re.findall(r'name="pick" value="([^"]+)"', person.get("/translations/?state=fuzzy").text)
    path.write_text(path.read_text("utf-8").replace("Bruxelas está", "Bruselas queda"), "utf-8")
    person.post("/translations/accept", {"pick": picks})
    assert "One entry changed in the file meanwhile" in person.get("/translations/").text
    assert texts(path)[1] == ("Bruselas queda lejos.", True)


def test_a_message_with_plurals_has_a_field_for_each_form(person, web_project):
    path = web_project / "locales" / "es" / "LC_MESSAGES" / "app.po"
    path.write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\nPlural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
        '#, c-format\nmsgid "%d file"\nmsgid_plural "%d files"\nmsgstr[0] ""\nmsgstr[1] ""\n',
        "utf-8",
    )
    at = f"es/app/{unit_id(None, '%d file')}"
    assert person.get(f"/translations/?at={at}").text.count("<textarea") == 2
    answer = save(person, at, ["un fichero", "%s ficheros"])
    assert answer.status_code == 422 and "“%s” is not in the source" in unescape(answer.text)
    assert save(person, at, ["un fichero", "%d ficheros"]).status_code == 303
    (entry,) = po.parse(path.read_bytes(), path).messages
    assert entry.msgstr == ["un fichero", "%d ficheros"]


def test_texts_of_the_template_that_are_not_in_the_catalog_are_said_with_the_command(person, web_project):
    assert "not in the catalog yet" not in person.get("/translations/").text
    (web_project / "locales" / "article.pot").write_text('msgid "A new line."\nmsgstr ""\n', "utf-8")
    said = re.sub(r"<.*?>", "", person.get("/translations/").text)
    assert "1 text of the template is not in the catalog yet" in said
    assert "pinglot catalog update locales/es/LC_MESSAGES/article.po locales/article.pot puts it there" in said
