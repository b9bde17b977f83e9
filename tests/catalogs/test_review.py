"""Accept and revert single entries."""

from __future__ import annotations

import pytest

from pinglot.catalogs import po, provenance
from pinglot.catalogs.catalog import Catalog
from pinglot.catalogs.provenance import State
from pinglot.catalogs.review import accept, revert
from pinglot.catalogs.unit_ids import unit_id
from pinglot.errors import CatalogError, UsageError
from pinglot.model import Unit

MACHINE = Unit("The bridge is open.", line=1)
FUZZY = Unit("Trains wait behind it.", line=2)
MINE = Unit("Nobody reads signs.", line=3)
EMPTY = Unit("Empty it stays.", line=4)
FILES = Unit("%d file", plural="%d files", flags=("c-format",), kind="message", line=5)
UNITS = [MACHINE, FUZZY, MINE, EMPTY, FILES]
NAMES = {unit.source: unit_id(unit.context, unit.source) for unit in UNITS}


@pytest.fixture
def catalog(tmp_path):
    made = Catalog.open(tmp_path / "locales", "es", "signs")
    made.update(UNITS, "signs.md")
    made.set(MACHINE, "El puente está abierto.", engine="pseudo 1", terms="bridge")
    made.set(FUZZY, "Trenes esperan.", engine="pseudo 1", fuzzy=True, previous="Trains wait.")
    made.set(MINE, "Nadie lee carteles.\nNunca.")
    made.set(FILES, ("%d fichero", "%d ficheros"), engine="pseudo 1")
    made.save(tmp_path / ".pinglot")
    return made.path


@pytest.fixture
def state(tmp_path):
    return tmp_path / ".pinglot"


def entry(path, unit):
    return next(one for one in po.parse(path.read_bytes(), path).messages if one.key == unit.key)


def test_an_accepted_entry_is_a_persons_and_stays(catalog, state):
    done = accept(catalog, [NAMES[FUZZY.source], NAMES[MACHINE.source][:4], NAMES[FILES.source]], state)
    assert [one.changed for one in done] == [True, True, True]
    for unit in (FUZZY, MACHINE, FILES):
        one = entry(catalog, unit)
        assert not one.fuzzy and one.previous_msgid is None
        assert provenance.state_of(one, "other terms") is State.PERSON
        assert provenance.read(one) is None
    assert entry(catalog, FUZZY).msgstr == ["Trenes esperan."]
    opened = Catalog(catalog, "es", "signs")
    with pytest.raises(ValueError, match="may not overwrite"):
        opened.set(FUZZY, "Otra cosa.", engine="pseudo 1")


def test_accepting_twice_writes_once(catalog, state):
    accept(catalog, [NAMES[FUZZY.source]], state)
    before = catalog.stat().st_mtime_ns, catalog.read_bytes()
    (again,) = accept(catalog, [NAMES[FUZZY.source], NAMES[FUZZY.source]], state)
    assert not again.changed
    assert (catalog.stat().st_mtime_ns, catalog.read_bytes()) == before


def test_a_reverted_entry_is_open_again_and_keeps_other_comments(catalog, state):
    text = catalog.read_text(encoding="utf-8")
    catalog.write_text(text.replace("# pinglot: pseudo", "# Said by Ana.\n# pinglot: pseudo", 1), encoding="utf-8")
    (done,) = revert(catalog, [NAMES[MACHINE.source]], state)
    assert done.text == ("El puente está abierto.",) and not done.person
    one = entry(catalog, MACHINE)
    assert one.msgstr == [""] and not one.fuzzy and one.comments == [" Said by Ana."]
    assert provenance.state_of(one) is State.MISSING
    (done,) = revert(catalog, [NAMES[FILES.source]], state)
    assert entry(catalog, FILES).msgstr == ["", ""]


def test_a_persons_text_is_never_lost(catalog, state):
    before = catalog.read_bytes()
    with pytest.raises(UsageError, match=r"signs\.po:\d+: .*is a person's; --force"):
        revert(catalog, [NAMES[MACHINE.source], NAMES[MINE.source]], state)
    assert catalog.read_bytes() == before
    (done,) = revert(catalog, [NAMES[MINE.source]], state, force=True)
    assert done.person and done.text == ("Nadie lee carteles.\nNunca.",)
    one = entry(catalog, MINE)
    assert one.msgstr == [""] and one.comments == [' was: "Nadie lee carteles.\\nNunca."']
    # The next translation leaves the comment alone.
    opened = Catalog(catalog, "es", "signs")
    opened.set(MINE, "Nadie los lee.", engine="pseudo 1")
    opened.save(state)
    assert entry(catalog, MINE).comments[0] == ' was: "Nadie lee carteles.\\nNunca."'


def test_what_cannot_be_accepted_is_refused_and_nothing_is_written(catalog, state):
    text = catalog.read_text(encoding="utf-8").replace('msgstr[1] "%d ficheros"', 'msgstr[1] "%s ficheros"')
    catalog.write_text(text, encoding="utf-8")
    before = catalog.read_bytes()
    with pytest.raises(CatalogError, match=r"signs\.po:\d+: .*correct the text"):
        accept(catalog, [NAMES[FUZZY.source], NAMES[FILES.source]], state)
    with pytest.raises(UsageError, match="no translation to accept"):
        accept(catalog, [NAMES[EMPTY.source]], state)
    with pytest.raises(UsageError, match="has no unit"):
        accept(catalog, [NAMES[FUZZY.source], "zzzzzzzz"], state)
    assert catalog.read_bytes() == before


def test_any_projects_catalog_can_be_reviewed(tmp_path):
    path = tmp_path / "es.po"
    path.write_bytes(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=ISO-8859-1\\n"\n\n'
        '#, fuzzy\n#| msgid "Year"\nmsgid "Years"\nmsgstr "Año"\n'.encode("latin-1")
    )
    accept(path, ["6"], tmp_path / ".pinglot")
    file = po.parse(path.read_bytes(), path)
    assert file.charset == "UTF-8" and file.messages[0].msgstr == ["Año"] and not file.messages[0].fuzzy
    assert file.header.get("PO-Revision-Date")
