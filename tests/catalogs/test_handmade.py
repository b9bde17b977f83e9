"""Catalogs that people wrote by hand: read, written and compiled as GNU gettext does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from pinglot.catalogs import po
from pinglot.catalogs.compile import compile_catalogs
from pinglot.catalogs.po import Entry
from pinglot.cli import main
from pinglot.errors import CatalogError

ROOT = Path(__file__).parents[2]
HANDMADE = sorted(Path(__file__).with_name("handmade").glob("*.po"))
SAMPLES = sorted((ROOT / "locales").rglob("*.po"))
SOURCES = sorted((ROOT / "tests" / "documents" / "po").glob("*.po"))
# What is written otherwise than it was read: blank lines between entries, escaped bytes, another encoding.
OTHER_BYTES = {"spacing", "only-a-header", "escapes", "latin-1"}
HEADLESS = {"empty", "headless"}  # of `SOURCES`: without a header, which msgfmt -c refuses, and so do we

# What a PO file can hold (GNU gettext manual, "The Format of PO Files"), and how one sees that the set has it.
KINDS: dict[str, Callable[[Entry], object]] = {
    "translator comment": lambda entry: entry.comments,
    "empty translator comment": lambda entry: "" in entry.comments,
    "comment without a blank": lambda entry: any(line and not line.startswith(" ") for line in entry.comments),
    "extracted comment": lambda entry: entry.extracted,
    "reference": lambda entry: entry.references,
    "reference with blanks": lambda entry: any(" " in place for place in entry.references),
    "flag": lambda entry: entry.flags,
    "range": lambda entry: any(flag.startswith("range:") for flag in entry.flags),
    "two flags": lambda entry: len(entry.flags) > 1,
    "fuzzy": lambda entry: entry.fuzzy and not entry.is_header,
    "fuzzy header": lambda entry: entry.fuzzy and entry.is_header,
    "fuzzy plural": lambda entry: entry.fuzzy and entry.plural,
    "context": lambda entry: entry.context,
    "empty context": lambda entry: entry.context == "",
    "context with an empty message": lambda entry: entry.context and not entry.msgid,
    "context with a plural": lambda entry: entry.context and entry.plural,
    "plural": lambda entry: entry.plural,
    "one plural form": lambda entry: entry.plural and len(entry.msgstr) == 1,
    "six plural forms": lambda entry: len(entry.msgstr) == 6,
    "untranslated": lambda entry: not any(entry.msgstr),
    "untranslated plural": lambda entry: entry.plural and not any(entry.msgstr),
    "previous message": lambda entry: entry.previous_msgid,
    "previous message without fuzzy": lambda entry: entry.previous_msgid and not entry.fuzzy,
    "previous context": lambda entry: entry.previous_context,
    "previous empty context": lambda entry: entry.previous_context == "",
    "previous plural": lambda entry: entry.previous_plural,
    "obsolete": lambda entry: entry.obsolete,
    "obsolete fuzzy": lambda entry: entry.obsolete and entry.fuzzy,
    "obsolete comment": lambda entry: entry.obsolete and entry.comments,
    "obsolete context": lambda entry: entry.obsolete and entry.context,
    "obsolete plural": lambda entry: entry.obsolete and entry.plural,
    "obsolete previous message": lambda entry: entry.obsolete and entry.previous_msgid,
    "obsolete previous context": lambda entry: entry.obsolete and entry.previous_context,
    "obsolete previous plural": lambda entry: entry.obsolete and entry.previous_plural,
    "obsolete reference": lambda entry: entry.obsolete and entry.references,
    "line ends": lambda entry: not entry.is_header and "\n" in entry.msgid.rstrip("\n"),
    "control characters": lambda entry: "\a" in entry.msgid,
}


def name(path: Path) -> str:
    return path.stem


@pytest.mark.parametrize("kind", KINDS)
def test_the_set_has_every_kind_of_entry(kind):
    found = [path.stem for path in HANDMADE if any(map(KINDS[kind], po.parse(path.read_bytes()).entries))]
    assert found


def test_the_set_has_other_files_than_the_plain_ones():
    read = {path.stem: po.parse(path.read_bytes()) for path in HANDMADE}
    assert read["windows"].newline == "\r\n"
    assert read["latin-1"].charset == "ISO-8859-1"
    assert read["comments"].tail
    assert not read["only-a-header"].messages


def anew(path: Path) -> bytes:
    """The catalog with each entry written as if it had been changed, in UTF-8."""
    file = po.parse(path.read_bytes(), path)
    file.entries = [replace(entry, _raw="") for entry in file.entries]
    if file.charset != "UTF-8":
        file.header.set("Content-Type", "text/plain; charset=UTF-8")
    return po.render(file)


def canonical(path: Path, gettext) -> bytes:
    """The catalog as msgcat writes it, in UTF-8."""
    said: bytes = gettext("msgconv", "--force-po", "-t", "UTF-8", path).stdout
    return said


@pytest.mark.parametrize("path", [*HANDMADE, *SAMPLES], ids=name)
def test_written_anew_it_says_what_msgcat_reads(path, gettext, tmp_path):
    """The same messages in the same order, with every comment, mark and previous message."""
    (tmp_path / "anew.po").write_bytes(anew(path))
    assert gettext("msgcat", "--force-po", tmp_path / "anew.po").stdout == canonical(path, gettext)


@pytest.mark.parametrize("path", HANDMADE, ids=name)
def test_written_without_a_change_it_says_what_msgcat_reads(path, gettext, tmp_path):
    data = path.read_bytes()
    file = po.parse(data, path)
    if file.charset != "UTF-8":
        file.header.set("Content-Type", "text/plain; charset=UTF-8")  # as all who write another encoding do
    (tmp_path / "same.po").write_bytes(po.render(file))
    assert gettext("msgcat", "--force-po", tmp_path / "same.po").stdout == canonical(path, gettext)
    if path.stem not in OTHER_BYTES:
        assert po.render(file) == data


@pytest.mark.parametrize("path", SAMPLES, ids=name)
def test_what_the_tool_wrote_is_byte_for_byte_what_it_writes(path):
    """Also where no entry may be taken over as it was read."""
    data = path.read_bytes()
    file = po.parse(data, path)
    assert po.render(file) == data
    file.entries = [replace(entry, _raw="") for entry in file.entries]
    assert po.render(file) == data


def test_what_the_tool_writes_is_byte_for_byte_what_it_writes(tmp_path, monkeypatch, gettext):
    """A run over articles of every kind: templates and catalogs, before and after people and merges were there."""
    monkeypatch.chdir(tmp_path)
    article = (
        "# A title\n\nOne *word* and `code` for 20 people.\n\n- an item\n- an item\n\n<!-- pinglot: context=c -->\n\n"
    )
    (tmp_path / "a.md").write_text(f"{article}Last.\n", encoding="utf-8")
    (tmp_path / "b.html").write_text("<title>T</title><p>One <b>two</b> &amp; three.</p>", encoding="utf-8")
    (tmp_path / "c.po").write_bytes((HANDMADE[0].parent / "plurals.po").read_bytes())
    for path in ("a.md", "b.html", "c.po"):
        for locale in ("es", "ar", "ja"):
            assert main(["translate", path, "--to", locale, "--engine", "pseudo", "-q"]) in (0, 1)
    _write_again(tmp_path, 12)
    (tmp_path / "a.md").write_text(article.replace("20 people", "21 people"), encoding="utf-8")
    for catalog in tmp_path.glob("locales/*/LC_MESSAGES/a.po"):
        gettext("msgattrib", "--set-fuzzy", "-o", catalog, catalog)
    assert main(["translate", "a.md", "--to", "es", "--to", "ar", "--engine", "pseudo", "-q"]) in (0, 1)
    text = (tmp_path / "locales/es/LC_MESSAGES/a.po").read_text(encoding="utf-8")
    assert "#~ msgid" in text and "#| msgid" in text
    _write_again(tmp_path / "locales" / "es", 3)


def _write_again(folder: Path, at_least: int) -> None:
    paths = [path for path in folder.rglob("*.po*") if path.name != "c.po" or "LC_MESSAGES" in path.parts]
    assert len(paths) >= at_least
    for path in paths:
        file = po.parse(path.read_bytes(), path)
        assert po.render(file) == path.read_bytes()


@pytest.mark.parametrize("use_fuzzy", [False, True], ids=["without fuzzy", "with fuzzy"])
@pytest.mark.parametrize(
    "path", [*HANDMADE, *SAMPLES, *(path for path in SOURCES if path.stem not in HEADLESS)], ids=name
)
def test_compiled_it_is_what_msgunfmt_finds_in_msgfmts(path, use_fuzzy, gettext, tmp_path):
    """Our .mo is in UTF-8 whatever the catalog is in, so msgfmt gets a catalog in UTF-8."""
    catalog, converted, theirs = tmp_path / "a.po", tmp_path / "utf-8.po", tmp_path / "theirs.mo"
    catalog.write_bytes(path.read_bytes())
    compile_catalogs([catalog], use_fuzzy=use_fuzzy)
    gettext("msgconv", "--force-po", "-t", "UTF-8", "-o", converted, catalog)
    gettext("msgfmt", "-c", *["--use-fuzzy"] * use_fuzzy, "-o", theirs, converted)
    assert gettext("msgunfmt", tmp_path / "a.mo").stdout == gettext("msgunfmt", theirs).stdout


@pytest.mark.parametrize("path", [path for path in SOURCES if path.stem in HEADLESS], ids=name)
def test_without_a_header_msgfmt_and_we_refuse(path, gettext, tmp_path):
    (tmp_path / "a.po").write_bytes(path.read_bytes())
    assert gettext("msgfmt", "-c", "-o", tmp_path / "theirs.mo", tmp_path / "a.po", check=False).returncode != 0
    with pytest.raises(CatalogError, match="has no header"):
        compile_catalogs([tmp_path / "a.po"])
