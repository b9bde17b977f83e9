"""PO and POT as sources: a unit a message, and the msgstr lines spliced.

The format is that of the GNU gettext manual, section "The Format of PO Files". A unit's source is the msgid as it is,
with its placeholders: :mod:`pinglot.documents.placeholders` hides them for an engine.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pinglot import locales
from pinglot.documents.reading import Decoded, Edit, Options, decode, splice
from pinglot.errors import DocumentError
from pinglot.model import Unit

__all__ = ["PoDocument", "parse"]

_LINE = re.compile(r"[^\r\n]*+(?:\r\n|[\r\n]|$)")
_KEYWORD = re.compile(r"(?P<word>msgctxt|msgid_plural|msgid|msgstr|domain)(?:[ \t]*\[[ \t]*(?P<index>[0-9]+)[ \t]*\])?")
_STRING = re.compile(r'"(?P<body>(?:[^"\\\r\n]++|\\[^\r\n])*+)"')
_BLANKS = re.compile(r"[ \t\f\v]*+")
_BYTE = r"\\(?:[0-7]{1,3}|x[0-9A-Fa-f]{1,2})"
_ESCAPE = re.compile(rf"(?P<bytes>(?:{_BYTE})+)|\\(?P<letter>.)", re.DOTALL)
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "f": "\f", "v": "\v", '"': '"', "\\": "\\"}
_SPELT = {char: "\\" + letter for letter, char in _ESCAPES.items()}
_CHARSET = re.compile(rb'"Content-Type:[^"\r\n]*charset=([A-Za-z0-9._:+-]+)', re.IGNORECASE)


@dataclass(slots=True)
class _Field:
    """``msgid`` and its like: where the keyword and its strings stand, and what they say."""

    word: str
    index: int | None
    line: int
    keyword: int
    start: int = -1
    end: int = -1
    text: str = ""


@dataclass(slots=True)
class _Message:
    """An entry of the file.

    ``flags`` are pairs of a flag and its place, ``newline`` is how the file ends lines there.
    """

    line: int = 0
    fields: list[_Field] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    flag_lines: list[tuple[int, int]] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)

    def get(self, word: str) -> _Field | None:
        return next((each for each in self.fields if each.word == word), None)

    @property
    def forms(self) -> list[_Field]:
        return [each for each in self.fields if each.word == "msgstr"]

    @property
    def msgid(self) -> str:
        found = self.get("msgid")
        assert found is not None  # _finished has seen to it
        return found.text

    @property
    def is_header(self) -> bool:
        return not self.msgid and self.get("msgctxt") is None


@dataclass(frozen=True)
class PoDocument:
    """A PO or POT file as a document; satisfies :class:`pinglot.model.Document`. Made by :func:`parse`."""

    path: str
    decoded: Decoded
    messages: tuple[_Message, ...]
    header: _Message | None
    type: str = "po"
    units: Sequence[Unit] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "units", tuple(_unit(message) for message in self.messages))

    @property
    def encoding(self) -> str:
        """See :class:`pinglot.model.Document`."""
        return self.decoded.encoding

    def render(self, translations: Mapping[int, str | Sequence[str]], locale: str = "") -> bytes:
        """The file with the msgstr of each translated message written, and nothing else changed.

        A written message loses its flag ``fuzzy``. As ``msgfmt -c`` asks, its msgstr begins and ends with a line break
        where the msgid does. With a locale, the header says ``Language``, ``Plural-Forms`` (where the file has plural
        messages and was in another language) and a charset in place of the template's ``CHARSET``.

        Args:
            translations: index in ``units`` → the text, or the plural forms in order. One text for a plural message
                stands in each form that the file has.
                More forms than the header promises are left out; for missing ones the last stands.
            locale: BCP 47 tag.

        Raises:
            DocumentError: the file's charset does not have a character of a translation.
        """
        edits: list[Edit] = []
        count = self._form_count(locale)
        for index, message in enumerate(self.messages):
            said = translations.get(index)
            forms = [said] * len(message.forms) if isinstance(said, str) else list(said or ())
            if any(form.strip() for form in forms):
                edits += self._written(message, forms, count)
                edits += self._unfuzzied(message)
        if edits and locale and self.header is not None:
            edits += self._header_edits(self.header, locale)
            edits += self._unfuzzied(self.header)
        return self.decoded.encode(splice(self.decoded.text, edits))

    def _form_count(self, locale: str) -> int:
        """How many plural forms the written header promises, 0 where it says nothing."""
        lines = self._header_lines(self.header, locale) if self.header else []
        match = re.search(r"nplurals\s*=\s*([0-9]+)", _header_value(lines, "Plural-Forms") or "")
        return int(match[1]) if match else 0

    def _written(self, message: _Message, forms: list[str], count: int) -> list[Edit]:
        old = message.forms
        if forms == [each.text for each in old]:
            return []
        newline = self._newline(message)
        plural = message.get("msgid_plural")
        if plural is None:
            text = _framed(forms[0], message.msgid)
            return [Edit(old[0].start, old[0].end, _quoted(text, newline))]
        texts = [_framed(form, message.msgid) for form in forms]
        if count:
            texts = texts[:count] + texts[-1:] * (count - len(texts))
        lines = [f"msgstr[{index}] {_quoted(text, newline)}" for index, text in enumerate(texts)]
        return [Edit(old[0].keyword, old[-1].end, newline.join(lines))]

    def _unfuzzied(self, message: _Message) -> list[Edit]:
        if "fuzzy" not in message.flags:
            return []
        edits = []
        for start, end in message.flag_lines:
            raw = self.decoded.text[start:end]
            flags = [flag.strip() for flag in raw.rstrip("\r\n")[2:].split(",")]
            if "fuzzy" in flags:
                kept = [flag for flag in flags if flag != "fuzzy"]
                ending = raw[len(raw.rstrip("\r\n")) :]
                edits.append(Edit(start, end, f"#, {', '.join(kept)}{ending}" if kept else ""))
        return edits

    def _header_edits(self, header: _Message, locale: str) -> list[Edit]:
        said = header.forms[0]
        text = "\n".join(self._header_lines(header, locale))
        return [] if text == said.text else [Edit(said.start, said.end, _quoted(text, self._newline(header)))]

    def _header_lines(self, header: _Message, locale: str) -> list[str]:
        lines = header.forms[0].text.split("\n")
        if not locale:
            return lines
        name = locales.gettext_name(locale)
        before = _header_value(lines, "Language")
        plural = any(message.get("msgid_plural") for message in self.messages)
        wanted = {"Language": name}
        rule = _header_value(lines, "Plural-Forms")
        usable = before == name and rule is not None and re.search(r"nplurals\s*=\s*[0-9]", rule)
        if not usable and (plural or rule is not None):
            wanted["Plural-Forms"] = locales.plural_forms(locale)
        charset = re.search(r"charset=(\S+)", _header_value(lines, "Content-Type") or "")
        if charset and charset[1].lower() in _TEMPLATE_CHARSETS:
            wanted["Content-Type"] = "text/plain; charset=UTF-8"
        for key, value in wanted.items():
            lines = _with_header(lines, key, value)
        return lines

    def _newline(self, message: _Message) -> str:
        match = re.compile(r"\r\n|[\r\n]").search(self.decoded.text, message.fields[0].keyword)
        return match.group() if match else "\n"


# What a template has for a charset; it is ASCII then, and a translation may be in UTF-8.
_TEMPLATE_CHARSETS = ("charset", "ascii", "us-ascii")


def parse(data: bytes, path: str, options: Options) -> PoDocument:
    """Reads a PO or POT file.

    Units are the messages in order, without the header and obsolete ones. A unit has the msgid verbatim, the msgctxt,
    the plural, the flags, the comments (``#.`` and ``#``) as notes, and the line of its msgid.

    Raises:
        DocumentError: the file is not in the charset of its header, or no PO file; it names the line.
    """
    match = _CHARSET.search(data)
    charset = match[1].decode("ascii").lower() if match else ""
    if charset in _TEMPLATE_CHARSETS:
        charset = ""
    elif charset in ("iso-8859-1", "latin1"):
        charset = "iso8859_1"  # gettext means it so, where browsers would read Windows-1252
    decoded = decode(data, path, declared=charset)
    messages = list(_messages(decoded))
    header = next((message for message in messages if message.is_header), None)
    return PoDocument(path, decoded, tuple(message for message in messages if message.msgid), header)


def _unit(message: _Message) -> Unit:
    context, plural = message.get("msgctxt"), message.get("msgid_plural")
    return Unit(
        message.msgid,
        context=None if context is None else context.text,
        notes=tuple(message.notes),
        kind="message",
        line=message.line,
        plural=None if plural is None else plural.text,
        flags=tuple(flag for flag in message.flags if flag != "fuzzy"),
    )


# --- reading --------------------------------------------------------------------------------------------------


def _messages(decoded: Decoded) -> Iterator[_Message]:
    text, path = decoded.text, decoded.path
    message = _Message()
    number = 0
    for match in _LINE.finditer(text):
        number += 1
        line = match.group()
        content = line.strip()
        if not content:
            continue
        if content.startswith("#"):
            if message.forms:
                yield _finished(message, path)
                message = _Message()
            if content.startswith("#~"):
                message = message if message.fields else _Message()  # the comments were those of an obsolete entry
                continue
            _comment(message, content, match.start() + line.index("#"), match.end())
            continue
        position, end = match.start(), match.start() + len(line.rstrip())
        while True:
            blanks = _BLANKS.match(text, position, end)
            position = blanks.end() if blanks else position
            if position >= end:
                break
            keyword = _KEYWORD.match(text, position, end)
            if keyword:
                if _begins_message(message, keyword["word"]):
                    yield _finished(message, path)
                    message = _Message()
                _keyword(message, keyword, number, path)
                position = keyword.end()
                continue
            string = _STRING.match(text, position, end)
            _refuse(string is None and text[position] == '"', "a string is not closed with a quote", path, number)
            _refuse(
                string is None, f"{text[position:end]!r} is neither a keyword, a string nor a comment", path, number
            )
            _refuse(not message.fields, "a string stands where a keyword (msgid, msgstr, …) is expected", path, number)
            assert string is not None
            last = message.fields[-1]
            last.start = string.start() if last.start < 0 else last.start
            last.end = position = string.end()
            last.text += _unescaped(string["body"], decoded.encoding, decoded.path, number)
    if any(each.word != "domain" for each in message.fields):
        yield _finished(message, path)


def _refuse(wrong: bool, reason: str, path: str, line: int) -> None:
    if wrong:
        raise DocumentError(f"is no well-formed PO file: {reason}; see what msgfmt -c says", path, line)


def _begins_message(message: _Message, word: str) -> bool:
    return bool(message.forms) and word in ("msgctxt", "msgid", "domain")


def _comment(message: _Message, content: str, start: int, end: int) -> None:
    kind = content[1:2]
    if kind == ",":
        message.flag_lines.append((start, end))
        message.flags += [flag for flag in (each.strip() for each in content[2:].split(",")) if flag]
    elif kind == "." or (kind in ("", " ", "\t") and not content[1:].lstrip().startswith("pinglot:")):
        note = content[2:].strip()
        if note:
            message.notes.append(note)


def _keyword(message: _Message, match: re.Match[str], line: int, path: str) -> None:
    word = match["word"]
    index = int(match["index"]) if match["index"] is not None else None
    _refuse(index is not None and word != "msgstr", f"{word} takes no index", path, line)
    if word == "domain":
        message.fields.append(_Field(word, None, line, match.start()))
        return
    have = [each.word for each in message.fields]
    plural = "msgid_plural" in have
    _refuse(word == "msgctxt" and "msgid" in have, "msgctxt stands after msgid", path, line)
    _refuse(word in have and word != "msgstr", f"{word} stands twice in one entry", path, line)
    _refuse(word == "msgid_plural" and "msgid" not in have, "msgid_plural stands without msgid", path, line)
    _refuse(word == "msgid_plural" and "msgstr" in have, "msgid_plural stands after msgstr", path, line)
    if word == "msgstr":
        count = have.count("msgstr")
        _refuse("msgid" not in have, "msgstr stands without msgid", path, line)
        _refuse(plural and index is None, "msgstr of a plural message has no index, as msgstr[0]", path, line)
        _refuse(not plural and index is not None, "msgstr has an index, but there is no msgid_plural", path, line)
        _refuse(
            index is not None and index != count, f"msgstr[{index}] stands where msgstr[{count}] is due", path, line
        )
        _refuse(index is None and count > 0, "msgstr stands twice in one entry", path, line)
    if word == "msgid":
        message.line = line
    message.fields.append(_Field(word, index, line, match.start()))


def _finished(message: _Message, path: str) -> _Message:
    if message.fields[0].word == "domain":
        del message.fields[0]
    last = message.fields[-1] if message.fields else None
    for each in message.fields:
        _refuse(each.start < 0, f"{each.word} has no string", path, each.line)
    if last is not None:
        _refuse(message.get("msgid") is None, f"{last.word} stands without msgid", path, last.line)
        _refuse(not message.forms, "an entry has no msgstr", path, last.line)
    return message


def _unescaped(body: str, encoding: str, path: str, line: int) -> str:
    def said(match: re.Match[str]) -> str:
        if match["bytes"]:
            numbers = [int(code[1:], 16) if code[0] == "x" else int(code, 8) for code in match["bytes"].split("\\")[1:]]
            try:
                return bytes(numbers).decode(encoding)
            except ValueError:  # more than a byte, or no character of the charset
                _refuse(True, f"{match['bytes']} is no character in {encoding}", path, line)
        letter = match["letter"]
        _refuse(letter not in _ESCAPES, f"\\{letter} is no escape that gettext knows", path, line)
        return _ESCAPES[letter]

    return _ESCAPE.sub(said, body) if "\\" in body else body


# --- writing --------------------------------------------------------------------------------------------------


def _quoted(text: str, newline: str) -> str:
    """A string as msgmerge writes it without wrapping: one line, or ``""`` and a line for each line of the text."""
    lines = re.findall(r"[^\n]*\n|[^\n]+", text)
    quoted = ['"' + "".join(_SPELT.get(char, char) for char in line) + '"' for line in lines]
    if len(quoted) < 2:
        return quoted[0] if quoted else '""'
    return newline.join(['""', *quoted])


def _framed(text: str, msgid: str) -> str:
    """A translation that begins and ends with a line break where the msgid does."""
    if not msgid.startswith("\n"):
        text = text.lstrip("\n")
    elif not text.startswith("\n"):
        text = "\n" + text
    if not msgid.endswith("\n"):
        return text.rstrip("\n")
    return text if text.endswith("\n") else text + "\n"


def _header_value(lines: Sequence[str], key: str) -> str | None:
    for line in lines:
        name, colon, value = line.partition(":")
        if colon and name.strip().lower() == key.lower():
            return value.strip()
    return None


def _with_header(lines: list[str], key: str, value: str) -> list[str]:
    if _header_value(lines, key) is None:
        while lines and not lines[-1]:
            lines = lines[:-1]
        return [*lines, f"{key}: {value}", ""]
    return [f"{key}: {value}" if line.partition(":")[0].strip().lower() == key.lower() else line for line in lines]
