"""Compiling: byte for byte what msgfmt writes, all catalogs or none."""

from __future__ import annotations

import gettext as runtime
import io
import struct
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pinglot.catalogs import mo, po
from pinglot.catalogs.compile import compile_catalogs, find_catalogs
from pinglot.catalogs.po import Entry, Header, PoFile
from pinglot.errors import CatalogError, UsageError

HEAD = (
    'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
    '"POT-Creation-Date: 2026-01-01 00:00+0000\\n"\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
)
TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\t"), max_size=12)
TEXT = TEXT.map(lambda text: text.strip("\n"))  # msgfmt asks for the same line ends at both ends, -c or not
FILLED = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12)


@st.composite
def entries(draw):
    plural = draw(st.none() | FILLED)
    forms = [draw(TEXT) for _ in range(1 if plural is None else 2)]
    context = draw(st.none() | TEXT)
    return Entry(
        draw(TEXT if context is not None else FILLED),
        forms,
        context=context,
        plural=plural,
        fuzzy=draw(st.booleans()),
        obsolete=draw(st.booleans()),
    )


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(found=st.lists(entries(), max_size=12, unique_by=lambda entry: entry.key), use_fuzzy=st.booleans())
def test_is_what_msgfmt_writes(found, use_fuzzy, gettext, tmp_path):
    header = Entry("")
    Header(header).set("Content-Type", "text/plain; charset=UTF-8")
    Header(header).set("POT-Creation-Date", "2026-01-01 00:00+0000")
    file = PoFile([header, *found])
    path, theirs, ours = tmp_path / "a.po", tmp_path / "theirs.mo", tmp_path / "ours.mo"
    path.write_bytes(po.render(file))
    gettext("msgfmt", "--endianness=little", *["--use-fuzzy"] * use_fuzzy, "-o", theirs, path)
    ours.write_bytes(mo.build(file.entries, use_fuzzy))
    assert ours.read_bytes() == theirs.read_bytes()
    assert gettext("msgunfmt", ours).stdout == gettext("msgunfmt", theirs).stdout


@given(st.lists(entries(), max_size=30, unique_by=lambda entry: entry.key))
def test_the_runtime_finds_every_message(found):
    header = Entry("", ["Content-Type: text/plain; charset=UTF-8\nPlural-Forms: nplurals=2; plural=(n != 1);\n"])
    catalog = runtime.GNUTranslations(io.BytesIO(mo.build([header, *found])))
    for entry in found:
        if not entry.translated or entry.fuzzy or entry.obsolete:
            continue
        if entry.plural is None:
            said = (
                catalog.gettext(entry.msgid) if entry.context is None else catalog.pgettext(entry.context, entry.msgid)
            )
            assert said == entry.msgstr[0]
        elif entry.context is None:
            assert catalog.ngettext(entry.msgid, entry.plural, 1) == entry.msgstr[0]
            assert catalog.ngettext(entry.msgid, entry.plural, 5) == entry.msgstr[1]


def test_hash_table_holds_each_index_once_where_the_runtime_looks():
    import struct

    found = [Entry("", ["h"]), *(Entry(f"message {number}", ["x"]) for number in range(500))]
    data = mo.build(found)
    count, originals, size, at = (struct.unpack_from("<I", data, place)[0] for place in (8, 12, 20, 24))
    table = struct.unpack_from(f"<{size}I", data, at)
    assert sorted(filter(None, table)) == list(range(1, count + 1))
    for index in range(count):
        length, offset = struct.unpack_from("<2I", data, originals + 8 * index)
        value = 0
        for byte in data[offset : offset + length]:
            value = (value << 4) + byte
            if high := value & 0xF0000000:
                value ^= (high >> 24) ^ high
        slot = value % size
        while table[slot] != index + 1:
            assert table[slot], "an empty slot ends the search"
            slot = (slot + 1 + value % (size - 2)) % size


def test_another_encoding_becomes_utf_8(gettext, tmp_path):
    path = tmp_path / "a.po"
    path.write_bytes((HEAD.replace("UTF-8", "ISO-8859-1") + 'msgid "year"\nmsgstr "año"\n').encode("latin-1"))
    compile_catalogs([path])
    said = gettext("msgunfmt", tmp_path / "a.mo").stdout.decode()
    assert "charset=UTF-8" in said
    assert 'msgstr "año"' in said


def test_each_lands_beside_its_catalog_and_a_second_run_writes_nothing(tmp_path):
    paths = [write(tmp_path / f"locales/{name}/LC_MESSAGES/a.po", HEAD) for name in ("es", "fr")]
    write(tmp_path / "locales/a.pot", HEAD)
    done = compile_catalogs([tmp_path / "locales", paths[0]])
    assert done.written == tuple(path.with_suffix(".mo") for path in paths)
    times = [path.stat().st_mtime_ns for path in done.written]
    again = compile_catalogs([tmp_path])
    assert (again.written, again.unchanged) == ((), done.written)
    assert [path.stat().st_mtime_ns for path in done.written] == times


def test_check_says_what_is_stale_and_writes_nothing(tmp_path):
    path = write(tmp_path / "a.po", HEAD + 'msgid "one"\nmsgstr "uno"\n')
    assert compile_catalogs([path], check=True).written == (tmp_path / "a.mo",)
    assert not (tmp_path / "a.mo").exists()
    compile_catalogs([path])
    assert compile_catalogs([path], check=True).written == ()


