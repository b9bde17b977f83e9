"""People's edits in a table come back: exactly those, all or none, each error with its row."""

from __future__ import annotations

import resource
import threading
from datetime import date

import pytest

from pinglot.catalogs import provenance
from pinglot.catalogs.catalog import Catalog
from pinglot.errors import UsageError
from pinglot.model import Unit

CODED = "The province counted <g1>12</g1> projects in <g2>Northern Ireland</g2>."
GOOD = "Paragraph number 7 of the article."


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_nothing_edited_is_nothing_changed(place, form):
    before = place.catalog().read_bytes(), place.catalog().stat().st_mtime_ns
    done = place.bring(place.export(form))
    assert (done.rows, done.changes, done.troubles, done.written) == (len(place.entries()), (), (), ())
    assert (place.catalog().read_bytes(), place.catalog().stat().st_mtime_ns) == before


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_ten_edited_cells_are_ten_entries_of_a_person(place, form):
    before = place.entries()
    chosen = [f"Paragraph number {number} of the article." for number in range(0, 30, 3)]
    said = {source: f"Número {index}: “dicho” por\nuna persona; así = {index}" for index, source in enumerate(chosen)}
    if form == "xlsx":
        sheet = place.sheet()
        for source, text in said.items():
            sheet.cell(source, "translation").value = text
        path = sheet.save()
    else:
        rows = place.rows()
        for row in rows:
            row["translation"] = said.get(row["source"], row["translation"])
        path = place.write(rows)
    assert len(chosen) == 10
    done = place.bring(path)
    assert done.troubles == () and done.written == (place.catalog(),)
    assert [change.source for change in done.changes] == chosen
    after = place.entries()
    for source, entry in after.items():
        if source in said:
            assert entry.msgstr == [said[source]]
            assert not provenance.is_machine(entry) and not entry.fuzzy
        else:
            assert entry.content() == before[source].content()

    # A later run, even with another glossary, leaves them; and the same table again changes nothing.
    with (place.root / "glossary" / "g.es.csv").open("a", encoding="utf-8") as glossary:
        glossary.write("paragraph,párrafo,noun\n")
    results = {result.locale: result for result in place.translate()}
    assert results["es"].stats.people == 10
    assert {source: place.entries()[source].msgstr for source in chosen} == {key: [text] for key, text in said.items()}
    again = place.bring(path)
    assert (again.changes, again.troubles, again.written) == ((), (), ())


def test_an_approved_text_is_a_persons_as_it_stands(place):
    sheet = place.sheet()
    sheet.cell(CODED, "approve").value = "yes"
    sheet.cell("Aid to the regions", "approve").value = "no"
    before = place.entries()[CODED].msgstr
    done = place.bring(sheet.save())
    assert [(change.source, change.before, change.after) for change in done.changes] == [
        (CODED, tuple(before), tuple(before))
    ]
    entry = place.entries()[CODED]
    assert entry.msgstr == before and not provenance.is_machine(entry)
    assert provenance.is_machine(place.entries()["Aid to the regions"])


def test_check_writes_nothing_and_says_what_it_would_do(place):
    before = place.catalog().read_bytes()
    sheet = place.sheet()
    sheet.cell("Aid to the regions", "translation").value = "Ayuda"
    done = place.bring(sheet.save(), check=True)
    assert [change.after for change in done.changes] == [("Ayuda",)] and done.written == ()
    assert place.catalog().read_bytes() == before


def test_a_broken_pin_is_a_finding_and_the_persons_word_stays(place):
    sheet = place.sheet()
    sheet.cell(CODED, "translation").value = "La región contó <g1>12</g1> en <g2>Irlanda del Norte</g2>."
    (change,) = place.bring(sheet.save()).changes
    assert "terms.missing" in {finding.check for finding in change.findings}
    assert place.entries()[CODED].msgstr == ["La región contó <g1>12</g1> en <g2>Irlanda del Norte</g2>."]


def spoil(place, source, column, value, data_type):
    """A workbook with one good edit and a cell of the given kind."""
    sheet = place.sheet()
    sheet.cell(GOOD, "translation").value = "Párrafo siete."
    cell = sheet.cell(source, column)
    cell.value = value
    if data_type:
        cell.data_type = data_type
    row = cell.row
    said = place.refused(sheet.save())
    assert said.startswith(f"sheet “es a”, row {row}: ")
    return said


