"""PO and POT as sources, and existing gettext projects: placeholders, plurals, people and msgmerge."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from pinglot.catalogs.catalog import read
from pinglot.cli import main

TEMPLATE = """\
# Template.
msgid ""
msgstr ""
"Project-Id-Version: app 1\\n"
"POT-Creation-Date: 2024-01-01 00:00+0000\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=INTEGER; plural=EXPRESSION;\\n"

#. Shown at the start.
#: src/a.py:3
#, python-brace-format
msgid "Hello {name}, the programme has changed."
msgstr ""

#: src/a.py:4
#, python-format
msgid "%(n)d file of the programme"
msgid_plural "%(n)d files of the programme"
msgstr[0] ""
msgstr[1] ""

#: src/b.c:9
#, c-format
msgid "Could not open %s: %d%%\\n"
msgstr ""

msgctxt "menu"
msgid "Open"
msgstr ""

msgid "Open"
msgstr ""
"""


def tool(name: str, *arguments: str) -> str:
    if shutil.which(name) is None:
        pytest.skip("GNU gettext is not installed: sudo apt-get install gettext")
    done = subprocess.run([name, *arguments], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def entries(path: Path) -> dict[tuple[str | None, str], list[str]]:
    return {(one.context, one.msgid): one.msgstr for one in read(path).messages if not one.obsolete}


@pytest.mark.parametrize(("locale", "forms"), [("es", 2), ("ru", 3), ("ja", 1), ("ar", 6)])
def test_a_template_beside_the_articles(project, locale, forms):
    (project / "app.pot").write_text(TEMPLATE, encoding="utf-8")
    code = main(["translate", "app.pot", "--to", locale, "--engine", "pseudo"])
    assert code == int(forms > 2)
    for path in (project / f"app.{locale}.po", project / f"locales/{locale}/LC_MESSAGES/app.po"):
        tool("msgfmt", "-c", "-o", "/dev/null", str(path))
        found = entries(path)
        assert "{name}" in found[None, "Hello {name}, the programme has changed."][0]
        assert len(found[None, "%(n)d file of the programme"]) == forms
        assert all("%(n)d" in form for form in found[None, "%(n)d file of the programme"])
        assert found[None, "Could not open %s: %d%%\n"][0].endswith("%s: %d%%\n")
        assert set(found) == {("menu", "Open"), *((None, msgid) for context, msgid in found if context is None)}
    fuzzy = [one.msgid for one in read(project / f"locales/{locale}/LC_MESSAGES/app.po").messages if one.fuzzy]
    assert fuzzy == (["%(n)d file of the programme"] if forms > 2 else [])


def test_the_translated_file_keeps_what_the_template_says(project):
    (project / "app.pot").write_text(TEMPLATE, encoding="utf-8")
    assert main(["translate", "app.pot", "--to", "es", "--engine", "pseudo"]) == 0
    text = (project / "app.es.po").read_text(encoding="utf-8")
    for line in ("# Template.", "#. Shown at the start.", "#: src/a.py:3", "#, python-brace-format", "#: src/b.c:9"):
        assert line in text
    assert "Language: es\\n" in text and "nplurals=2" in text
    assert "programa" in text


@pytest.fixture
def catalogs(project):
    """An existing gettext project: a template, and a Spanish catalog in which a person translated two entries."""
    folder = project / "locales" / "es" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (project / "locales" / "app.pot").write_text(TEMPLATE, encoding="utf-8")
    catalog = folder / "app.po"
    text = TEMPLATE.replace("nplurals=INTEGER; plural=EXPRESSION", "nplurals=2; plural=(n != 1)")
    text = text.replace('msgctxt "menu"\nmsgid "Open"\nmsgstr ""', 'msgctxt "menu"\nmsgid "Open"\nmsgstr "Abrir"')
    text = text.replace('%d%%\\n"\nmsgstr ""', '%d%%\\n"\nmsgstr "No se pudo abrir %s: %d%%\\n"')
    catalog.write_text(text.replace('"MIME', '"Language: es\\n"\n"MIME'), encoding="utf-8")
    return project


@pytest.mark.parametrize("source", ["locales/app.pot", "locales/es/LC_MESSAGES/app.po"])
def test_an_existing_projects_catalog_is_filled_in_place(catalogs, files_in, source):
    before = files_in(catalogs)
    assert main(["translate", source, "--to", "es", "--engine", "pseudo", "--check"]) == 1
    assert files_in(catalogs) == before
    assert main(["translate", source, "--to", "es", "--engine", "pseudo"]) == 0
    after = files_in(catalogs)
    changed = {name for name in after if after[name] != before.get(name)}
    assert changed == {"locales/es/LC_MESSAGES/app.po"}
    found = entries(catalogs / "locales/es/LC_MESSAGES/app.po")
    assert found["menu", "Open"] == ["Abrir"]
    assert found[None, "Could not open %s: %d%%\n"] == ["No se pudo abrir %s: %d%%\n"]
    assert all(all(forms) for forms in found.values())
    text = after["locales/es/LC_MESSAGES/app.po"].decode()
    assert "#: src/a.py:3" in text and "#. Shown at the start." in text and "app.pot" not in text
    tool("msgfmt", "-c", "-o", "/dev/null", str(catalogs / "locales/es/LC_MESSAGES/app.po"))
    assert main(["translate", source, "--to", "es", "--engine", "pseudo", "--check"]) == 0
    assert main(["translate", source, "--to", "es", "--engine", "pseudo"]) == 0
    assert files_in(catalogs) == after


def test_a_catalog_serves_as_source_for_another_locale(catalogs):
    assert main(["translate", "locales/es/LC_MESSAGES/app.po", "--to", "fr", "--engine", "pseudo"]) == 0
    french = catalogs / "locales/fr/LC_MESSAGES/app.po"
    assert entries(french)["menu", "Open"] != ["Abrir"]
    assert read(french).header.get("Language") == "fr"
    assert sorted(path.name for path in (catalogs / "locales").iterdir()) == ["app.pot", "es", "fr"]


def test_msgmerge_between_two_runs(project):
    (project / "app.pot").write_text(TEMPLATE, encoding="utf-8")
    arguments = ["translate", "app.pot", "--to", "es", "--engine", "pseudo", "-q"]
    assert main(arguments) == 0
    catalog = project / "locales/es/LC_MESSAGES/app.po"
    text = catalog.read_text(encoding="utf-8")
    menu = next(line for line in text.split('msgctxt "menu"')[1].splitlines() if line.startswith("msgstr"))
    catalog.write_text(
        text.replace(f'msgctxt "menu"\nmsgid "Open"\n{menu}', 'msgctxt "menu"\nmsgid "Open"\nmsgstr "Abrir"')
    )
    changed = TEMPLATE.replace("Could not open %s", "Could not open the file %s")
    (project / "app.pot").write_text(changed, encoding="utf-8")
    tool("msgmerge", "--previous", "-q", "-U", "--backup=none", str(catalog), str(project / "app.pot"))
    assert '#| msgid "Could not open %s' in catalog.read_text(encoding="utf-8")
    assert main(arguments) == 0
    found = entries(catalog)
    assert found["menu", "Open"] == ["Abrir"]
    assert "ƒííļé" in found[None, "Could not open the file %s: %d%%\n"][0]
    assert not any(entry.fuzzy for entry in read(catalog).messages)
    assert 'msgstr "Abrir"' in (project / "app.es.po").read_text(encoding="utf-8")
    tool("msgcmp", str(catalog), str(project / "app.pot"))
