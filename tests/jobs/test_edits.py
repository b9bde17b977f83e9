"""People's edits of single entries: what is written, what blocks, who is in conflict, and taking back."""

from __future__ import annotations

import shutil
import subprocess
import threading

import pytest

from pinglot import config
from pinglot.catalogs import po, provenance
from pinglot.catalogs.catalog import Catalog
from pinglot.catalogs.provenance import State
from pinglot.catalogs.review import digest
from pinglot.catalogs.unit_ids import unit_id
from pinglot.errors import CatalogError
from pinglot.jobs.edits import Edit, Result, save, undo
from pinglot.jobs.judges import Judges
from pinglot.jobs.project import Project
from pinglot.model import Unit

PLAIN = Unit("The province grew by 12 percent.", line=1)
CODED = Unit("Read <g1>the guide</g1> now.<x1/>", line=2)
FILES = Unit("%d file", plural="%d files", flags=("c-format",), kind="message", line=3)
EMPTY = Unit("Nobody was there.", line=4)
UNITS = [PLAIN, CODED, FILES, EMPTY]


def named(unit):
    return unit_id(unit.context, unit.source)


@pytest.fixture
def project(tmp_path):
    (tmp_path / "glossary").mkdir()
    (tmp_path / "glossary" / "g.es.csv").write_text("term,translation,pos\nprovince,provincia,noun\n", "utf-8")
    return Project(config.load(tmp_path))


@pytest.fixture
def catalog(project):
    made = Catalog.open(project.settings.locales, "es", "a")
    made.update(UNITS, "a.md")
    made.set(PLAIN, "La provincia creció un 12 por ciento.", engine="pseudo 1", terms="x")
    made.set(CODED, "Lea <g1>la guía</g1> ahora.<x1/>", engine="pseudo 1", fuzzy=True, previous="Read it.")
    made.set(FILES, ("%d fichero", "%d ficheros"), engine="pseudo 1")
    made.save(project.settings.state)
    return made.path


def entry(path, unit):
    return next(one for one in po.parse(path.read_bytes(), path).messages if one.key == unit.key)


def only(outcomes):
    (one,) = outcomes
    return one


def checks_of(findings):
    return [finding.check for finding in findings]


def test_a_saved_edit_is_a_persons_and_msgfmt_agrees(project, catalog):
    shown = digest(entry(catalog, PLAIN))
    done = only(save(project, catalog, [Edit(named(PLAIN), ("Un 12 % más, la provincia.",), shown)]))
    assert done.result is Result.SAVED and not done.blocking
    now = entry(catalog, PLAIN)
    assert now.msgstr == ["Un 12 % más, la provincia."] and not now.fuzzy
    assert provenance.state_of(now, "other terms") is State.PERSON
    assert digest(now) == digest(done.after) != shown
    if shutil.which("msgfmt"):
        subprocess.run(["msgfmt", "-c", "-o", "/dev/null", catalog], check=True)


def test_what_blocks_an_edit(project, catalog):
    before = catalog.read_bytes()

    def blocking(unit, *forms, **how):
        done = only(save(project, catalog, [Edit(named(unit), forms, **how)]))
        assert done.result is Result.REFUSED and done.after == done.before
        return checks_of(done.blocking), done.may_insist

    assert blocking(CODED, "Lea la guía ahora.<x1/>", fuzzy=True, insist=True) == (["codes.mismatch"], False)
    assert blocking(CODED, "Lea </g1>la<g1> guía ahora.<x1/>")[1] is False
    assert blocking(FILES, "%d fichero", "%s ficheros", insist=True)[1] is False
    assert "catalog.plurals" in blocking(FILES, "%d ficheros", insist=True)[0]
    assert blocking(FILES, "", "%d ficheros", insist=True)[0] == ["shape.empty"]
    assert "catalog.plurals" in blocking(PLAIN, "a", "b")[0]
    assert blocking(PLAIN, "La provincia creció un 12\0 por ciento.", insist=True)[0] == ["catalog.character"]
    # A pin and a number block as well, but there the person has the last word.
    assert blocking(PLAIN, "La región creció un 12 por ciento.") == (["terms.missing"], True)
    assert blocking(PLAIN, "La provincia creció.") == (["numbers.lost"], True)
    assert catalog.read_bytes() == before
    done = only(save(project, catalog, [Edit(named(PLAIN), ("La región creció un 12 por ciento.",), fuzzy=True)]))
    assert done.result is Result.SAVED and entry(catalog, PLAIN).fuzzy
    done = only(save(project, catalog, [Edit(named(PLAIN), ("La región creció un 12 por ciento.",), insist=True)]))
    assert done.result is Result.SAVED and not entry(catalog, PLAIN).fuzzy
    assert checks_of(done.findings) == ["terms.missing"]


