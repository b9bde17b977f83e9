"""A catalog over runs: what a machine wrote, what a person wrote, what gettext's tools did to both."""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pinglot.catalogs import po
from pinglot.catalogs.catalog import Catalog
from pinglot.catalogs.compile import compile_catalogs
from pinglot.catalogs.provenance import State
from pinglot.catalogs.template import Template
from pinglot.errors import CatalogError
from pinglot.model import Code, Severity, Unit

HELLO = Unit(
    "Hello <g1>world</g1>, run <x1/>.",
    codes=(Code("g1", "strong", "**", "**"), Code("x1", "code", "`make`")),
    kind="heading",
    notes=("Said at the door.",),
    line=1,
)
CATS = Unit("There are 20 cats on the old roof.", line=3)
AGAIN = Unit("There are 20 cats on the old roof.", line=9)
BYE = Unit("Nobody knows when the train will leave.", line=11)
FILES = Unit("%d file", plural="%d files", flags=("c-format",), kind="message", line=13)
MENU = Unit("Open", context="menu", line=15)
UNITS = [HELLO, CATS, AGAIN, BYE, FILES, MENU]
ENGINE = "apertium eng-spa 0.8.1"


def said(unit):
    return ("%d ES", "%d ESES") if unit.plural else f"ES {unit.source}"


def run(project, units=UNITS, terms=""):
    """One translation run, as the translate job does it."""
    template = Template.open(project.locales, "article")
    template.update(units, "article.md")
    template.save(project.state)
    catalog = Catalog.open(project.locales, "es", "article")
    catalog.update(units, "article.md", template.created)
    for unit in units:
        if catalog.state(unit, terms).open:
            catalog.set(unit, said(unit), engine=ENGINE, terms=terms)
    catalog.save(project.state)
    return catalog


def states(project, units=UNITS, terms=""):
    catalog = Catalog.open(project.locales, "es", "article")
    return [catalog.state(unit, terms) for unit in units]


def edit(path, *replacements):
    text = path.read_text(encoding="utf-8")
    for old, new in replacements:
        assert old in text
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")