@pytest.mark.parametrize(
    ("column", "value", "data_type", "wanted"),
    [
        ("translation", "La provincia contó 12 en <g2>Irlanda del Norte</g2>.", "", "<g1>"),
        ("translation", "La <g2>provincia <g1>12</g2> de Irlanda del Norte</g1>.", "", "[codes."),
        ("translation", "", "", "the translation was emptied"),
        ("translation", " \n ", "", "the translation was emptied"),
        ("translation", "=1+1", "f", "the translation is a formula (=1+1), not a text"),
        ("translation", '=HYPERLINK("http://example.org")', "f", "is a formula"),
        ("translation", 2026, "", "is a number (2026)"),
        ("translation", True, "", "is a truth value"),
        ("translation", date(2026, 1, 2), "", "is a date"),
        ("translation", "#REF!", "e", "is the error #REF!"),
        ("version", "=A1", "f", "'version' is a formula"),
        ("version", "", "", "was not written by 'pinglot catalog export'"),
        ("version", "xlsx.nonsense", "", "was not written by"),
        ("approve", "perhaps", "", "'approve' says “perhaps”"),
    ],
)
def test_each_error_names_its_row_and_nothing_is_written(place, column, value, data_type, wanted):
    assert wanted in spoil(place, CODED, column, value, data_type)


def test_a_source_that_was_changed_in_the_table_refuses_its_edit_alone(place):
    sheet = place.sheet()
    sheet.cell(GOOD, "source").value = "Not edited, so it does not matter."
    edited = sheet.cell(CODED, "translation")
    edited.value = "Otra cosa <g1>12</g1> <g2>x</g2>."
    sheet.cell(CODED, "source").value = "Another source."
    said = place.refused(sheet.save())
    assert said.startswith(f"sheet “es a”, row {edited.row}: the source is not the catalog's")


def test_a_source_that_has_changed_meanwhile_is_named(place):
    sheet = place.sheet()
    sheet.cell(CODED, "translation").value = "Da igual <g1>12</g1> <g2>x</g2>."
    sheet.cell(GOOD, "translation").value = "Párrafo siete."
    place.rewrite("counted <b>", "has counted <b>")
    said = place.refused(sheet.save())
    assert f"the source “{CODED}”" in said and "export the table again" in said


def test_a_persons_text_whose_source_has_changed_says_the_new_source(place):
    sheet = place.sheet()
    sheet.cell(GOOD, "translation").value = "Párrafo siete."
    place.bring(sheet.save())
    place.rewrite("number 7 of the", "number 7 of this")
    sheet.cell(GOOD, "translation").value = "El séptimo."
    said = place.refused(sheet.save())
    assert "it is “Paragraph number 7 of this article.” now" in said


def test_a_translation_that_somebody_has_changed_meanwhile_is_a_conflict(place):
    sheet = place.sheet()
    sheet.cell(CODED, "translation").value = "De la tabla <g1>12</g1> <g2>x</g2>."
    place.edit(CODED, "Mientras <g1>12</g1> <g2>tanto</g2>.")
    assert "it says “Mientras <g1>12</g1> <g2>tanto</g2>.” now" in place.refused(sheet.save())


def test_what_a_machine_wrote_anew_gives_way_to_an_edit_and_is_not_approved_unseen(place):
    edited, approved = place.sheet(), place.sheet()
    edited.cell(CODED, "translation").value = "La región contó <g1>12</g1> en <g2>Irlanda del Norte</g2>."
    approved.cell(CODED, "approve").value = "yes"
    old = place.entries()[CODED].msgstr
    glossary = place.root / "glossary" / "g.es.csv"
    glossary.write_text(glossary.read_text("utf-8").replace("provincia", "región"), encoding="utf-8")
    place.translate()
    now = place.entries()[CODED]
    assert now.msgstr != old and provenance.is_machine(now)
    assert f"it says “{now.msgstr[0][:20]}" in place.refused(approved.save())
    (change,) = place.bring(edited.save()).changes
    assert change.before == tuple(now.msgstr) and change.after[0].startswith("La región")


def test_an_unedited_row_of_a_text_that_changed_meanwhile_is_no_edit(place):
    path = place.export("csv")
    place.edit(CODED, "Mientras <g1>12</g1> <g2>tanto</g2>.")
    done = place.bring(path)
    assert (done.changes, done.troubles) == ((), ())


@pytest.mark.parametrize(
    "name", ["../outside.po", "/etc/passwd", "locales/es/LC_MESSAGES/none.po", "a.md", "glossary/g.es.csv", ""]
)
def test_a_row_may_name_no_file_but_the_projects_catalogs(place, name):
    (place.root.parent / "outside.po").write_bytes(place.catalog().read_bytes())
    rows = place.rows()
    for row in rows:
        if row["source"] == CODED:
            row["catalog"], row["translation"] = name, "X <g1>12</g1> <g2>x</g2>."
    assert "say where it goes with --into" in place.refused(place.write(rows))


def test_into_takes_a_catalog_that_was_moved(place):
    sheet = place.sheet()
    sheet.cell(GOOD, "translation").value = "Párrafo siete."
    moved = place.root.parent / "moved.po"
    place.catalog().rename(moved)
    done = place.bring(sheet.save(), into=moved)
    assert done.written == (moved,)
    assert b"P\xc3\xa1rrafo siete." in moved.read_bytes()