def test_one_of_something_needs_no_number(project, catalog):
    done = only(save(project, catalog, [Edit(named(FILES), ("un fichero", "%d ficheros"))]))
    assert done.result is Result.SAVED and done.findings == ()
    done = only(save(project, catalog, [Edit(named(FILES), ("un fichero", "ficheros"), insist=True)]))
    assert done.result is Result.REFUSED and checks_of(done.blocking) == ["catalog.format"]


def test_warnings_do_not_block(project, catalog):
    text = "La provincia creció un 12 por ciento, dijo otra provincia."
    done = only(save(project, catalog, [Edit(named(PLAIN), (text,))]))
    assert done.result is Result.SAVED and checks_of(done.findings) == ["terms.surplus"]


def test_accepting_keeps_the_text_and_emptying_opens_the_entry(project, catalog):
    done = save(project, catalog, [Edit(named(CODED)), Edit(named(EMPTY)), Edit(named(FILES), ("", ""))])
    assert [one.result for one in done] == [Result.SAVED, Result.REFUSED, Result.SAVED]
    now = entry(catalog, CODED)
    assert now.msgstr == ["Lea <g1>la guía</g1> ahora.<x1/>"] and not now.fuzzy and now.previous_msgid is None
    assert provenance.state_of(now) is State.PERSON
    assert entry(catalog, FILES).msgstr == ["", ""] and provenance.state_of(entry(catalog, FILES)) is State.MISSING
    again = only(save(project, catalog, [Edit(named(CODED))]))
    assert again.result is Result.UNCHANGED


def test_a_change_on_disk_is_a_conflict_and_nothing_is_lost(project, catalog):
    shown = {unit: digest(entry(catalog, unit)) for unit in UNITS}
    text = catalog.read_text("utf-8").replace("creció un 12", "aumentó un 12")
    catalog.write_text(text, "utf-8")
    mine = Edit(named(PLAIN), ("La provincia subió un 12 por ciento.",), shown[PLAIN])
    other = Edit(named(EMPTY), ("No había nadie.",), shown[EMPTY])
    conflict, saved = save(project, catalog, [mine, other])
    assert (
        conflict.result is Result.CONFLICT
        and conflict.after is not None
        and conflict.edit.forms == ("La provincia subió un 12 por ciento.",)
    )
    assert conflict.after.msgstr == ["La provincia aumentó un 12 por ciento."]
    assert saved.result is Result.SAVED and entry(catalog, EMPTY).msgstr == ["No había nadie."]
    assert entry(catalog, PLAIN).msgstr == conflict.after.msgstr
    again = Edit(named(PLAIN), mine.forms, digest(conflict.after))
    assert only(save(project, catalog, [again])).result is Result.SAVED
    assert only(save(project, catalog, [Edit("aaaaaaaa", ("x",))])).result is Result.GONE


def test_moved_references_and_hints_are_no_conflict(project, catalog):
    shown = digest(entry(catalog, PLAIN))
    text = catalog.read_text("utf-8").replace("#: a.md:1\n", "#: b.md:7\n").replace("#. paragraph", "#. heading")
    catalog.write_text(text, "utf-8")
    done = only(save(project, catalog, [Edit(named(PLAIN), ("Provincia: 12 por ciento.",), shown)]))
    assert done.result is Result.SAVED and entry(catalog, PLAIN).references == ["b.md:7"]