def test_fuzzy_is_left_out_unless_asked_for(gettext, tmp_path):
    path = write(tmp_path / "a.po", HEAD + '#, fuzzy\nmsgid "one"\nmsgstr "uno"\n\nmsgid "two"\nmsgstr ""\n')
    done = compile_catalogs([path])
    assert (done.fuzzy, done.untranslated) == (1, 1)
    assert b"uno" not in gettext("msgunfmt", tmp_path / "a.mo").stdout
    assert compile_catalogs([path], use_fuzzy=True).fuzzy == 0
    assert b"uno" in gettext("msgunfmt", tmp_path / "a.mo").stdout


def test_a_fuzzy_entry_is_judged_only_where_it_is_compiled(tmp_path):
    path = write(tmp_path / "a.po", HEAD + '#, fuzzy, c-format\nmsgid "%d"\nmsgstr "%s"\n')
    compile_catalogs([path])
    with pytest.raises(CatalogError, match=r"a\.po:8: has a msgstr that is another c-format"):
        compile_catalogs([path], use_fuzzy=True)


def test_one_bad_catalog_and_nothing_is_replaced(tmp_path):
    good = write(tmp_path / "a.po", HEAD + 'msgid "one"\nmsgstr "uno"\n')
    compile_catalogs([good])
    before = (tmp_path / "a.mo").read_bytes()
    write(good, HEAD + 'msgid "one"\nmsgstr "un"\n')
    write(tmp_path / "b.po", HEAD + 'msgid "one"\n')
    write(tmp_path / "c.po", HEAD + 'msgid "one\\n"\nmsgstr "uno"\n')
    with pytest.raises(CatalogError, match=r"b\.po:7: has no msgstr .* \(and 1 more error; nothing was compiled\)"):
        compile_catalogs([tmp_path])
    assert (tmp_path / "a.mo").read_bytes() == before


def test_one_place_that_cannot_be_written_and_nothing_is_replaced(tmp_path):
    for name in ("a", "b", "c"):
        write(tmp_path / f"{name}.po", HEAD + 'msgid "one"\nmsgstr "uno"\n')
    compile_catalogs([tmp_path / "a.po", tmp_path / "c.po"])
    before = (tmp_path / "a.mo").read_bytes()
    write(tmp_path / "a.po", HEAD + 'msgid "one"\nmsgstr "un"\n')
    (tmp_path / "b.mo").mkdir()
    with pytest.raises(UsageError, match=r"b\.mo cannot be written"):
        compile_catalogs([tmp_path])
    assert (tmp_path / "a.mo").read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.mo", "a.po", "b.mo", "b.po", "c.mo", "c.po"]


def test_what_does_not_exist_is_said(tmp_path):
    with pytest.raises(UsageError, match=r"nowhere: there is no such file or folder"):
        find_catalogs([tmp_path / "nowhere"])
    (tmp_path / "article.md").touch()
    with pytest.raises(UsageError, match=r"article\.md is no catalog by its name"):
        find_catalogs([tmp_path / "article.md"])


def test_a_folder_without_catalogs_is_said_and_hidden_ones_are_passed_over(tmp_path):
    write(tmp_path / ".venv/es/a.po", HEAD)
    with pytest.raises(UsageError, match="holds no catalog"):
        find_catalogs([tmp_path])


def test_the_catalog_of_an_article_in_a_hidden_folder_is_found(tmp_path):
    catalog = write(tmp_path / "locales/es/LC_MESSAGES/.github/README.po", HEAD)
    write(tmp_path / "locales/es/LC_MESSAGES/.README.po.new.po", HEAD)
    assert find_catalogs([tmp_path]) == [catalog]


def test_a_fuzzy_header_is_compiled_all_the_same(gettext, tmp_path):
    path = write(tmp_path / "a.po", "#, fuzzy\n" + HEAD + 'msgid "one"\nmsgstr "uno"\n')
    compile_catalogs([path])
    gettext("msgfmt", "-o", tmp_path / "theirs.mo", path)
    assert (tmp_path / "a.mo").read_bytes() == (tmp_path / "theirs.mo").read_bytes()


def test_warnings_are_findings(tmp_path):
    done = compile_catalogs([write(tmp_path / "a.po", HEAD)])
    assert {(finding.check, finding.line) for finding in done.findings} == {("catalog.header", 1)}
    assert any("Language-Team" in finding.message for finding in done.findings)


def _pjw(key):
    """The hash of glibc's and gettext's hash-string.h over 32 bits, step by step."""
    value = 0
    for byte in key:
        value = ((value << 4) + byte) & 0xFFFFFFFF
        high = value & 0xF0000000
        value = (value ^ (high >> 24)) & ~high & 0xFFFFFFFF
    return value


@given(st.lists(st.text(max_size=40), min_size=3, max_size=40, unique=True))
def test_every_message_is_found_by_its_hash(sources):
    """As gettext's runtime looks a message up: GNU gettext manual, "The Format of GNU MO Files"."""
    sources = [source.replace("\0", "") + "." for source in sources]
    data = mo.build([Entry("", ["Language: es\n"]), *(Entry(source, ["x"]) for source in dict.fromkeys(sources))])
    count, keys_at, size, table_at = (struct.unpack_from("<I", data, place)[0] for place in (8, 12, 20, 24))
    assert count == len(dict.fromkeys(sources)) + 1
    table = struct.unpack_from(f"<{size}I", data, table_at)
    for source in ("", *sources):
        key = source.encode("utf-8", "surrogatepass")
        value = _pjw(key)
        slot, step = value % size, 1 + value % (size - 2)
        while True:
            assert table[slot], source
            length, offset = struct.unpack_from("<II", data, keys_at + 8 * (table[slot] - 1))
            if data[offset : offset + length] == key:
                break
            slot = (slot + step) % size