def test_two_rows_of_one_text_must_agree(place):
    rows = place.rows()
    (row,) = [row for row in rows if row["source"] == GOOD]
    row["translation"] = "Siete."
    rows.append({**row, "translation": "Siete de verdad."})
    assert f"row {len(rows) + 1}: says something else than row" in place.refused(place.write(rows))
    rows[-1]["translation"] = "Siete."
    assert [change.after for change in place.bring(place.write(rows)).changes] == [("Siete.",)]


def test_several_errors_are_all_named(place):
    rows = place.rows()
    for row in rows[2:5]:
        row["translation"] = ""
    done = place.bring(place.write(rows))
    assert [trouble.place for trouble in done.troubles] == ["row 4", "row 5", "row 6"]


def test_an_error_in_one_catalog_leaves_the_others_alone(place):
    rows = place.rows(place.root / "locales")
    for row in rows:
        if row["source"] == GOOD:
            row["translation"] = "Siete." if "/es/" in row["catalog"] else "=1+1"
    before = [place.catalog(locale).read_bytes() for locale in ("es", "ar")]
    done = place.bring(place.write(rows))
    assert [trouble.reason.split(",")[0] for trouble in done.troubles] == ["the translation is a formula (=1+1)"]
    assert [place.catalog(locale).read_bytes() for locale in ("es", "ar")] == before
    for row in rows:
        if row["source"] == GOOD:
            row["translation"] = "Siete."
    assert len(place.bring(place.write(rows)).written) == 2


@pytest.mark.parametrize("bad", ["ar", "es"])
def test_a_catalog_that_cannot_be_written_leaves_the_others_alone(place, bad):
    rows = place.rows(place.root / "locales")
    for row in rows:
        if row["source"] == GOOD:
            row["translation"] = "Siete. " * (10_000 if f"/{bad}/" in row["catalog"] else 1)
    table = place.write(rows)
    before = [place.catalog(locale).read_bytes() for locale in ("es", "ar")]
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, limits[1]))  # as a disk that is full soon
    try:
        with pytest.raises(UsageError, match="cannot be written"):
            place.bring(table)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert [place.catalog(locale).read_bytes() for locale in ("es", "ar")] == before


def test_plural_forms_are_rows_of_their_own(place):
    files = Unit("%d file", plural="%d files", flags=("c-format",), kind="message")
    made = Catalog.open(place.root / "locales", "ar", "app")
    made.update([files], "a.c")
    made.save(place.root / ".pinglot")
    rows = place.rows(made.path)
    assert [row["form"].split(" (")[0] for row in rows] == [f"{number} of 6" for number in range(1, 7)]
    assert [row["source"] for row in rows] == ["%d file", *["%d files"] * 5]
    for number, row in enumerate(rows):
        row["translation"] = f"{number} %d ملف"
    rows[3]["translation"] = "بلا رقم"
    troubles = place.bring(place.write(rows)).troubles
    assert any("msgstr[3]" in trouble.reason for trouble in troubles)
    rows[3]["translation"] = "3 %d ملف"
    del rows[5]
    assert [trouble.reason for trouble in place.bring(place.write(rows)).troubles]
    rows = place.rows(made.path)
    for number, row in enumerate(rows):
        row["translation"] = f"{number} %d ملف"
    (change,) = place.bring(place.write(rows)).changes
    assert change.after == tuple(f"{number} %d ملف" for number in range(6))


def test_a_text_too_long_for_a_cell_is_changed_in_the_catalog(place):
    long = Unit("word " * 8000 + "end.")
    made = Catalog.open(place.root / "locales", "es", "long")
    made.update([long], "a.md")
    made.set(long, "palabra " * 8000 + "fin.", engine="pseudo 1")
    made.save(place.root / ".pinglot")
    for form in ("xlsx", "csv"):
        done = place.bring(place.export(form, made.path))
        assert (done.rows, done.changes, done.troubles) == (1, (), ())
    rows = place.rows(made.path)
    assert len(rows[0]["translation"]) < 2000
    rows[0]["translation"] = "corto"
    (trouble,) = place.bring(place.write(rows)).troubles
    assert "longer than a cell can hold" in trouble.reason


def test_two_people_bring_their_tables_back_at_once(place):
    tables = []
    for number in range(2):
        sheet = place.sheet()
        for index in range(number, 30, 2):
            source = f"Paragraph number {index} of the article."
            sheet.cell(source, "translation").value = f"Párrafo {index}, de {number}."
        tables.append(sheet.save(place.root / f"{number}.xlsx"))
    threads = [threading.Thread(target=place.bring, args=(path,)) for path in tables]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    entries = place.entries()
    for index in range(30):
        assert entries[f"Paragraph number {index} of the article."].msgstr == [f"Párrafo {index}, de {index % 2}."]
