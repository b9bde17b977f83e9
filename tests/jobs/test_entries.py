"""The list of entries, and one entry as a reviewer sees it."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pinglot import config, inline
from pinglot.catalogs.catalog import Catalog
from pinglot.catalogs.po import Entry, PoFile
from pinglot.catalogs.unit_ids import unit_id
from pinglot.catalogs.update import update_catalog
from pinglot.errors import UsageError
from pinglot.glossary import Glossary
from pinglot.jobs.edits import Edit, save
from pinglot.jobs.entries import STATES, Entries, Query
from pinglot.jobs.entry_view import view
from pinglot.jobs.project import Project
from pinglot.jobs.status import status
from pinglot.jobs.translator import Translator
from pinglot.model import Term, Unit

UNITS = [Unit(f"{word} province grew.", line=line) for line, word in enumerate(("A", "B", "C", "D"), 1)]


@pytest.fixture
def project(tmp_path):
    (tmp_path / "glossary").mkdir()
    (tmp_path / "glossary" / "g.es.csv").write_text("term,translation,pos\nprovince,provincia,noun\n", "utf-8")
    project = Project(config.load(tmp_path))
    terms = project.glossary("es")
    for locale, domain in (("es", "a"), ("es", "deep/b"), ("ar", "a")):
        made = Catalog.open(project.settings.locales, locale, domain)
        made.update(UNITS, f"{domain}.md")
        if locale == "es":
            made.set(UNITS[0], "La provincia Á creció.", engine="pseudo 1", terms=terms.digest(terms.terms))
            made.set(UNITS[1], "La B creció.")
            made.set(UNITS[2], "La provincia C creció.", engine="pseudo 1", terms="another row", fuzzy=True)
        made.save(project.settings.state)
    return project


def sources(page):
    return [(row.catalog.locale, row.catalog.domain, row.source[0]) for row in page.rows]


def test_the_list_by_locale_catalog_and_state(project):
    entries = Entries(project)
    assert [(one.locale, one.domain) for one in entries.catalogs()] == [("ar", "a"), ("es", "a"), ("es", "deep/b")]
    everything = entries.look(Query()).page
    assert everything.total == 12 and everything.count == 1 and len(everything.rows) == 12
    assert sources(entries.look(Query("es", "deep/b")).page) == [("es", "deep/b", letter) for letter in "ABCD"]

    def letters(state):
        return "".join(row.source[0] for row in entries.look(Query("es", "a", state)).page.rows)

    assert {state: letters(state) for state in STATES} == {
        "waiting": "BCD",
        "fuzzy": "C",
        "missing": "D",
        "stale": "",
        "outdated": "C",
        "pins": "B",
        "machine": "A",
        "people": "B",
    }
    counts = entries.look(Query("es", "a")).page.states
    assert counts == {state: len(letters(state)) for state in STATES}
    row, _ = entries.row(entries.catalog("es", "a"), unit_id(None, UNITS[1].source))
    assert row.lost == ("province",) and row.states == ("pins", "people") and row.waiting
    with pytest.raises(UsageError, match="no state"):
        entries.look(Query(state="odd"))


def test_the_list_counts_as_the_command_does(project):
    entries = Entries(project)
    for one in status(project):
        said = entries.look(Query(one.locale, one.domain)).page.states
        counted = (one.machine, one.people, one.fuzzy, one.missing, one.stale, one.outdated, one.broken)
        if not one.broken:  # there the command counts once what is both broken and a person's
            names = ("machine", "people", "fuzzy", "missing", "stale", "outdated", "pins")
            assert tuple(said[name] for name in names) == counted
        assert said["waiting"] == len(one.waiting)


def test_searching_is_for_words_in_any_case_without_accents(project):
    entries = Entries(project)
    assert sources(entries.look(Query("es", "a", search="PROVINCIA a crecio")).page) == [
        ("es", "a", "A"),
        ("es", "a", "C"),
    ]
    assert entries.look(Query(search="nothing like it")).page.total == 0
    name = unit_id(None, UNITS[3].source)
    assert {row.id for row in entries.look(Query(search=name)).page.rows} == {name}


def test_pages_are_cut_in_the_store_and_neighbours_are_known(project):
    entries = Entries(project)
    counted: Counter[tuple[str, str, str]] = Counter()
    for number in range(1, 4):
        page = entries.look(Query(number=number, size=5)).page
        assert (page.number, page.count, page.total) == (number, 3, 12)
        counted.update(row.key for row in page.rows)
    assert set(counted.values()) == {1} and len(counted) == 12
    assert entries.look(Query(number=99, size=5)).page.number == 3 and entries.look(Query(number=-1)).page.number == 1
    rows = entries.look(Query("es", state="waiting")).page.rows
    for place, row in enumerate(rows):
        look = entries.look(Query("es", state="waiting", size=2), row.catalog, row.id, follow=True)
        before, after, number = look.before, look.after, look.page.number
        assert look.row == row
        assert before == (rows[place - 1] if place else None)
        assert after == (rows[place + 1] if place + 1 < len(rows) else None)
        assert number == place // 2 + 1
    look = entries.look(Query("es", state="machine", size=1, number=2), rows[0].catalog, rows[0].id, follow=True)
    assert (look.row, look.before, look.after, look.page.number) == (rows[0], None, None, 2)
    first = entries.look(Query("es", state="waiting", size=2, number=2))
    assert (first.row, first.before, first.after) == (rows[2], rows[1], rows[3])


def test_the_list_follows_the_files(project):
    entries = Entries(project)
    catalog = entries.catalog("es", "a")
    assert entries.look(Query("es", "a")).page.states["people"] == 1
    save(project, catalog.path, [Edit(unit_id(None, UNITS[0].source))])
    assert entries.look(Query("es", "a")).page.states["people"] == 2
    glossary = project.settings.glossary[0] / "g.es.csv"
    glossary.write_text("term,translation,pos\nprovince,región,noun\n", "utf-8")
    assert entries.look(Query("es", "a")).page.states["pins"] == 3
    catalog.path.unlink()
    assert entries.look(Query("es", "a")).page.total == 0


def test_a_broken_catalog_is_said_and_the_others_stay(project):
    entries = Entries(project)
    path = entries.catalog("ar", "a").path
    path.write_text('msgid "a\n', "utf-8")
    look = entries.look(Query())
    assert look.page.total == 8 and len(look.catalogs) == 3
    (said,) = look.trouble
    assert str(path) in said


def test_what_a_catalog_lacks_of_its_template_is_counted(project):
    entries = Entries(project)
    folder = project.settings.locales
    assert entries.look(Query()).lacking == ()
    template = folder / "a.pot"
    wanted = [*(unit.source for unit in UNITS), "New."]
    template.write_text("\n".join(f'msgid "{one}"\nmsgstr ""\n' for one in wanted), "utf-8")
    found = entries.look(Query()).lacking
    assert [(one.catalog.locale, one.template, one.count) for one in found] == [
        ("ar", template, 1),
        ("es", template, 1),
    ]
    assert entries.look(Query(domain="deep/b")).lacking == ()
    update_catalog(entries.catalog("es", "a").path, template, project.settings.state)
    assert [one.catalog.locale for one in entries.look(Query()).lacking] == ["ar"]


def test_no_other_file_is_ever_looked_for(project):
    entries = Entries(project)
    for locale, domain in (("es", "../../../glossary/g"), ("es", "/etc/passwd"), ("..", "a"), ("es", "")):
        with pytest.raises(UsageError, match="has no catalog"):
            entries.catalog(locale, domain)
    with pytest.raises(UsageError, match="has no unit"):
        entries.row(entries.catalog("es", "a"), "aaaaaaaa")


# --- one entry ------------------------------------------------------------------------------------------------

TERMS = [
    Term("province", "provincia", pos="noun"),
    Term("World Bank", "Banco Mundial", forbidden=("Banco del Mundo",)),
    Term("guide", "guía", status="proposed", pos="noun"),
]


def seen(entry, forms=None, header=""):
    file = PoFile(path="a.po")
    file.header.set("Plural-Forms", header or "nplurals=2; plural=(n != 1);")
    return view(entry, file, Translator("en", "es", glossary=Glossary(TERMS, "es")), forms)


def marked(pieces):
    return {(piece.text, mark.kind) for piece in pieces for mark in piece.marks}


def test_pins_codes_and_findings_stand_in_their_places():
    entry = Entry(
        "The <g1>World Bank</g1> has 12 guides for one province.<x1/>",
        ["El <g1>Banco Mundial</g1> tiene 13 guías para una región."],
        extracted=[" paragraph", " <g1>: **…**", " <x1/>: ![map](m.png)"],
    )
    one = seen(entry)
    (form,) = one.forms
    assert marked(form.source) == {
        ("World Bank", "held"),
        ("guides", "proposed"),
        ("province", "broken"),
        ("12", "error"),
        ("<x1/>", "error"),
    }
    assert marked(form.target) == {("Banco Mundial", "held"), ("guías", "proposed"), ("13", "warning")}
    assert [(pin.term.term, pin.held) for pin in form.pins] == [("World Bank", True), ("province", False)]
    assert {(piece.text, piece.meaning) for piece in form.source if piece.code} == {
        ("<g1>", "**…**"),
        ("</g1>", "**…**"),
        ("<x1/>", "![map](m.png)"),
    }
    assert one.codes == (("<g1>", "**…**"), ("<x1/>", "![map](m.png)")) and one.hints == ("paragraph",)
    assert {finding.check for finding in one.findings} >= {"terms.missing", "codes.mismatch", "numbers.lost"}
    assert one.engine == "person"


def test_an_editors_text_is_looked_at_before_it_is_saved():
    entry = Entry("The World Bank grew.")
    assert marked(seen(entry).forms[0].source) == {("World Bank", "wanted")} and not seen(entry).findings
    one = seen(entry, ["El Banco del Mundo creció."])
    assert marked(one.forms[0].target) == {("Banco del Mundo", "forbidden")} and entry.msgstr == [""]
    assert one.digest == seen(entry).digest and one.engine == ""


def test_a_message_shows_its_placeholders_and_every_plural_form():
    entry = Entry("%d file", ["%d fichero"], plural="%d files", flags=["c-format"])
    one = seen(entry, header="nplurals=3; plural=n==1 ? 0 : n>1 && n<5 ? 1 : 2;")
    assert [form.example for form in one.forms] == [1, 2, 5] and [form.text for form in one.forms][1:] == ["", ""]
    assert [piece.text for piece in one.forms[0].source] == ["%d", " file"]
    assert [piece.text for piece in one.forms[2].source] == ["%d", " files"]
    assert one.forms[0].target[0].code
    one = seen(entry, ["%d fichero", "%s ficheros"])
    assert marked(one.forms[1].target) == {("%s", "error")}


def test_a_changed_source_shows_what_is_gone_and_new():
    entry = Entry("Trains wait behind it.", ["Trenes."], fuzzy=True, previous_msgid="Trains wait before it.")
    assert seen(entry).changes == (("same", "Trains wait "), ("gone", "before"), ("new", "behind"), ("same", " it."))


_WORDS = st.sampled_from(
    ["World Bank ", "province", " ", "guide", "12", "<g1>", "</g1>", "<x1/>", "&lt;g1>", "<b>", "“", "é"]
)
_TEXT = st.lists(_WORDS, max_size=12).map("".join)


@given(_TEXT.filter(bool), _TEXT)
def test_the_pieces_are_the_whole_text(source, target):
    (form,) = seen(Entry(source, [target])).forms
    for text, pieces in ((source, form.source), (target, form.target)):
        assert "".join(piece.text for piece in pieces if not piece.code) == inline.plain_text(text)
        assert Counter(piece.text for piece in pieces if piece.code) == Counter(inline_codes(text))


def inline_codes(text):
    plain = inline.parse(text)
    shapes = {inline.TagKind.OPEN: "<{}>", inline.TagKind.CLOSE: "</{}>", inline.TagKind.SINGLE: "<{}/>"}
    return [shapes[tag.kind].format(tag.name) for tag in plain.tags]
