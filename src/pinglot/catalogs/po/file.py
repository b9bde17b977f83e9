"""A catalog or template in memory: its header and messages, and its bytes."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from pinglot.catalogs.po.entry import Entry
from pinglot.errors import CatalogError

__all__ = ["Header", "PoFile", "render", "settle"]


@dataclass(slots=True)
class PoFile:
    """A catalog or template in memory.

    Attributes:
        entries: the header first, if there is one, then the messages; the obsolete ones usually stand last.
        tail: comment lines after the last entry.
        newline: how its lines end.
        charset: the encoding it was read in; it is always written in UTF-8.
        path: for messages, ``""`` where it was not read from a file.
    """

    entries: list[Entry] = field(default_factory=list)
    tail: list[str] = field(default_factory=list)
    newline: str = "\n"
    charset: str = "UTF-8"
    path: str = ""

    @property
    def header(self) -> Header:
        """The header; one is made where there is none."""
        for entry in self.entries:
            if entry.is_header and not entry.obsolete:
                return Header(entry)
        entry = Entry("")
        self.entries.insert(0, entry)
        return Header(entry)

    @property
    def messages(self) -> list[Entry]:
        """Every entry but the header, obsolete ones included."""
        return [entry for entry in self.entries if not entry.is_header]

    def content(self) -> tuple[object, ...]:
        return (tuple(entry.content() for entry in self.entries), tuple(self.tail))


class Header:
    """The fields of a header entry: ``header["Language"]``; order and unknown lines stay as they are."""

    _ORDER = (
        "Project-Id-Version", "Report-Msgid-Bugs-To", "POT-Creation-Date", "PO-Revision-Date", "Last-Translator",
        "Language-Team", "Language", "MIME-Version", "Content-Type", "Content-Transfer-Encoding", "Plural-Forms",
    )  # fmt: skip

    def __init__(self, entry: Entry) -> None:
        self.entry = entry

    def _lines(self) -> list[str]:
        text = self.entry.msgstr[0]
        return text.removesuffix("\n").split("\n") if text else []

    def get(self, name: str) -> str | None:
        """A field's value, None where the field is missing."""
        return _value(self.entry.msgstr[0], name)

    def set(self, name: str, value: str) -> None:
        """Sets a field where it stands, or puts it where GNU gettext would."""
        lines = self._lines()
        for index, line in enumerate(lines):
            found, colon, _ = line.partition(":")
            if colon and found.strip() == name:
                lines[index] = f"{name}: {value}"
                break
        else:
            before = self._ORDER[: self._ORDER.index(name)] if name in self._ORDER else self._ORDER
            place = 0
            for index, line in enumerate(lines):
                if line.partition(":")[0].strip() in before or name not in self._ORDER:
                    place = index + 1
            lines.insert(place, f"{name}: {value}")
        self.entry.msgstr = ["\n".join(lines) + "\n"]


@lru_cache(maxsize=256)  # a run asks for the rule of plurals at each entry
def _value(header: str, name: str) -> str | None:
    for line in header.split("\n"):
        found, colon, value = line.partition(":")
        if colon and found.strip() == name:
            return value.strip()
    return None


def settle(file: PoFile, data: bytes) -> None:
    """Takes a file as read from what :func:`render` has just made of it: what it says is known, where it stands is not.

    To read it again would say the same and cost as much as all the rest of writing it.
    """
    file.charset = "UTF-8"
    line = 1
    blocks = data.decode("utf-8").replace(file.newline, "\n").removesuffix("\n").split("\n\n") if data else []
    assert len(blocks) == len(file.entries) + bool(file.tail), "no entry has an empty line in it"
    for entry, block in zip(file.entries, blocks[: len(file.entries)], strict=True):
        entry.settle(block, line)
        line += block.count("\n") + 2


def render(file: PoFile) -> bytes:
    """The file's bytes in UTF-8.

    Raises:
        CatalogError: a text holds what a PO file cannot: a NUL or half a surrogate pair.
    """
    blocks = [entry.text() for entry in file.entries]
    if file.tail:
        blocks.append("\n".join(file.tail))
    text = "\n\n".join(blocks) + "\n" if blocks else ""
    if file.newline != "\n":
        text = text.replace("\n", file.newline)
    try:
        data = text.encode("utf-8")
    except UnicodeEncodeError as trouble:
        raise CatalogError(f"cannot hold the character {text[trouble.start]!a}; remove it", file.path) from None
    if b"\0" in data:
        raise CatalogError("cannot hold a NUL character; remove it from the source", file.path)
    return data
