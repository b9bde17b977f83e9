"""Coded text → Markdown that reads as that text, and as nothing else.

What has to be escaped in Markdown depends on everything around it, so the parser is the judge: a text is written with
nothing escaped, read again, and, where it does not say what it should, written again with more care (:class:`Care`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import IntEnum
from typing import Any

from markdown_it.common.utils import normalizeReference

from pinglot.documents.markdown.inline import entity_at
from pinglot.documents.markdown.modes import PARAGRAPH, Mode, normal_coded, read_again
from pinglot.inline import Run, RunKind, spell
from pinglot.model import Code, Unit

__all__ = ["Block", "title_writer", "write"]

_PUNCTUATION = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
_LINE_START = re.compile(r"(#{1,6}(?=\s|$)|[-+*](?=\s|$)|>|=+\s*$|-+\s*$|~~~|:(?=\s))|(\d{1,9})([.)])(?=\s|$)")
_STRUCTURE = re.compile(r"[-+*>#=|~`<:_\[]|\d{1,9}[.)]|\s")
_CLOSING_MARKS = re.compile(r"#+\s*$")
_LINE_END = re.compile(r"[ \t]*[\r\n]\s*")


class Care(IntEnum):
    """How much is done to keep text from turning into markup.

    NONE: nothing is escaped. SOME: what looks like markup where it stands, and pairs are set so that their marks
    count as such. ALL: every punctuation mark, and no line is broken.
    """

    NONE = 0
    SOME = 1
    ALL = 2


@dataclass(frozen=True, slots=True)
class Block:
    """What is known of a unit's place for writing it.

    Attributes:
        unit: the unit.
        raw: what the file has there.
        mode: see :class:`Mode`.
        env: markdown-it's environment, with the document's link definitions and footnotes.
        quotes: how many block quotes it stands in.
        cell: whether it stands in a table's cell.
        shortcuts: name of the code of a link → the label that it names its definition by.
    """

    unit: Unit
    raw: str
    mode: Mode
    env: Mapping[str, Any]
    quotes: int = 0
    cell: bool = False
    shortcuts: Mapping[str, str] = field(default_factory=dict)


def write(block: Block, coded: str, codes: tuple[Code, ...]) -> str:
    """The raw text of a block for coded text, with the least care that makes it read as it should.

    Where no care is enough (codes that Markdown cannot put so: a link inside a link), the text is written with the
    least care that keeps the blocks around it as they are.
    """
    bare = coded.strip(" \t\n") if _is_bare(block, coded) else _spelt(block, coded, codes, Care.NONE)
    alone = _is_alone(block)
    if alone and _is_prose(block, bare) and bare.split() == coded.split():
        return bare
    own = None if alone else _read(block, block.raw)
    kinds = block.mode.kinds if own is None else own[0]
    wanted = normal_coded(coded, block.unit.codes)
    sound: str | None = None
    raw = ""
    for care in Care:
        raw = _spelt(block, coded, codes, care) if care else bare
        seen = _read(block, raw)
        if seen == (kinds, wanted):
            return raw
        # What reads as the file's own block does is right even where the block cannot be read well alone.
        own = own or _read(block, block.raw)
        if seen == own:
            return raw
        if sound is None and care and seen[0] == kinds:
            sound = raw
    return raw if sound is None else sound


def _read(block: Block, raw: str) -> tuple[tuple[str, ...], str | None]:
    return read_again(block.mode, raw, block.env, block.quotes)


# What is written otherwise than it stands even where nothing is escaped: codes, escapes for codes, and line ends.
_CODED = re.compile("[<&\n\r\ufffc]")


def _is_bare(block: Block, coded: str) -> bool:
    """Whether a coded text, with nothing escaped, is written as it stands."""
    return not (block.cell or block.unit.spelling.literals or block.unit.spelling.breaks or _CODED.search(coded))


# Letters at the begin of each line, and no sign anywhere that could be markup: nothing to be read again. Markup is
# ASCII; of the rest only controls and what ends lines elsewhere are left to the parser.
_MARKUP = re.compile("[\x00-\t\x0b-\x1f#&*<=>@[\\\\\\]^_`{|}~\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffc]")
_LINE_BEGIN = re.compile(r"[^\W\d_]|[“‘«¿¡(]")


def _is_prose(block: Block, raw: str) -> bool:
    """Whether a paragraph's or heading's raw text can be read as nothing but what it says."""
    if block.cell or not block.mode.kinds or _MARKUP.search(raw) or " \n" in raw or raw != raw.strip():
        return False
    lines = raw.split("\n")
    return (len(lines) == 1 or block.mode is PARAGRAPH) and all(map(_LINE_BEGIN.match, lines))


def _is_alone(block: Block) -> bool:
    """Whether what the file has, read alone, is surely one block of its kind, whatever is in it.

    One line that begins with a letter is a paragraph; without a bar it begins no table with the line below it.
    """
    if re.search(r"[\r\n|]", block.raw):
        return _is_prose(block, block.raw)
    return not block.cell and block.mode.kinds != () and _LINE_BEGIN.match(block.raw) is not None


# --- runs → raw -----------------------------------------------------------------------------------------------


def _spelt(block: Block, coded: str, codes: tuple[Code, ...], care: Care) -> str:
    may_break: Callable[[str], bool] = _may_break if care < Care.ALL else _never
    spelling = block.unit.spelling
    if care is Care.ALL:
        spelling = replace(spelling, breaks=())
    runs = _trimmed(spell(coded, codes, spelling, may_break))
    if care:
        runs = _tidy(runs, {code.name: code.kind for code in block.unit.codes})
    pieces = []
    before = ""
    for index, run in enumerate(runs):
        raw = run.raw
        if run.kind is RunKind.TEXT and not run.literal:
            following = runs[index + 1] if index + 1 < len(runs) else None
            raw = _escaped(run.text, before, following, care)
            if care is Care.ALL and not block.cell:
                raw = raw.replace("\\|", "&#124;")  # a bar behind a backslash may still make a table of two lines
            if block.cell:
                raw = re.sub(r"(?<!\\)\|", r"\\|", raw)
                if raw.endswith("\\") and following is None and care:
                    raw = raw.rstrip("\\") + "&#92;"
        pieces.append(raw)
        before += raw
    _name_definitions(block, runs, pieces)
    if care:
        _set_marks(runs, pieces)
    return "".join(pieces)


def _may_break(rest: str) -> bool:
    return not _STRUCTURE.match(rest)


def _never(rest: str) -> bool:
    return False


def _trimmed(runs: list[Run]) -> list[Run]:
    """Text without line breaks of its own, and without blanks at the ends of the block."""
    runs = [
        replace(run, text=_LINE_END.sub(" ", run.text))
        if run.kind is RunKind.TEXT and ("\n" in run.text or "\r" in run.text)
        else run
        for run in runs
    ]
    for index, strip in ((0, str.lstrip), (-1, str.rstrip)):
        while runs and runs[index].kind is RunKind.TEXT and not runs[index].literal:
            stripped = strip(runs[index].text, " \t\n")
            if stripped != runs[index].text:
                runs[index] = replace(runs[index], text=stripped)
            if stripped:
                break
            del runs[index]
    return runs


def _tidy(runs: list[Run], kinds: Mapping[str, str]) -> list[Run]:
    """Moves blanks at the inner ends of Markdown's pairs outside of them, and leaves out pairs around nothing."""
    # A hard break at an end of the block would be none, and leave an empty line.
    while runs and kinds.get(runs[0].label) == "break":
        runs = runs[1:]
    while runs and kinds.get(runs[-1].label) == "break":
        runs = runs[:-1]
    marked = {name for name, kind in kinds.items() if kind in ("emphasis", "strong", "strikethrough")}
    tidy: list[Run] = []
    for run in runs:
        tidy.append(run)
        if run.kind is RunKind.CLOSE and run.label in marked:
            _blanks_out(tidy)
    tidy.reverse()
    done: list[Run] = []
    for run in tidy:  # from the end, so that the blanks meet their pair's opening mark
        done.append(run)
        if run.kind is RunKind.OPEN and run.label in marked:
            _blanks_out(done)
    done.reverse()
    return done


