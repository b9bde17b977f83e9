"""A zip of parts: read with caps, and written with some parts replaced and every other byte where it was.

Python's ``zipfile`` reads the directory and inflates; it cannot write an archive that keeps the order, dates, names and
compressed bytes of another, so that is done here, by the records of the format (PKWARE, APPNOTE.TXT, sections 4.3.7,
4.3.12 and 4.3.16).
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

from pinglot.errors import DocumentError

__all__ = ["MAX_PARTS", "Package"]

MAX_PARTS = 10_000
"""Parts in one file. A document of 5,000 pages with a picture on each has about as many."""

_TOTAL = 10
"""How many times the limit of a file's size all its parts may have, inflated."""

_MAX_RATIO = 500
_RATIO_FROM = 4 * 1024 * 1024
"""From this size, in bytes, a part that inflates by more than that is taken for a bomb; documents stay under 200."""

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # [MS-CFB], section 2.2
_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")
_ENCRYPTED, _SIZES_BEHIND = 0x1, 0x8  # flags, section 4.4.4
_ZIP64 = 0x0001
_UNSAFE = re.compile(r"[\x00-\x1f\\]|^/|^[A-Za-z]:|(?:^|/)\.\.(?:/|$)")


@dataclass(frozen=True, slots=True)
class _Entry:
    """A part: its record in the directory, and where it lies; ``end`` is where the next one begins."""

    info: zipfile.ZipInfo
    record: bytes
    start: int
    end: int


class Package:
    """The parts of a file.

    Args:
        data: the file.
        path: for messages.
        max_size: the limit of the file's own size, in bytes, from which that of its parts follows.

    Raises:
        DocumentError: it is no zip, broken, encrypted, or would inflate to more than is read.
    """

    def __init__(self, data: bytes, path: str, max_size: int) -> None:
        self.path = path
        self._data = data
        if data.startswith(_OLE):
            raise self._error("is encrypted or an old .doc; save it as .docx without a password")
        if data.count(b"PK\x01\x02") > MAX_PARTS:
            raise self._error(f"has more than {MAX_PARTS} parts, which no document needs")
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            self._entries = self._read_entries()
        except (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error, OSError) as trouble:
            raise self._error(
                f"is no .docx file, or a broken one ({trouble}); open it in a word processor and save it again"
            ) from None
        self._check(max_size)

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._entries

    @property
    def names(self) -> list[str]:
        """The parts' names, in the order of the directory; they are compared without regard to capitals."""
        return [entry.info.filename for entry in self._entries.values()]

    def read(self, name: str) -> bytes:
        """A part, inflated.

        Raises:
            DocumentError: it is missing or broken.
        """
        entry = self._entries.get(name.lower())
        if entry is None:
            raise self._error(f"lacks its part {name}; open it in a word processor and save it again")
        try:
            return self._zip.read(entry.info)
        except (zipfile.BadZipFile, zlib.error, NotImplementedError, ValueError, OSError, EOFError) as trouble:
            raise self._error(
                f"is broken: its part {name} cannot be inflated ({trouble}); open it in a word processor "
                "and save it again"
            ) from None

    def replaced(self, parts: Mapping[str, bytes]) -> bytes:
        """The file with other contents for some of its parts; without any it is the file itself.

        Order, names, dates, attributes, comments and ways of compression stay, and the bytes of every other part.
        """
        if not parts:
            return self._data
        contents = {name.lower(): content for name, content in parts.items()}
        placed = sorted(self._entries.items(), key=lambda item: item[1].start)
        out = bytearray(self._data[: placed[0][1].start])
        records: dict[str, bytes] = {}
        for name, entry in placed:
            offset = len(out)
            if name in contents:
                packed, crc = _packed(contents[name], entry.info.compress_type)
                sizes = (crc, len(packed), len(contents[name]))
                out += _local(self._data, entry.start, sizes) + packed
                records[name] = _central(entry, offset, sizes, known=True)
            else:
                out += self._data[entry.start : entry.end]
                sizes = (entry.info.CRC, entry.info.compress_size, entry.info.file_size)
                records[name] = _central(entry, offset, sizes, known=False)
        directory = b"".join(records[name] for name in self._entries)
        comment = self._zip.comment
        count = len(records)
        end = _END.pack(b"PK\x05\x06", 0, 0, count, count, len(directory), len(out), len(comment))
        return bytes(out + directory + end + comment)

    def _read_entries(self) -> dict[str, _Entry]:
        infos = self._zip.infolist()
        begin: int = self._zip.start_dir
        records = []
        offset = begin
        for _ in infos:
            size = _CENTRAL.size + sum(_CENTRAL.unpack_from(self._data, offset)[10:13])
            records.append(self._data[offset : offset + size])
            offset += size
        starts = sorted(info.header_offset for info in infos)
        ends = dict(zip(starts, [*starts[1:], begin], strict=True))
        if len(ends) < len(starts):
            raise zipfile.BadZipFile("two of its parts lie in one place")
        entries: dict[str, _Entry] = {}
        for info, record in zip(infos, records, strict=True):
            name = info.orig_filename
            if name.lower() in entries:
                raise zipfile.BadZipFile(f"it has the part {name!r} twice")
            entry = _Entry(info, record, info.header_offset, ends[info.header_offset])
            self._check_place(entry)
            entries[name.lower()] = entry
        return entries

    def _check_place(self, entry: _Entry) -> None:
        """Sees that a part lies where it says, and not over another one."""
        fields = _LOCAL.unpack_from(self._data, entry.start)
        lies = entry.start + _LOCAL.size + fields[9] + fields[10]
        if fields[0] != b"PK\x03\x04" or lies + entry.info.compress_size > entry.end:
            raise zipfile.BadZipFile(f"its part {entry.info.orig_filename!r} overlaps another")

    def _check(self, max_size: int) -> None:
        total = 0
        for entry in self._entries.values():
            info = entry.info
            name, size = info.orig_filename, info.file_size
            if _UNSAFE.search(name):
                raise self._error(f"has a part named {name!r}, which no document has; it is not read")
            if info.flag_bits & _ENCRYPTED:
                raise self._error("is encrypted; save it without a password")
            if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise self._error(
                    f"has the part {name} in a compression that .docx does not have; save it in a word processor"
                )
            if size > _RATIO_FROM and size > _MAX_RATIO * max(info.compress_size, 1):
                raise self._error(
                    f"has the part {name}, which would inflate {size // max(info.compress_size, 1)} times, "
                    "as a zip bomb does; it is not read"
                )
            total += size
        if total > _TOTAL * max_size:
            raise self._error(
                f"would inflate to {total / 1048576:.0f} MB, over the limit of {_TOTAL * max_size / 1048576:.0f} MB; "
                "raise max_file_size in the configuration to read it"
            )

    def _error(self, reason: str) -> DocumentError:
        return DocumentError(reason, self.path)


