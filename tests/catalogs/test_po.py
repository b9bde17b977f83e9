"""Reading and writing PO: what GNU gettext says, we say; what nobody changed stays as it was."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pinglot.catalogs import po
from pinglot.catalogs.po import Entry, Header, PoFile
from pinglot.errors import CatalogError

HEAD = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
HEAD += '"Plural-Forms: nplurals=2; plural=n != 1;\\n"\n\n'

# gettext's own limits: no NUL, and control characters other than those with an escape make its lexer stumble.
CHARACTERS = st.characters(
    exclude_categories=["Cs", "Cc"], include_characters='\n\t\\"\a\b\f\v', exclude_characters="\ufeff"
)
TEXT = st.text(CHARACTERS, max_size=40)
FILLED = st.text(CHARACTERS, min_size=1, max_size=40)
LINE = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufeff"), max_size=30)
# Blanks at the end are dropped by gettext, and a backslash there joins the line with the next.
SPOKEN = LINE.map(lambda text: (" " + text.strip()).rstrip().rstrip("\\").rstrip())


@st.composite
def entries(draw):
    plural = draw(st.none() | FILLED)
    fuzzy = draw(st.booleans())
    was = st.none() | TEXT
    entry = Entry(
        msgid=draw(FILLED),
        context=draw(st.none() | TEXT),
        plural=plural,
        msgstr=[draw(TEXT) for _ in range(1 if plural is None else 2)],
        comments=draw(st.lists(SPOKEN, max_size=2)),
        extracted=draw(st.lists(SPOKEN.filter(str.strip), max_size=2)),
        references=draw(
            st.lists(st.sampled_from(["a.md:1", "dir/b.md:23", "\u2068c d.md\u2069:4"]), max_size=2, unique=True)
        ),
        flags=draw(st.sampled_from([[], ["no-wrap"], ["python-format"]])),
        fuzzy=fuzzy,
        obsolete=draw(st.booleans()),
    )
    if entry.obsolete:
        entry.msgstr[0] += "."  # msgcat drops an obsolete entry that says nothing
    if not entry.msgstr[0]:
        entry.fuzzy = fuzzy = False  # and it drops the mark of an entry that says nothing
    if fuzzy and draw(st.booleans()):
        entry.previous_context, entry.previous_msgid, entry.previous_plural = draw(was), draw(TEXT), draw(was)
    return entry


@st.composite
def catalogs(draw):
    found = draw(st.lists(entries(), min_size=1, max_size=6, unique_by=lambda entry: entry.key))
    found[0].obsolete = False  # msgcat writes no file where nothing is live
    header = Entry("", comments=draw(st.lists(SPOKEN, max_size=2)))
    Header(header).set("Content-Type", "text/plain; charset=UTF-8")
    Header(header).set("Plural-Forms", "nplurals=2; plural=(n != 1);")
    return PoFile([header, *sorted(found, key=lambda entry: entry.obsolete)])


def contents(file):
    return [entry.content() for entry in file.entries]


@given(catalogs())
def test_write_then_read_is_identity(file):
    data = po.render(file)
    again = po.parse(data)
    assert contents(again) == contents(file)
    assert po.render(again) == data
    again.entries = [replace(entry, _raw="") for entry in again.entries]
    assert po.render(again) == data


def as_if_read(file):
    """Writes the file and settles it; asserts that reading it would have brought the same, and the same lines."""
    data = po.render(file)
    po.settle(file, data)
    again = po.parse(data)
    assert contents(file) == contents(again)
    assert [entry.line for entry in file.entries] == [entry.line for entry in again.entries]
    assert file.tail == again.tail
    for entry, other in zip(file.entries, again.entries, strict=True):
        assert entry.text() == other.text()
    assert po.render(file) == data


@given(catalogs(), st.sampled_from(["\n", "\r\n"]))
def test_what_was_written_stands_as_if_it_had_been_read(file, newline):
    file.newline = newline
    as_if_read(file)
    file.messages[0].msgstr[0] += "!"
    file.messages[0].comments = [" ends in a backslash\\", " holds\na line end"]
    as_if_read(file)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(file=catalogs())
def test_gettext_reads_what_we_write_and_we_read_what_gettext_writes(file, gettext, tmp_path):
    ours, theirs, back = tmp_path / "ours.po", tmp_path / "theirs.po", tmp_path / "back.po"
    ours.write_bytes(po.render(file))
    gettext("msgcat", "-o", theirs, ours)
    read = po.parse(theirs.read_bytes())
    assert contents(read) == contents(file)
    read.entries = [replace(entry, _raw="") for entry in read.entries]
    back.write_bytes(po.render(read))
    assert gettext("msgcat", back).stdout == theirs.read_bytes()


def test_only_what_changed_is_written_anew():
    wrapped = (
        HEAD + '#,fuzzy, c-format\n#:a.md:1\n#:b.md:2\nmsgid ""\n"one "\n"two"\nmsgstr    "uno"\n\n'
        'msgid "x"\nmsgstr "equis"\n'
    )
    file = po.parse(wrapped.encode())
    assert po.render(file) == wrapped.encode()
    file.messages[1].msgstr = ["ekis"]
    assert po.render(file) == wrapped.replace("equis", "ekis").encode()
    file.messages[0].fuzzy = False
    assert b'#: a.md:1 b.md:2\n#, c-format\nmsgid "one two"\nmsgstr "uno"\n' in po.render(file)


# What polib 1.2.0 gets wrong, and why it does not read catalogs here.
POLIB_TRAPS = {
    "a flag without a blank": ('#,fuzzy\nmsgid "a"\nmsgstr "b"\n', Entry("a", ["b"], fuzzy=True)),
    "a reference without a blank": ('#:a.c:1\nmsgid "a"\nmsgstr "b"\n', Entry("a", ["b"], references=["a.c:1"])),
    "a comment without a blank": ('#x\nmsgid "a"\nmsgstr "b"\n', Entry("a", ["b"], comments=["x"])),
    "two strings on a line": ('msgid "a" "c"\nmsgstr"b"\n', Entry("ac", ["b"])),
    "the string on the next line": ('msgid\n"a"\nmsgstr\n"b"\n', Entry("a", ["b"])),
    "an octal escape": ('msgid "a"\nmsgstr "\\303\\251\\101"\n', Entry("a", ["éA"])),
    "the bell": ('msgid "a"\nmsgstr "\\a"\n', Entry("a", ["\a"])),
    "a backslash before the last quote": ('msgid "a\\\\"\nmsgstr "\\\\\\""\n', Entry("a\\", ['\\"'])),
    "a name with a blank": (
        '#: \u2068a b.md\u2069:1 c.md:2\nmsgid "a"\nmsgstr "b"\n',
        Entry("a", ["b"], references=["\u2068a b.md\u2069:1", "c.md:2"]),
    ),
    "the previous message of an obsolete one": (
        '#, fuzzy\n#~| msgid "o"\n#~ msgid "a"\n#~ msgstr "b"\n',
        Entry("a", ["b"], fuzzy=True, previous_msgid="o", obsolete=True),
    ),
    "comments of an obsolete one": (
        '# t\n#. e\n#: r:1\n#~ msgid "a"\n#~ msgstr "b"\n',
        Entry("a", ["b"], comments=[" t"], extracted=[" e"], references=["r:1"], obsolete=True),
    ),
    "a tab for a blank": ('#~\tmsgid "a"\n#~\tmsgstr "b"\n', Entry("a", ["b"], obsolete=True)),
    "an empty context": ('msgctxt ""\nmsgid ""\nmsgstr "b"\n', Entry("", ["b"], context="")),
    "a line separator in a text": ('msgid "a\u2028b\x85c"\nmsgstr "b"\n', Entry("a\u2028b\x85c", ["b"])),
}


@pytest.mark.parametrize(("text", "wanted"), POLIB_TRAPS.values(), ids=POLIB_TRAPS)
def test_what_polib_gets_wrong(text, wanted, gettext, tmp_path):
    data = (HEAD + text).encode()
    (tmp_path / "a.po").write_bytes(data)
    gettext("msgcat", tmp_path / "a.po")  # it is a PO file
    file = po.parse(data)
    assert [replace(entry, _raw="") for entry in file.messages] == [wanted]
    written = po.render(PoFile([file.entries[0], wanted]))
    assert po.parse(written).messages == [wanted]


def test_more_than_nine_plural_forms_keep_their_order():
    forms = [f"form {index}" for index in range(12)]
    text = "".join(f'msgstr[{index}] "{form}"\n' for index, form in enumerate(forms))
    (entry,) = po.parse((HEAD + 'msgid "a"\nmsgid_plural "b"\n' + text).encode()).messages
    assert entry.msgstr == forms


def test_a_path_is_a_path_and_content_is_content(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "trap").write_text(HEAD)
    with pytest.raises(CatalogError, match=r"^trap:1: has the unknown keyword 'trap'"):
        po.parse(b"trap", "trap")


def test_header_fields_keep_order_unknown_fields_and_values_with_colons():
    file = po.parse(
        b'msgid ""\nmsgstr ""\n"X-Mine: a: b\\n"\n"Language: es\\n"\n"broken line\\n"\n"Content-Type: x\\n"\n'
    )
    file.header.set("Language", "fr")
    file.header.set("X-New", "1")
    file.header.set("PO-Revision-Date", "now")
    assert file.header.entry.msgstr[0].split("\n") == [
        "PO-Revision-Date: now", "X-Mine: a: b", "Language: fr", "broken line", "Content-Type: x", "X-New: 1", "",
    ]  # fmt: skip
    assert file.header.get("X-Mine") == "a: b"
    assert file.header.get("Missing") is None


def test_line_ends_of_windows_and_a_byte_order_mark():
    text = (HEAD + '# one\nmsgid "a\\n"\nmsgstr "b\\n"\n').replace("\n", "\r\n")
    file = po.parse(b"\xef\xbb\xbf" + text.encode())
    assert (file.messages[0].msgid, file.messages[0].msgstr) == ("a\n", ["b\n"])
    assert file.messages[0].comments == [" one"]
    assert po.render(file) == text.encode()


@pytest.mark.parametrize("charset", ["ISO-8859-1", "windows-1252", "KOI8-R", "SHIFT_JIS", "GBK", "BIG5", "EUC-JP"])
def test_other_encodings_are_read_by_the_header(charset):
    said = {"KOI8-R": "привет", "SHIFT_JIS": "表示ソ", "GBK": "誠", "BIG5": "功能", "EUC-JP": "表示"}.get(
        charset, "año"
    )
    data = (HEAD.replace("UTF-8", charset) + f'msgid "a"\nmsgstr "{said}"\n').encode(charset)
    file = po.parse(data)
    assert file.messages[0].msgstr == [said]
    assert said.encode() in po.render(file)


def test_escaped_bytes_of_another_encoding_are_written_as_characters():
    file = po.parse((HEAD.replace("UTF-8", "ISO-8859-1") + 'msgid "a"\nmsgstr "a\\361o"\n').encode())
    assert file.messages[0].msgstr == ["año"]
    assert 'msgstr "año"'.encode() in po.render(file)


@pytest.mark.parametrize("charset", ["x-none", "UTF-16", "rot13", "unicode_escape", "UTF-7", "hex"])
def test_an_encoding_that_cannot_be_is_refused(charset):
    with pytest.raises(CatalogError, match=rf":3: names the charset '{charset}'"):
        po.parse(HEAD.replace("UTF-8", charset).encode(), "x.po")


@pytest.mark.parametrize("text", ["a\0b", "\ud800"])
def test_what_no_catalog_can_hold_is_refused(text):
    with pytest.raises(CatalogError, match="cannot hold"):
        po.render(PoFile([Entry(text)], path="x.po"))


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_bytes_are_read_or_refused(data):
    try:
        file = po.parse(HEAD.encode() + data, "x.po")
    except CatalogError as error:
        assert error.line > 0
    else:
        po.render(file)


PIECES = [
    "msgid ",
    "msgstr ",
    "msgctxt ",
    "msgid_plural ",
    "msgstr[0] ",
    "msgstr[1] ",
    '"a"',
    '"b\\n"',
    '"',
    "\n",
    "\n",
]
PIECES += ["#", "#~ ", "#| ", "#~| ", "#, fuzzy", "# c", "#. e", "#: r:1", " ", "\\", "[", "0", "é"]


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pieces=st.lists(st.sampled_from(PIECES), max_size=14))
def test_msgcat_and_we_agree_on_what_is_a_catalog(pieces, gettext, tmp_path):
    data = (HEAD + "".join(pieces) + "\n").encode()
    (tmp_path / "a.po").write_bytes(data)
    theirs = gettext("msgcat", tmp_path / "a.po", check=False)
    try:
        file = po.parse(data, "a.po")
    except CatalogError:
        assert theirs.returncode != 0
    else:
        assert theirs.returncode == 0, theirs.stderr.decode()
        assert contents(po.parse(theirs.stdout))[1:] == contents(file)[1:]


@given(pieces=st.lists(st.sampled_from(PIECES), max_size=14), changed=st.integers(0, 3))
def test_what_others_wrote_and_we_changed_stands_as_if_it_had_been_read(pieces, changed):
    try:
        file = po.parse((HEAD + "\n\n".join(pieces) + "\n").encode())
    except CatalogError:
        return
    for entry in file.messages[:changed]:
        entry.fuzzy = not entry.fuzzy
    as_if_read(file)


INDENTABLE = [*PIECES, "\n", "\n\n", 'msgid "x"\nmsgstr "y"\n\n', '#. e\n#: a:1 b:2\nmsgid "u"\nmsgstr "v"\n"w"\n\n']


@given(pieces=st.lists(st.sampled_from(INDENTABLE), max_size=14))
def test_lines_say_the_same_when_they_are_indented(pieces):
    """Entries in the usual form are read in a way of their own; a blank before each line leads around it."""
    text = "".join(pieces)
    results: list[object] = []
    for data in (text, re.sub(r"(?m)^(?=.)", " ", text)):
        try:
            file = po.parse(data.encode())
            results.append([(entry.content(), entry.line) for entry in file.entries])
        except CatalogError as refused:
            results.append(str(refused))
    assert results[0] == results[1]