def test_a_new_catalog_has_headers_places_and_comments(project, gettext, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    run(project)
    text = project.catalog.read_text(encoding="utf-8")
    assert text.startswith("# Spanish translations of article.\n#\nmsgid")
    assert '"Language: es\\n"' in text
    assert '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"' in text
    assert '"PO-Revision-Date: 1970-01-01 00:00+0000\\n"' in text
    assert "#. heading\n#. <g1>: **…**\n#. <x1/>: `make`\n#. Said at the door.\n#: article.md:1\n" in text
    assert "#: article.md:3 article.md:9\n" in text
    assert text.count('msgid "There are 20 cats') == 1
    assert 'msgctxt "menu"\nmsgid "Open"\nmsgstr "ES Open"\n' in text
    gettext("msgfmt", "-c", "-o", "/dev/null", project.catalog)
    gettext("msgcmp", project.catalog, project.template)
    assert not list(project.locales.rglob("*.lock"))
    assert not list(project.locales.rglob("*.tmp"))


def test_the_template_has_every_message_and_no_translation(project, gettext):
    run(project)
    file = po.parse(project.template.read_bytes())
    assert [entry.msgid for entry in file.messages] == [HELLO.source, CATS.source, BYE.source, "%d file", "Open"]
    assert not any(any(entry.msgstr) for entry in file.messages)
    assert gettext("msginit", "--no-translator", "-l", "es", "-i", project.template, "-o", project.root / "new.po")


def test_a_second_run_writes_nothing(project, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    run(project)
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in (project.catalog, project.template)}
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    catalog = run(project)
    assert not catalog.changed
    assert {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in before} == before


def test_a_template_made_again_moves_no_date_in_catalogs(project, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    run(project)
    before = project.catalog.read_bytes()
    project.template.unlink()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    run(project)
    assert project.catalog.read_bytes() == before


def test_moved_lines_change_places_and_no_date(project, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    run(project)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    run(project, [Unit(unit.source, line=unit.line + 100) for unit in (HELLO, CATS, BYE)] + [FILES, MENU])
    for path in (project.catalog, project.template):
        text = path.read_text(encoding="utf-8")
        assert "article.md:111" in text
        assert "1970-01-02" not in text
    run(project, [HELLO])
    assert all("1970-01-02" in path.read_text(encoding="utf-8") for path in (project.catalog, project.template))


def test_only_entries_whose_terms_changed_open_again(project):
    catalog = run(project, terms="")
    catalog.set(CATS, "ES gatos", engine=ENGINE, terms="cat=gato")
    catalog.save(project.state)
    assert states(project) == [State.MACHINE, State.OUTDATED, State.OUTDATED, *[State.MACHINE] * 3]
    assert Catalog.open(project.locales, "es", "article").state(CATS, "cat=gato") is State.MACHINE
    assert Catalog.open(project.locales, "es", "article").state(CATS, "cat=gata") is State.OUTDATED


def test_a_persons_edit_survives_every_kind_of_run(project):
    run(project)
    edit(project.catalog, ("ES There are", "Hay"), ("%d ESES", "%d archivos"))
    for terms in ("", "other terms"):
        catalog = run(project, terms=terms)
        assert catalog.text(CATS) == "Hay 20 cats on the old roof."
        assert catalog.text(FILES) == ("%d ES", "%d archivos")
        assert (catalog.state(CATS, terms), catalog.state(FILES, terms)) == (State.PERSON, State.PERSON)
        assert (catalog.origin(CATS), catalog.origin(HELLO)) == ("person", ENGINE)
    with pytest.raises(ValueError, match="may not overwrite a person's"):
        catalog.set(CATS, "x", engine=ENGINE)


def test_a_fuzzy_mark_that_a_person_cleared_or_set_is_theirs(project):
    catalog = run(project)
    catalog.set(HELLO, said(HELLO), engine=ENGINE, fuzzy=True)
    catalog.save(project.state)
    assert states(project)[0] is State.MACHINE
    edit(project.catalog, ("#, fuzzy\n", ""), ("#: article.md:11\n", "#: article.md:11\n#, fuzzy\n"))
    assert (states(project)[0], states(project)[3]) == (State.PERSON, State.PERSON)
    catalog = run(project, terms="new")
    assert (catalog.fuzzy(HELLO), catalog.fuzzy(BYE)) == (False, True)


def test_an_emptied_entry_is_translated_again(project):
    run(project)
    edit(project.catalog, ('msgstr "ES Open"', 'msgstr ""'))
    assert states(project)[-1] is State.MISSING
    assert run(project).text(MENU) == "ES Open"


def test_an_entry_without_provenance_is_a_persons(project):
    run(project)
    text = re.sub(r"# pinglot: .*\n", "", project.catalog.read_text(encoding="utf-8"))
    project.catalog.write_text(text, encoding="utf-8")
    assert set(states(project)) == {State.PERSON}


TOOLS = {
    "msgcat": ["msgcat", "PO"],
    "msgcat, narrow": ["msgcat", "--width=40", "PO"],
    "msgcat, sorted, escaped": ["msgcat", "--sort-output", "--escape", "PO"],
    "msgmerge": ["msgmerge", "--previous", "-q", "PO", "POT"],
    "msgattrib": ["msgattrib", "--no-obsolete", "--no-wrap", "PO"],
    "msgcat with itself": ["msgcat", "PO", "PO"],
}


@pytest.mark.parametrize("command", list(TOOLS))
def test_provenance_survives_gettexts_tools(command, project, gettext):
    run(project)
    names = {"PO": project.catalog, "POT": project.template}
    done = gettext(*[names.get(word, word) for word in TOOLS[command]])
    project.catalog.write_bytes(done.stdout)
    assert set(states(project)) == {State.MACHINE}


@pytest.mark.parametrize("width", [30, 50, 76])
def test_provenance_survives_an_editor_that_wraps_and_moves_comments(width, project):
    import textwrap

    run(project, terms="some terms")

    def rewrite(match):
        lines = textwrap.wrap(match[1], width, initial_indent="# ", subsequent_indent="# ")
        return "# Asked Ana about this.\n" + "\n".join(lines) + "\n# See the style guide.\n"

    text = re.sub(r"# (pinglot: .*)\n", rewrite, project.catalog.read_text(encoding="utf-8"))
    project.catalog.write_text(text, encoding="utf-8")
    assert set(states(project, terms="some terms")) == {State.MACHINE}
    catalog = run(project, terms="other terms")
    text = project.catalog.read_text(encoding="utf-8")
    assert set(states(project, terms="other terms")) == {State.MACHINE}
    assert text.count("Asked Ana") == text.count("pinglot: ") == text.count("style guide") == len(catalog.entries)


def test_a_provenance_line_is_short_whatever_the_engine_is_called(project):
    catalog = run(project)
    catalog.set(HELLO, "x", engine="argos [en]\n_es " * 40, terms="t" * 10_000, fuzzy=True)
    catalog.save(project.state)
    lines = re.findall(r"# pinglot: .*", project.catalog.read_text(encoding="utf-8"))
    assert max(map(len, lines)) < 100
    assert Catalog.open(project.locales, "es", "article").state(HELLO, "t" * 10_000) is State.MACHINE


def test_msgmerge_carries_a_machine_text_to_a_changed_source_and_it_is_stale(project, gettext):
    run(project)
    changed = Unit("There are 20 cats on the new roof.", line=3)
    template = Template.open(project.locales, "article")
    template.update([HELLO, changed, BYE], "article.md")
    template.save(project.state)
    gettext("msgmerge", "--previous", "-q", "-U", "--backup=none", project.catalog, project.template)
    assert "#, fuzzy" in project.catalog.read_text(encoding="utf-8")
    assert states(project, [HELLO, changed, BYE]) == [State.MACHINE, State.STALE, State.MACHINE]
    catalog = run(project, [HELLO, changed, BYE])
    assert (catalog.text(changed), catalog.fuzzy(changed)) == ("ES There are 20 cats on the new roof.", False)
    assert "#|" not in project.catalog.read_text(encoding="utf-8")


@pytest.mark.parametrize("tool", ["msgmerge", "pinglot"])
def test_a_persons_text_whose_source_changed_is_kept_and_marked(tool, project, gettext):
    run(project)
    edit(project.catalog, ("ES There are", "Hay"))
    changed = Unit("There are 20 cats on the new roof.", line=3)
    units = [HELLO, changed, BYE, FILES, MENU]
    if tool == "msgmerge":
        template = Template.open(project.locales, "article")
        template.update(units, "article.md")
        template.save(project.state)
        gettext("msgmerge", "--previous", "-q", "-U", "--backup=none", project.catalog, project.template)
    catalog = run(project, units)
    assert catalog.state(changed) is State.CHANGED
    assert (catalog.text(changed), catalog.fuzzy(changed)) == ("Hay 20 cats on the old roof.", True)
    assert catalog.entry(changed).previous_msgid == CATS.source
    before = project.catalog.read_bytes()
    run(project, units, terms="x")
    assert 'msgstr "Hay 20 cats on the old roof."' in project.catalog.read_text(encoding="utf-8")
    project.catalog.write_bytes(before)
    edit(project.catalog, ("#, fuzzy\n", ""))  # the person has read it and finds it right
    assert run(project, units, terms="x").state(changed, "x") is State.PERSON


def test_an_accepted_machine_text_of_another_source_is_a_persons(project, gettext):
    run(project)
    changed = Unit("There are 20 cats on the new roof.", line=3)
    template = Template.open(project.locales, "article")
    template.update([changed], "article.md")
    template.save(project.state)
    gettext("msgmerge", "--previous", "-q", "-U", "--backup=none", project.catalog, project.template)
    project.catalog.write_bytes(gettext("msgattrib", "--clear-fuzzy", "--clear-previous", project.catalog).stdout)
    assert states(project, [changed]) == [State.PERSON]


def test_what_is_gone_is_obsolete_and_comes_back_as_it_was(project):
    run(project)
    edit(project.catalog, ("ES Nobody", "Nadie"))
    catalog = run(project, [HELLO])
    assert catalog.counts.obsolete == 4
    assert "#~ msgid" in project.catalog.read_text(encoding="utf-8")
    assert catalog.text(BYE) is None
    catalog = run(project)
    assert catalog.text(BYE) == "Nadie knows when the train will leave."
    assert (catalog.state(BYE), catalog.state(CATS), catalog.counts.obsolete) == (State.PERSON, State.MACHINE, 0)


def test_the_order_is_the_documents(project):
    run(project)
    run(project, [BYE, MENU, HELLO])
    file = po.parse(project.catalog.read_bytes())
    assert [entry.msgid for entry in file.messages][:3] == [BYE.source, MENU.source, HELLO.source]
    assert all(entry.obsolete for entry in file.messages[3:])


def test_a_translation_that_msgfmt_would_refuse_is_fuzzy_and_says_why(project):
    catalog = run(project)
    (finding,) = catalog.set(FILES, ("%s archivo", "%d archivos"), engine=ENGINE)
    assert finding.severity is Severity.ERROR
    assert finding.check == "catalog.format"
    assert catalog.fuzzy(FILES)
    catalog.save(project.state)
    compile_catalogs([project.catalog])


def test_line_ends_at_both_ends_become_the_sources(project):
    units = [Unit("one\n"), Unit("\ntwo"), Unit("three")]
    catalog = Catalog.open(project.locales, "es", "article")
    catalog.update(units, "a.txt")
    for unit, text in zip(units, ("uno", "dos", "\ntres\n"), strict=True):
        assert catalog.set(unit, text, engine=ENGINE) == ()
    assert [catalog.text(unit) for unit in units] == ["uno\n", "\ndos", "tres"]


@pytest.mark.parametrize(("locale", "count"), [("ja", 1), ("es", 2), ("ru", 3), ("ar", 6), ("zh-Hans", 1)])
def test_plural_rules_come_from_babel(locale, count, project):
    catalog = Catalog.open(project.locales, locale, "article")
    catalog.update([FILES], "a.po")
    rule = catalog.plural_rule
    assert rule.count == count == len(rule.examples)
    catalog.set(FILES, [f"%d {index}" for index in range(count)], engine=ENGINE)
    assert len(catalog.text(FILES) or ()) == count
    with pytest.raises(ValueError, match="forms"):
        catalog.set(FILES, ["%d"] * (count + 7))
    catalog.save(project.state)
    compile_catalogs([project.locales])


def test_a_message_that_gains_or_loses_its_plural_keeps_its_text_fuzzily(project):
    single = Unit("%d file", flags=("c-format",))
    catalog = run(project, [single])
    edit(project.catalog, ("ES %d file", "%d archivo"))
    catalog = run(project, [FILES])
    assert (catalog.text(FILES), catalog.state(FILES)) == (("%d archivo", "%d archivo"), State.CHANGED)
    catalog = run(project, [single])
    assert catalog.text(single) == "%d archivo"


def test_another_encoding_is_said_and_kept_until_something_changes(project):
    text = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=ISO-8859-1\\n"\n\nmsgid "year"\nmsgstr "año"\n'
    project.catalog.parent.mkdir(parents=True)
    project.catalog.write_bytes(text.encode("latin-1"))
    catalog = Catalog.open(project.locales, "es", "article")
    assert "ISO-8859-1" in catalog.findings[0].message
    assert not catalog.save(project.state)
    assert project.catalog.read_bytes() == text.encode("latin-1")
    catalog.update([Unit("year"), Unit("month")], "a.md")
    catalog.save(project.state)
    assert 'msgstr "año"' in project.catalog.read_text(encoding="utf-8")
    assert "charset=UTF-8" in project.catalog.read_text(encoding="utf-8")


def test_a_malformed_catalog_is_refused_and_untouched(project):
    run(project)
    edit(project.catalog, ('msgstr "ES Open"', 'msgstr "ES Open'))
    before = project.catalog.read_bytes()
    with pytest.raises(CatalogError, match=r"article\.po:\d+: has a string without closing quote"):
        Catalog.open(project.locales, "es", "article")
    assert project.catalog.read_bytes() == before


def test_a_unit_that_the_catalog_does_not_know_is_an_error(project):
    with pytest.raises(KeyError, match="update the catalog first"):
        Catalog.open(project.locales, "es", "article").set(HELLO, "x")


def test_names_with_blanks_and_comments_that_end_in_a_backslash(project, gettext):
    unit = Unit(
        "a<x1/>b<x2/>",
        codes=(Code("x1", "break", "\\\n"), Code("x2", "code", "x\\")),
        notes=("C:\\", "two\nlines"),
        line=2,
    )
    catalog = Catalog.open(project.locales, "es", "article")
    catalog.update([unit], "my articles/one two.md")
    catalog.set(unit, "a<x1/>b<x2/>", engine=ENGINE)
    catalog.save(project.state)
    again = po.parse(gettext("msgcat", project.catalog).stdout)
    assert again.messages[0].references == ["\u2068my articles/one two.md\u2069:2"]
    assert [entry.content() for entry in again.messages] == [entry.content() for entry in catalog.entries]
    assert len(again.messages[0].extracted) == 6


def test_a_unit_without_text_is_no_entry_unless_it_has_a_context(project):
    catalog = Catalog.open(project.locales, "es", "article")
    catalog.update([Unit(""), Unit("", context="empty")], "a.md")
    assert [entry.key for entry in catalog.entries] == [("empty", "")]
    assert catalog.state(Unit("")) is State.MISSING


# --- two writers, and a kill ----------------------------------------------------------------------------------

WRITER = """
import sys
from pinglot.catalogs.catalog import Catalog
from pinglot.model import Unit
root, start, stop = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
units = [Unit(f"message number {index}") for index in range(40)]
for index in range(start, stop):
    catalog = Catalog.open(root + "/locales", "es", "article")
    catalog.update(units, "a.md")
    catalog.set(units[index], f"mensaje {index}", engine="test 1")
    catalog.save(root + "/.pinglot")
"""


def writer(project, start, stop):
    return subprocess.Popen([sys.executable, "-c", WRITER, str(project.root), str(start), str(stop)])


def test_two_writers_at_once_and_both_results_are_there(project, gettext):
    running = [writer(project, 0, 20), writer(project, 20, 40)]
    assert [process.wait(60) for process in running] == [0, 0]
    catalog = Catalog.open(project.locales, "es", "article")
    assert [entry.msgstr for entry in catalog.entries] == [[f"mensaje {index}"] for index in range(40)]
    gettext("msgfmt", "-c", "-o", "/dev/null", project.catalog)


def test_a_person_who_saves_while_a_run_is_at_work_keeps_the_text(project):
    run(project)
    catalog = Catalog.open(project.locales, "es", "article")
    catalog.update([*UNITS, Unit("new")], "article.md")
    catalog.set(BYE, "machine again", engine=ENGINE)
    catalog.set(Unit("new"), "nuevo", engine=ENGINE)
    edit(project.catalog, ("ES Nobody", "Nadie"))
    assert catalog.save(project.state)
    again = Catalog.open(project.locales, "es", "article")
    assert again.text(BYE) == "Nadie knows when the train will leave."
    assert again.text(Unit("new")) == "nuevo"


@pytest.mark.parametrize("seed", range(6))
def test_a_kill_at_any_moment_leaves_a_whole_catalog(seed, project, gettext):
    chance = random.Random(seed)
    process = writer(project, 0, 40)
    deadline = time.monotonic() + 30
    while not project.catalog.exists() and time.monotonic() < deadline:
        time.sleep(0.01)
    time.sleep(chance.random() * 0.3)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    gettext("msgfmt", "-c", "-o", "/dev/null", project.catalog)
    catalog = Catalog.open(project.locales, "es", "article")
    assert len(catalog.entries) == 40
    translated = [bool(entry.msgstr[0]) for entry in catalog.entries]
    assert translated == sorted(translated, reverse=True)  # message by message, each save whole
    assert writer(project, 0, 2).wait(60) == 0  # the dead one's lock holds nobody up


def test_a_catalog_that_is_a_symlink_stays_one(project):
    target = project.root / "elsewhere.po"
    project.catalog.parent.mkdir(parents=True)
    project.catalog.symlink_to(target)
    target.write_bytes(b"")
    catalog = Catalog.open(project.locales, "es", "article")
    catalog.update([HELLO], "a.md")
    catalog.save(project.state)
    assert project.catalog.is_symlink()
    assert Path(target).read_bytes().startswith(b"msgid")