def _blanks_out(runs: list[Run]) -> None:
    """Puts the blanks before the last run, a mark, behind it; takes the mark out where its partner is before it."""
    mark = runs.pop()
    blanks: list[Run] = []
    while runs and runs[-1].kind is RunKind.TEXT and not runs[-1].literal:
        text = runs[-1].text
        kept = text.rstrip() if mark.kind is RunKind.CLOSE else text.lstrip()
        blank = text[len(kept) :] if mark.kind is RunKind.CLOSE else text[: len(text) - len(kept)]
        if blank:
            blanks.insert(0, replace(runs[-1], text=blank))
        if kept:
            runs[-1] = replace(runs[-1], text=kept)
            break
        runs.pop()
    if runs and runs[-1].label == mark.label and runs[-1].kind in (RunKind.OPEN, RunKind.CLOSE):
        runs.pop()
        runs.extend(blanks)
    else:
        runs.extend([mark, *blanks])


def _escaped(text: str, before: str, following: Run | None, care: Care) -> str:
    if not care:
        return text
    out: list[str] = []
    start = 0
    if not before.rpartition("\n")[2].strip(" \t>"):
        start = _start_of_line(text, out)
    after = following.raw if following is not None else ""
    for index in range(start, len(text)):
        char = text[index]
        if char in _PUNCTUATION:
            previous = text[index - 1] if index else before[-1:]
            follows = text[index + 1 :] + after
            if care is Care.ALL or _looks_like_markup(char, previous, follows, text, index):
                out.append("\\")
        out.append(char)
    raw = "".join(out)
    if following is None and (match := _CLOSING_MARKS.search(raw)) and not raw[: match.start()].endswith("\\"):
        raw = raw[: match.start()] + "\\" + raw[match.start() :]
    return raw


