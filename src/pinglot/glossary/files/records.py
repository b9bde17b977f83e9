"""The text of a CSV or TSV file as records, each with its spelling (RFC 4180, section 2)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from pinglot.errors import GlossaryError
from pinglot.glossary.files.table import LINE_END, Record

__all__ = ["decoded", "delimiter_of", "records_of"]

_BOMS = ((b"\xff\xfe", "UTF-16"), (b"\xfe\xff", "UTF-16"))
_WHOLE_LINE = re.compile(r"([^\r\n]*)(?:\r\n|\r|\n)?")
_QUOTED = re.compile(r'"((?:[^"]|"")*)"')


def decoded(data: bytes, path: Path) -> str:
    for bom, name in _BOMS:
        if data.startswith(bom):
            raise GlossaryError(f"is {name}; save it as “CSV UTF-8”", path)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as trouble:
        line = data.count(b"\n", 0, trouble.start) + 1
        byte = data[trouble.start]
        raise GlossaryError(f"is not UTF-8 (byte 0x{byte:02x}); save it as “CSV UTF-8”", path, line) from None
    if "\0" in text:
        raise GlossaryError(
            "holds a NUL character; it is not a text file", path, text.count("\n", 0, text.index("\0")) + 1
        )
    return text


def delimiter_of(body: str, path: Path) -> str:
    """The sign between the cells: the suffix's own where the first line bears it out, else the most frequent."""
    line = next((line for line in LINE_END.split(body) if line.strip()), "")
    bare = _QUOTED.sub("", line)
    own = "\t" if path.suffix.lower() == ".tsv" else ","
    candidates = sorted((own, *(sign for sign in ",;\t" if sign != own)), key=bare.count, reverse=True)
    for sign in candidates:
        if "term" in (cell.strip().strip('"').strip().lower() for cell in line.split(sign)):
            return sign
    return own if bare.count(own) else candidates[0]


def records_of(body: str, delimiter: str, path: Path, line: int) -> Iterator[Record]:
    """RFC 4180, section 2; a quotation mark inside a cell that does not begin with one is a character."""
    bare = re.compile(rf"[^{delimiter}\r\n]*")
    position, size = 0, len(body)
    while position < size:
        whole = _WHOLE_LINE.match(body, position)
        assert whole  # it matches nothing, too
        if '"' not in whole[1]:
            yield Record(whole[0], tuple(whole[1].split(delimiter)), line)
            position = whole.end()
            line += 1
            continue
        start, cells = position, []
        while True:
            if body.startswith('"', position):
                quoted = _QUOTED.match(body, position)
                if not quoted:
                    raise GlossaryError("a quotation mark that opens a cell is never closed", path, line)
                cells.append(quoted[1].replace('""', '"'))
                position = quoted.end()
                if position < size and body[position] not in (delimiter, "\r", "\n"):
                    raise GlossaryError(
                        "a cell goes on after its closing quotation mark; "
                        'put the whole cell into quotation marks and double those inside ("")',
                        path,
                        line,
                    )
            else:
                match = bare.match(body, position)
                assert match  # it matches nothing, too
                cells.append(match.group())
                position = match.end()
            if position < size and body[position] == delimiter:
                position += 1
                continue
            break
        end = LINE_END.match(body, position)
        position = end.end() if end else position
        raw = body[start:position]
        yield Record(raw, tuple(cells), line)
        line += len(LINE_END.findall(raw))