def _packed(content: bytes, method: int) -> tuple[bytes, int]:
    crc = zlib.crc32(content)
    if method == zipfile.ZIP_STORED:
        return content, crc
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(content) + packer.flush(), crc


def _local(data: bytes, start: int, sizes: tuple[int, int, int]) -> bytes:
    fields = list(_LOCAL.unpack_from(data, start))
    name_at = start + _LOCAL.size
    extra_at = name_at + fields[9]
    name, extra = data[name_at:extra_at], _without_zip64(data[extra_at : extra_at + fields[10]])
    fields[2] &= ~_SIZES_BEHIND
    fields[6:9] = sizes
    fields[10] = len(extra)
    return _LOCAL.pack(*fields) + name + extra


def _central(entry: _Entry, offset: int, sizes: tuple[int, int, int], known: bool) -> bytes:
    """A part's record in the directory; ``known``: whether its sizes stand before it in the file."""
    fields = list(_CENTRAL.unpack_from(entry.record))
    name_end = _CENTRAL.size + fields[10]
    extra_end = name_end + fields[11]
    name, comment = entry.record[_CENTRAL.size : name_end], entry.record[extra_end:]
    extra = _without_zip64(entry.record[name_end:extra_end])
    if known:
        fields[3] &= ~_SIZES_BEHIND
    fields[7:10] = sizes
    fields[11], fields[16] = len(extra), offset
    return _CENTRAL.pack(*fields) + name + extra + comment


def _without_zip64(extra: bytes) -> bytes:
    """Extra fields without the one that holds large sizes: what is read here is small, and says so itself."""
    out = bytearray()
    place = 0
    while place + 4 <= len(extra):
        kind, size = struct.unpack_from("<2H", extra, place)
        if kind != _ZIP64:
            out += extra[place : place + 4 + size]
        place += 4 + size
    return bytes(out + extra[place:])
