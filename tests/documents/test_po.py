"""PO and POT as sources: the msgstr lines are spliced, placeholders are hidden for engines only."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pinglot import documents, inline
from pinglot.documents import placeholders
from pinglot.errors import DocumentError
from pinglot.model import Document

FILES = sorted(path for path in (Path(__file__).parent / "po").iterdir() if path.suffix in (".po", ".pot"))
GETTEXT = pytest.mark.skipif(
    shutil.which("msgfmt") is None, reason="GNU gettext is not installed; install it: apt install gettext"
)


def read(text: str | bytes) -> Document:
    return documents.parse(text if isinstance(text, bytes) else text.encode(), "po", "messages.po")


def fixture(name: str) -> tuple[Document, bytes]:
    path = Path(__file__).parent / "po" / name
    return documents.read(path), path.read_bytes()


def run(*command: str, data: bytes) -> bytes:
    done = subprocess.run(command, input=data, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_file_comes_back_byte_for_byte(path):
    document = documents.read(path)
    assert document.render({}) == path.read_bytes()
    assert document.render({}, "es") == path.read_bytes()
    assert document.render(dict.fromkeys(range(len(document.units)), "")) == path.read_bytes()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_only_lines_of_msgstr_change_without_a_locale(path):
    document = documents.read(path)
    out = document.render({index: f"{unit.source}!" for index, unit in enumerate(document.units)})
    skeleton = re.compile(rb'(?m)(?:msgstr.*|^".*"|^#,.*)(?:\r?\n|$)')
    assert skeleton.sub(b"", out.strip()).strip() == skeleton.sub(b"", path.read_bytes().strip()).strip()


def test_units_have_what_a_message_has():
    document, _ = fixture("template.pot")
    hello, files, said, menu = document.units
    assert (hello.source, hello.codes, hello.kind, hello.line) == ("Hello, %s! <g1>\n", (), "message", 20)
    assert (hello.flags, hello.notes, hello.context) == (("c-format",), ("Shown at the start.",), None)
    assert (files.source, files.plural, files.context) == (
        "%(count)d file in <b>%(folder)s</b>",
        "%(count)d files in <b>%(folder)s</b>",
        "status",
    )
    assert said.source == '{name} said:\n\t"{{literal}}"\n'
    assert (menu.source, menu.notes) == ("_File", ("translator's word",))


def test_fuzzy_previous_provenance_and_obsolete_are_no_part_of_a_unit():
    document, _ = fixture("es.po")
    assert [(unit.source, unit.context, unit.flags, unit.notes) for unit in document.units] == [
        ("Open", None, (), ()),
        ("Close %s", None, ("c-format",), ("A word.",)),
        ("Open", "", (), ()),
        ("café", None, (), ()),
        ("%d day", None, ("c-format",), ()),
    ]


@GETTEXT
def test_a_filled_template_passes_msgfmt_and_says_what_was_said():
    document, _ = fixture("template.pot")
    out = document.render(
        {
            0: "¡Hola, %s! <g1>",
            1: ["%(count)d archivo en <b>%(folder)s</b>", "%(count)d archivos en <b>%(folder)s</b>"],
            2: '{name} dijo:\n\t"{{literal}}"\n',
            3: "_Archivo",
        },
        "es",
    )
    run("msgfmt", "-c", "-o", "/dev/null", "-", data=out)
    plain = run("msgcat", "--no-wrap", "-", data=out).decode()
    assert 'msgstr "¡Hola, %s! <g1>\\n"' in plain
    assert 'msgstr[1] "%(count)d archivos en <b>%(folder)s</b>"' in plain
    assert '"Language: es\\n"' in plain
    assert "charset=UTF-8" in plain
    assert "fuzzy" not in plain


@GETTEXT
@pytest.mark.parametrize("locale", ["es", "fr", "ru", "ar", "zh-Hans", "ca-valencia"])
def test_plural_forms_fit_the_header(locale):
    document, _ = fixture("template.pot")
    form = "%(count)d <b>%(folder)s</b>"
    run("msgfmt", "-c", "-o", "/dev/null", "-", data=document.render({1: [form, form]}, locale))
    run("msgfmt", "-c", "-o", "/dev/null", "-", data=document.render({1: form}, locale))


@GETTEXT
@pytest.mark.parametrize("path", [path for path in FILES if path.stat().st_size], ids=lambda path: path.name)
def test_gettext_reads_the_same_messages(path):
    """GNU gettext as the judge of what the msgids are."""
    data = path.read_bytes().replace(b"charset=CHARSET", b"charset=UTF-8")
    plain = run("msgcat", "--no-wrap", "--force-po", "-", data=data)
    known = [(unit.context, unit.source, unit.plural) for unit in read(plain).units]
    assert known == [(unit.context, unit.source, unit.plural) for unit in documents.read(path).units]


def test_what_is_there_already_is_not_wrapped_anew():
    document, data = fixture("es.po")
    out = document.render({0: "Abrir", 4: ["%d día", "%d días"]}, "es")
    assert out == data


def test_a_written_message_is_no_longer_fuzzy():
    document, data = fixture("es.po")
    assert document.render({1: "Cerrar ya %s"}) == data.replace(b"#, fuzzy, c-format", b"#, c-format").replace(
        b'msgstr ""\n"Cerrar "\n"%s"', b'msgstr "Cerrar ya %s"'
    )


def test_line_ends_and_charset_of_the_file_are_kept():
    document, data = fixture("crlf.po")
    assert document.render({1: "Deux\nlignes"}) == data[:-2] + b'""\r\n"Deux\\n"\r\n"lignes"'
    document, data = fixture("latin1.po")
    assert document.render({0: "é"}) == data.replace(b'msgid "Caf\xe9"\nmsgstr ""', b'msgid "Caf\xe9"\nmsgstr "\xe9"')
    with pytest.raises(DocumentError, match=r"latin1\.po: is iso8859-1, which cannot hold '’'"):
        document.render({0: "l’été"})


def test_a_plural_rule_of_the_same_language_stays():
    document, _ = fixture("es.po")
    assert b'"Plural-Forms: nplurals=2; plural=n != 1;\\n"' in document.render({0: "x"}, "es")
    assert b"plural=(n > 1)" in document.render({0: "x"}, "fr")


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ('msgid "a', 1, "a string is not closed"),
        ('msgid "a"\nmsgstr "b"\nmsgid "c"\n', 3, "an entry has no msgstr"),
        ('msgid "a"\nmsgid "b"\nmsgstr ""', 2, "msgid stands twice"),
        ('"lost"\n', 1, "a string stands where a keyword"),
        ('msgstr "b"\n', 1, "msgstr stands without msgid"),
        ("hello\n", 1, "'hello' is neither a keyword"),
        ('msgid "a"\nmsgstr\n\n', 2, "msgstr has no string"),
        ('msgid "a"\nmsgid_plural "b"\nmsgstr ""\n', 3, "has no index"),
        ('msgid "a"\nmsgid_plural "b"\nmsgstr[1] ""\n', 3, "msgstr[1] stands where msgstr[0] is due"),
        ('msgid "a"\nmsgstr[0] ""\n', 2, "there is no msgid_plural"),
        ('msgid "a"\nmsgstr ""\nmsgstr ""\n', 3, "msgstr stands twice"),
        ('\nmsgid "a\\q"\nmsgstr ""\n', 2, "\\q is no escape"),
        ('msgctxt "a"\n', 1, "stands without msgid"),
        ('msgid "\\377"\nmsgstr ""', 1, "is no character in utf-8"),
    ],
)
def test_what_is_malformed_is_refused_with_its_line(text, line, said):
    with pytest.raises(DocumentError, match=re.escape(said)) as caught:
        read(text)
    assert str(caught.value).startswith(f"messages.po:{line}: is no well-formed PO file")


_QUOTED = st.text('ab é\\"\n\t%<>&{}', max_size=12)


def quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t") + '"'


@settings(max_examples=100)
@given(
    st.lists(st.tuples(st.none() | _QUOTED, _QUOTED.filter(bool), st.none() | _QUOTED, st.booleans()), max_size=5),
    st.sampled_from(["\n", "\r\n"]),
    _QUOTED,
)
def test_any_messages_come_back_and_take_any_text(messages, newline, said):
    lines: list[str] = []
    for context, msgid, plural, fuzzy in messages:
        lines += ["#, fuzzy"] * fuzzy + ["# note", *([f"msgctxt {quoted(context)}"] if context is not None else [])]
        lines += ["msgid " + quoted(msgid[:3]), quoted(msgid[3:])]
        if plural is None:
            lines += ['msgstr ""', ""]
        else:
            lines += ["msgid_plural " + quoted(plural), 'msgstr[0] ""', 'msgstr[1] ""', "#~ msgid", ""]
    data = newline.join(lines).encode()
    document = read(data)
    assert [(unit.context, unit.source, unit.plural) for unit in document.units] == [each[:3] for each in messages]
    assert document.render({}) == data
    written = read(document.render(dict.fromkeys(range(len(messages)), said)))
    assert [unit.key for unit in written.units] == [unit.key for unit in document.units]


# --- placeholders ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "flags", "coded"),
    [
        ("%s of %2$d, %-5.2f%%, %<PRIu64>", ("c-format",), "<x1/> of <x2/>, <x3/><x4/>, <x5/>"),
        ("%(count)d files", ("python-format",), "<x1/> files"),
        ("{name!r:>{width}} and {{x}} {}", ("python-brace-format",), "<x1/> and <x2/>x<x3/> <x4/>"),
        ("%1 of %n", ("qt-format",), "<x1/> of <x2/>"),
        ("100% done, %s and %(n)d of {name} or {0} {}", (), "100% done, <x1/> and <x2/> of <x3/> or <x4/> <x5/>"),
        ("100% sure %s", ("no-c-format",), "100% sure %s"),
        ("<b>Bold</b> <br/> <a href='x'>y</a>", (), "<g1>Bold</g1> <x1/> <g2>y</g2>"),
        ("a literal <g1> here", (), "a literal <x1/> here"),
        ("1 < 2 and &lt;g1> {not closed", (), "1 < 2 and &amp;lt;g1> {not closed"),
        ("_File &Edit", (), "_File &Edit"),
    ],
)
def test_placeholders_are_hidden_and_shown(text, flags, coded):
    hidden, codes = placeholders.hide(text, flags)
    assert hidden == coded
    assert placeholders.show(hidden, codes) == text


@settings(max_examples=200)
@given(
    st.lists(
        st.sampled_from(
            ["%s", "%", "d", "%(n)d", "{", "}", "{a}", "<b>", "</b>", "<g1>", "<x1/>", "&lt;g1>", "\ufffc", " "]
        )
    ).map("".join),
    st.lists(st.sampled_from(["c-format", "python-format", "python-brace-format", "no-c-format", "wrap"]), max_size=2),
)
def test_show_undoes_hide(text, flags):
    hidden, codes = placeholders.hide(text, flags)
    assert inline.verify(hidden, hidden) == ()
    assert placeholders.show(hidden, codes) == text