def test_undo_gives_the_machines_entry_back_byte_by_byte(project, catalog, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1790000000")
    save(project, catalog, [Edit(named(EMPTY), ("Nadie.",))])
    # Wrapped as another tool wraps, so that writing the entry anew would show.
    wrapped = 'msgstr ""\n"Lea <g1>la guía</g1> "\n"ahora.<x1/>"'
    text = catalog.read_text("utf-8").replace('msgstr "Lea <g1>la guía</g1> ahora.<x1/>"', wrapped)
    catalog.write_text(text, "utf-8")
    before = catalog.read_bytes()
    assert b'"ahora.<x1/>"' in before
    done = only(save(project, catalog, [Edit(named(CODED), ("Lee <g1>la guía</g1> ya.<x1/>",))]))
    assert catalog.read_bytes() != before
    back = only(undo(project, catalog, [done]))
    assert back.result is Result.SAVED and catalog.read_bytes() == before
    assert entry(catalog, CODED).fuzzy and entry(catalog, CODED).previous_msgid == "Read it."
    # What was taken back can be done again, and what somebody has changed since cannot be taken back.
    assert only(undo(project, catalog, [back])).result is Result.SAVED
    assert entry(catalog, CODED).msgstr == ["Lee <g1>la guía</g1> ya.<x1/>"]
    assert only(undo(project, catalog, [done])).result is Result.SAVED
    assert only(undo(project, catalog, [done])).result is Result.CONFLICT
    assert undo(project, catalog, save(project, catalog, [Edit(named(EMPTY), ("Nadie.",))])) == []


def test_a_dry_run_says_the_same_and_writes_nothing(project, catalog):
    before = catalog.read_bytes()
    edits = [Edit(named(PLAIN), ("Provincia: 12 por ciento.",)), Edit(named(CODED), ("Sin código.",))]
    said = [one.result for one in save(project, catalog, edits, dry=True)]
    assert said == [Result.SAVED, Result.REFUSED] and catalog.read_bytes() == before
    assert [one.result for one in save(project, catalog, edits)] == said


def test_line_ends_are_made_like_the_sources(project, tmp_path):
    path = tmp_path / "es.po"
    path.write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "One\\n"\nmsgstr ""\n', "utf-8"
    )
    assert only(save(project, path, [Edit("4", ("Uno",))])).result is Result.SAVED
    assert po.parse(path.read_bytes(), path).messages[0].msgstr == ["Uno\n"]


def test_a_malformed_catalog_stays_as_it_is(project, tmp_path):
    path = tmp_path / "es.po"
    path.write_text('msgid "One\nmsgstr ""\n', "utf-8")
    before = path.read_bytes()
    with pytest.raises(CatalogError, match=r"es\.po:1"):
        save(project, path, [Edit("1", ("Uno",))])
    assert path.read_bytes() == before


def test_edits_of_many_at_once_all_arrive(project, tmp_path):
    units = [Unit(f"Sentence number {number}.", line=number) for number in range(1, 9)]
    made = Catalog.open(project.settings.locales, "es", "b")
    made.update(units, "b.md")
    made.save(project.settings.state)
    judges = Judges(project)
    results = []

    def work(unit):
        text = unit.source.replace("Sentence number", "Frase número")
        results.append(only(save(project, made.path, [Edit(named(unit), (text,))], judges)).result)

    threads = [threading.Thread(target=work, args=(unit,)) for unit in units]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert results == [Result.SAVED] * len(units)
    assert all(entry(made.path, unit).msgstr[0].startswith("Frase") for unit in units)


def test_judges_follow_their_glossary(project):
    judges = Judges(project)
    first = judges.of("es")
    assert judges.of("es") is first and len(first.glossary) == 1
    assert len(judges.of("").glossary) == 0
    file = project.settings.glossary[0] / "g.es.csv"
    file.write_text(file.read_text("utf-8") + "guide,guía,noun\n", "utf-8")
    assert judges.of("es") is not first and len(judges.of("es").glossary) == 2