def _start_of_line(text: str, out: list[str]) -> int:
    """Escapes what begins a block at the begin of a line; returns how far it went."""
    match = _LINE_START.match(text)
    if match is None:
        return 0
    if match.group(2):
        out.append(match.group(2) + "\\" + match.group(3))
    else:
        out.append("".join("\\" + char if char in _PUNCTUATION else char for char in match.group(1)))
    return match.end()


def _looks_like_markup(char: str, previous: str, follows: str, text: str, index: int) -> bool:
    if char in "`[]|":
        return True
    if char == "\\":
        return not follows or follows[0] in _PUNCTUATION
    if char in "*_":
        blank_before, blank_after = not previous.strip(), not follows[:1].strip()
        inside_word = char == "_" and previous.isalnum() and follows[:1].isalnum()
        return not (blank_before and blank_after) and not inside_word
    if char == "~":
        return previous == "~" or follows[:1] == "~"
    if char == "<":
        return follows[:1].isalpha() or follows[:1] in "/!?"
    if char == "&":
        return entity_at("&" + follows, 0)
    return char in "!^" and follows[:1] == "["


def _name_definitions(block: Block, runs: Sequence[Run], pieces: list[str]) -> None:
    """Lets a link whose text was the name of its definition name it still: ``[foo]`` → ``[bar][foo]``."""
    for index, run in enumerate(runs):
        label = block.shortcuts.get(run.label)
        if run.kind is not RunKind.CLOSE or label is None:
            continue
        opening = next(place for place, one in enumerate(runs) if one.kind is RunKind.OPEN and one.label == run.label)
        text = re.sub(r"[ \t]*\r?\n[ \t>]*", " ", "".join(pieces[opening + 1 : index]))
        pieces[index] = short_or_named(text, label, run.raw, block.cell)


def short_or_named(text: str, label: str, short: str, cell: bool) -> str:
    """How a reference ends: short while its raw text still is the label, else with the label."""
    if cell:
        text = text.replace("\\|", "|")
    if normalizeReference(text) == normalizeReference(label):
        return short
    return "][" + (label.replace("|", "\\|") if cell else label) + "]"


def _set_marks(runs: Sequence[Run], pieces: list[str]) -> None:
    """Makes the marks of pairs count as such (CommonMark 0.31.2, section 6.2: left- and right-flanking).

    ``_`` becomes ``*`` inside a word, and one of two marks side by side takes the other sign. A letter that keeps a
    mark from opening or closing because of the punctuation on the other side is written as a character reference,
    which begins and ends with punctuation.
    """
    for index, run in enumerate(runs[1:], 1):
        if _is_mark(run) and _is_mark(runs[index - 1]) and pieces[index][:1] == pieces[index - 1][-1:] != "~":
            # Of two marks that would run into each other, the one of the inner or second pair takes the other sign.
            changed = run if run.kind is RunKind.OPEN else runs[index - 1]
            _swap_sign(runs, pieces, changed.label, "_" if pieces[index][:1] == "*" else "*")
    for index, run in enumerate(runs):
        opens = run.kind is RunKind.OPEN
        outside, inside = (index - 1, index + 1) if opens else (index + 1, index - 1)
        if not _is_mark(run) or not (0 <= outside < len(runs) and 0 <= inside < len(runs)):
            continue
        outer = pieces[outside][-1:] if opens else pieces[outside][:1]
        inner = pieces[inside][:1] if opens else pieces[inside][-1:]
        if not outer.isalnum():
            continue
        _swap_sign(runs, pieces, run.label, "*")
        if inner and unicodedata.category(inner)[0] in "PS" and runs[outside].kind is RunKind.TEXT:
            reference = f"&#{ord(outer)};"
            pieces[outside] = pieces[outside][:-1] + reference if opens else reference + pieces[outside][1:]


def _is_mark(run: Run) -> bool:
    return run.kind in (RunKind.OPEN, RunKind.CLOSE) and not run.raw.strip("*_~")


def _swap_sign(runs: Sequence[Run], pieces: list[str], label: str, sign: str) -> None:
    for place, run in enumerate(runs):
        if run.label == label and _is_mark(run):
            pieces[place] = re.sub(r"[*_]", sign, pieces[place])


# --- titles ---------------------------------------------------------------------------------------------------


def title_writer(unit: Unit, quote: str, cell: bool) -> Callable[[str, tuple[Code, ...]], str]:
    """Writes a link's or image's title between its quotes."""
    ends = "()" if quote == "(" else quote

    def write_title(coded: str, codes: tuple[Code, ...]) -> str:
        out: list[str] = []
        runs = _trimmed(spell(coded, codes, unit.spelling, _may_break))
        for index, run in enumerate(runs):
            if run.kind is not RunKind.TEXT or run.literal:
                out.append(run.raw)
                continue
            after = runs[index + 1].raw if index + 1 < len(runs) else quote
            for place, char in enumerate(run.text):
                follows = run.text[place + 1 :] + after
                if (
                    char in ends
                    or (char == "\\" and follows[0] in _PUNCTUATION)
                    or (char == "&" and entity_at("&" + follows, 0))
                    or (cell and char == "|")
                ):
                    out.append("\\")
                out.append(char)
        return "".join(out)

    return write_title
