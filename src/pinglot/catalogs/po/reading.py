"""A PO file's bytes as entries, by the grammar of the GNU gettext manual, or refused with the line."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from pathlib import Path

from pinglot.catalogs.po.entry import Entry
from pinglot.catalogs.po.file import PoFile
from pinglot.errors import CatalogError

__all__ = ["parse"]

_STRING = r'"((?:[^"\\]|\\.)*)"'
_SIMPLE = re.compile(rf"(?:(msgid_plural|msgid|msgctxt|msgstr)(?:\[([0-9]+)\])?)?[ \t]*{_STRING}\s*", re.ASCII)
_TOKEN = re.compile(rf"\s+|{_STRING}|([A-Za-z_][A-Za-z0-9_]*)|([0-9]+)|([\[\]])|(#.*)", re.ASCII)
_ESCAPE = re.compile(r'\\(?:([abfnrtv"\\])|([0-7]{1,3})|x([0-9A-Fa-f]+)|(.?))', re.DOTALL)
_UNESCAPED = {
    "a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", '"': '"', "\\": "\\",
}  # fmt: skip
_CHARSET = re.compile(rb"Content-Type:[^\\]*?charset=([^\s\\\"]+)")
_REFERENCE = re.compile("\u2068[^\u2069\n]*\u2069\\S*|\\S+")
# An entry as nearly all are written: comments, msgctxt, msgid, msgstr, each at the beginning of its line.
_LINES = r'("[^"\\\n]*(?:\\.[^"\\\n]*)*"(?:\n"[^"\\\n]*(?:\\.[^"\\\n]*)*")*)'
_USUAL = re.compile(rf"((?:#(?![~|])[^\n]*\n)*)(?:msgctxt {_LINES}\n)?msgid {_LINES}\nmsgstr {_LINES}\n?")
_BEGINNING = re.compile(r"#(?![~|])|(?:#[~|] )?msg(?:id|ctxt) ")
_USUAL_ESCAPE = re.compile(r"\\(.)")
_ASCII = "".join(map(chr, range(32, 127))).replace("\\", "") + r"\n"  # no charset may change these


def parse(data: bytes, path: str | Path = "") -> PoFile:
    """Reads a PO or POT file.

    Args:
        data: the file's bytes, in the encoding its header names; a UTF-8 byte order mark is dropped.
        path: for messages.

    Raises:
        CatalogError: the bytes are no PO file, by gettext's grammar; the message has file and line.
    """
    charset = _charset(data, path)
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        text = data.decode(charset)
    except UnicodeDecodeError as trouble:
        line = data.count(b"\n", 0, trouble.start) + 1
        raise CatalogError(
            f"is not {charset}, as its header says, from byte {data[trouble.start]:#04x} on; "
            "correct the text or the header's charset",
            path,
            line,
        ) from None
    if "\0" in text:
        raise CatalogError("holds a NUL character; remove it", path, text.count("\n", 0, text.index("\0")) + 1)
    file = PoFile(charset=charset, path=str(path), newline="\r\n" if text.partition("\n")[0].endswith("\r") else "\n")
    _Reader(file, charset).read(text)
    return file


def _charset(data: bytes, path: str | Path) -> str:
    match = _CHARSET.search(data)
    name = match.group(1).decode("latin-1") if match else "UTF-8"
    if name == "CHARSET":  # what a template has before anybody fills it in
        return "UTF-8"
    try:
        known = _ASCII.encode("ascii").decode(name) == _ASCII
    except (LookupError, UnicodeError, ValueError):
        known = False
    if known:
        return name
    line = data.count(b"\n", 0, match.start(1)) + 1 if match else 0
    raise CatalogError(f"names the charset '{name}', which cannot be read; convert the file to UTF-8", path, line)


# What may stand before each keyword of one message; "" is its beginning.
_FOLLOWS = {
    "msgctxt": {""},
    "msgid": {"", "msgctxt"},
    "msgid_plural": {"msgid"},
    "msgstr": {"msgid"},
    "msgstr[]": {"msgid_plural", "msgstr[]"},
}
_PREVIOUS_FOLLOWS = {"msgctxt": {""}, "msgid": {"", "msgctxt"}, "msgid_plural": {"msgid"}}


class _Reader:
    """Takes lines, builds entries; one is whole when the next begins."""

    def __init__(self, file: PoFile, charset: str) -> None:
        self.file = file
        self.charset = charset
        self.seen: dict[tuple[str | None, str], int] = {}
        self.number = 0
        self.trailing = ""  # a comment that follows a string on its line
        self.begin()

    def begin(self) -> None:
        self.entry = Entry("")
        self.raw: list[str] = []
        self.parts: dict[str, list[str]] = {}
        self.forms: list[list[str]] = []
        self.state = ""  # the keyword read last
        self.previous: dict[str, list[str]] = {}
        self.previous_state = ""
        self.obsolete: bool | None = None
        self.target: list[str] | None = None  # where a continued string goes
        self.awaited = False  # whether the keyword at hand has had no string yet
        self.recast = False  # whether it must be written anew, because its lines would not say the same again

    def fail(self, reason: str, line: int = 0) -> CatalogError:
        return CatalogError(reason, self.file.path, line or self.number)

    def read(self, text: str) -> None:
        if "\r" in text or "\\\n" in text or text.endswith("\\"):
            self.lines(text, 1)
        else:
            number = 1
            blocks = text.split("\n\n")
            for block, following in zip(blocks, [*blocks[1:], "#"], strict=True):
                # What does not begin an entry belongs to the one before, whatever blank lines there are between.
                if not (_BEGINNING.match(following) and self.usual(block, number)):
                    self.lines(block, number)
                number += block.count("\n") + 2
        self.finish(at_end=True)

    def usual(self, block: str, number: int) -> bool:
        """Reads the lines between two blank ones where they are one entry in the usual form; whether they were.

        This is what :meth:`lines` would make of them, several times as fast.
        """
        if self.awaited or (not self.state.startswith("msgstr") if self.state else self.raw):
            return False
        match = _USUAL.fullmatch(block)
        if match is None:
            return False
        head, *strings = match.groups()
        try:
            context, msgid, msgstr = (None if string is None else _joined(string) for string in strings)
        except KeyError:  # an escape that needs the charset, or is none
            return False
        if self.state:
            self.finish()
        self.number = number + block.count("\n", 0, match.start(3))
        entry = Entry(msgid or "", [msgstr or ""], context, line=self.number)
        self.entry = entry
        for line in head.split("\n")[:-1] if head else ():
            self.comment(line)
        self.put(entry, block.removesuffix("\n"))
        self.entry = Entry("")
        return True

    def lines(self, text: str, first: int) -> None:
        begun: str | None = None  # a line that the backslash at its end joins with the next, as gettext's lexer does
        for self.number, line in enumerate(text.split("\n"), first):
            line = line.removesuffix("\r")
            if line.endswith("\\"):
                begun = (begun or "") + line[:-1]
                continue
            self.whole_line(((begun or "") + line).lstrip(" \t\f\v"), as_written=begun is None)
            begun = None
        self.whole_line((begun or "").lstrip(" \t\f\v"), as_written=False)

    def whole_line(self, body: str, as_written: bool) -> None:
        if not body:
            return
        self.line(body)
        self.raw.append(body)
        self.recast = self.recast or not as_written
        while self.trailing:  # a comment after a string begins the next entry; neither can be kept as it was read
            self.recast = True
            body, self.trailing = self.trailing, ""
            self.line(body)
            self.recast = True

    def line(self, body: str) -> None:
        if body.startswith("#~|"):
            self.previous_lines(body[3:], obsolete=True)
        elif body.startswith("#~"):
            self.message(body[2:], obsolete=True)
        elif body.startswith("#|"):
            self.previous_lines(body[2:], obsolete=False)
        elif body.startswith("#"):
            self.comment(body)
        else:
            self.message(body, obsolete=False)

    def comment(self, line: str) -> None:
        self.finish()
        if self.previous_state:
            raise self.fail("has a comment between '#|' and its msgid; put it before '#|'")
        body = line[2:]
        if line.startswith("#."):
            self.entry.extracted.append(body)
        elif line.startswith("#:"):
            self.entry.references += _REFERENCE.findall(body)
        elif line.startswith("#,"):
            for flag in filter(None, (flag.strip() for flag in body.split(","))):
                if flag == "fuzzy":
                    self.entry.fuzzy = True
                elif flag not in self.entry.flags:
                    self.entry.flags.append(flag)
        else:
            self.entry.comments.append(line[1:])

    def previous_lines(self, body: str, obsolete: bool) -> None:
        for keyword, index, string in self.tokens(body):
            self.finish()
            self.check_obsolete(obsolete)
            if keyword:
                if index is not None or self.previous_state not in _PREVIOUS_FOLLOWS.get(keyword, ()):
                    raise self.fail(f"has '{keyword}' where a previous message cannot have it")
                self.check_string()
                self.previous_state = keyword
                self.target = self.previous.setdefault(keyword, [])
            self.take(string, belongs=bool(self.previous_state))

    def message(self, body: str, obsolete: bool) -> None:
        for keyword, index, string in self.tokens(body):
            if keyword:
                self.keyword(keyword, index)
            self.check_obsolete(obsolete)
            self.take(string, belongs=bool(self.state))

    def take(self, string: str | None, belongs: bool) -> None:
        if self.target is None or not belongs:
            raise self.fail("has a string that belongs to no keyword")
        self.awaited = string is None
        if string is not None:
            self.target.append(string)

    def check_string(self) -> None:
        if self.awaited:
            raise self.fail("has no string after the keyword before")

    def keyword(self, keyword: str, index: int | None) -> None:
        self.check_string()
        if keyword in ("msgctxt", "msgid") and self.state.startswith("msgstr"):
            self.finish()
        if index is not None and keyword != "msgstr":
            raise self.fail(f"has '{keyword}[{index}]'; only msgstr is numbered")
        name = "msgstr[]" if index is not None else keyword
        if name not in _FOLLOWS:
            raise self.fail(f"has the unknown keyword '{keyword}'")
        if name in ("msgid", "msgctxt") and self.entry.line:
            raise self.fail("has no msgstr for this message", self.entry.line)
        if self.state not in _FOLLOWS[name]:
            raise self.fail(self.misplaced(name))
        if name == "msgstr[]":
            if index != len(self.forms):
                raise self.fail(f"has msgstr[{index}] where msgstr[{len(self.forms)}] must stand")
            self.target = []
            self.forms.append(self.target)
        else:
            self.target = self.parts.setdefault(name, [])
        if keyword == "msgid":
            self.entry.line = self.number
        self.state = name

    def misplaced(self, name: str) -> str:
        if name == "msgstr" and self.state == "msgid_plural":
            return "has a msgid_plural and then a msgstr without number; write msgstr[0], msgstr[1], …"
        if name == "msgstr[]" and self.state == "msgid":
            return "has msgstr[…] without a msgid_plural before it"
        return f"has '{name.removesuffix('[]')}' after {self.state.removesuffix('[]') or 'nothing'}"

    def check_obsolete(self, obsolete: bool) -> None:
        if self.obsolete is None:
            self.obsolete = obsolete
        elif self.obsolete != obsolete:
            raise self.fail("mixes lines with and without '#~' in one message")

    def tokens(self, body: str) -> Iterator[tuple[str, int | None, str | None]]:
        """``(keyword or "", index or None, string)`` for each string of a line; None where it is on the next."""
        body = body.strip(" \t\r\f\v")
        simple = _SIMPLE.fullmatch(body)
        if simple:
            keyword, index, string = simple.groups()
            if index is None or keyword == "msgstr":
                yield keyword or "", None if index is None else int(index), self.unescape(string)
                return
        position, keyword, number, brackets = 0, "", None, ""
        while position < len(body):
            match = _TOKEN.match(body, position)
            if match is None:
                raise self.fail(self.stray(body[position:]))
            position = match.end()
            string, word, digits, bracket, self.trailing = match.groups("")
            if match.group(1) is not None:
                if brackets not in ("", "[0]"):
                    raise self.fail("has a plural form's number without its brackets")
                yield keyword, number, self.unescape(string)
                keyword, number, brackets = "", None, ""
            elif word:
                if word not in ("msgid", "msgid_plural", "msgctxt", "msgstr") or keyword or brackets:
                    raise self.fail(f"has the unknown keyword '{word}'")
                keyword = word
            elif digits:
                number, brackets = int(digits), brackets + "0"
            elif bracket:
                brackets += bracket
        if brackets not in ("", "[0]"):
            raise self.fail("has a plural form's number without its brackets")
        if keyword:
            yield keyword, number, None

    def stray(self, rest: str) -> str:
        if rest.startswith('"'):
            return "has a string without closing quote on its line"
        return f"has {rest[:20]!r} outside a string or comment"

    def unescape(self, string: str) -> str:
        if "\\" not in string:
            return string
        coded = []

        def replace(match: re.Match[str]) -> str:
            letter, octal, hexadecimal, _ = match.groups()
            if letter is not None:
                return _UNESCAPED[letter]
            value = int(octal, 8) if octal else int(hexadecimal, 16) if hexadecimal else 256
            if not 0 < value < 256:
                raise self.fail(f"has the invalid escape '{match.group()}'")
            if value < 128:
                return chr(value)
            coded.append(value)
            return chr(0xDC00 + value)  # as the error handler surrogateescape has it

        text = _ESCAPE.sub(replace, string)
        if coded:
            self.recast = True  # in UTF-8 other bytes stand for it
            try:
                text = text.encode(self.charset, "surrogateescape").decode(self.charset)
            except UnicodeError:
                raise self.fail(f"has escapes that are no {self.charset}") from None
        return text

    def finish(self, at_end: bool = False) -> None:
        """Puts the entry at hand away, if its msgstr has been read."""
        if not self.state:
            if at_end:
                if self.previous_state:
                    raise self.fail("ends after '#|' without a message")
                self.file.tail = self.raw
            return
        self.check_string()
        if not self.state.startswith("msgstr"):
            raise self.fail("has no msgstr for this message", self.entry.line)
        entry = self.entry
        entry.msgid = "".join(self.parts["msgid"])
        entry.context = "".join(self.parts["msgctxt"]) if "msgctxt" in self.parts else None
        entry.plural = "".join(self.parts["msgid_plural"]) if "msgid_plural" in self.parts else None
        entry.msgstr = ["".join(form) for form in self.forms] or ["".join(self.parts["msgstr"])]
        joined = {name: "".join(strings) for name, strings in self.previous.items()}
        entry.previous_context = joined.get("msgctxt")
        entry.previous_msgid = joined.get("msgid")
        entry.previous_plural = joined.get("msgid_plural")
        entry.obsolete = bool(self.obsolete)
        self.put(entry, "" if self.recast else "\n".join(self.raw))
        self.begin()

    def put(self, entry: Entry, raw: str) -> None:
        first = self.seen.setdefault(entry.key, entry.line)
        if first != entry.line:
            raise self.fail(f"has the message of line {first} again; keep one of them", entry.line)
        entry._raw = raw
        entry._as_read = entry.content()
        self.file.entries.append(entry)


def _joined(strings: str) -> str:
    """The text of one string, or of several, one a line; KeyError where an escape is not a usual one."""
    text = strings[1:-1].replace('"\n"', "")
    return _USUAL_ESCAPE.sub(lambda match: _UNESCAPED[match[1]], text) if "\\" in text else text
