"""The inside of a Markdown block: its tokens become runs, and the units inside its codes places of their own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from markdown_it.common.entities import entities
from markdown_it.helpers import parseLinkDestination
from markdown_it.token import Token

from pinglot.documents.reading import NEVER_TRANSLATED, Directive, directive
from pinglot.inline import Run, RunKind
from pinglot.model import OBJECT

__all__ = ["PAIRS", "VOID", "Content", "Cut", "Side", "Title", "cut", "entity_at", "is_opaque", "text_runs", "title_in"]

PAIRS = {"em": "emphasis", "strong": "strong", "s": "strikethrough", "link": "link"}
"""markdown-it's name of a pair, without ``_open`` → ``Code.kind``."""

_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9-]*)(.*?)(/?)>\Z", re.DOTALL)
VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"}
)
_NO_TRANSLATE = re.compile(r"""\stranslate\s*=\s*["']?no\b""", re.IGNORECASE)
_SPELT = re.compile(r"\\([!-/:-@\[-`{-~])|&(?:#[xX]([0-9a-fA-F]{1,6})|#([0-9]{1,7})|([A-Za-z][A-Za-z0-9]{1,31}));")
_LINE = re.compile(r"[ \t]*\n[ \t]*")


@dataclass(frozen=True, slots=True)
class Content:
    """What a block says, and where each of its characters stands in the file.

    Attributes:
        text: the content as markdown-it has it.
        where: for each position in ``text``, its end included, the offset in ``file``.
        file: the document's text.
    """

    text: str
    where: Sequence[int]
    file: str

    def raw(self, start: int, end: int) -> str:
        return self.file[self.where[start] : self.where[end]]

    def part(self, start: int, end: int) -> Content:
        return Content(self.text[start:end], self.where[start : end + 1], self.file)


@dataclass(frozen=True, slots=True)
class Title:
    """A link's or image's title: where it stands between its quotes, and the opening quote."""

    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class Side:
    """Something inside a code that holds units of its own.

    Attributes:
        run: index of the run whose raw text holds it.
        kind: ``alt``, ``title``, ``footnote`` or ``html``.
        start, end: where it stands in the content; for ``alt`` and ``footnote`` what ``tokens`` are about.
        tokens: of an alternative text or a footnote.
        quote: of a title.
        label: of an alternative text that is a reference's label as well, else None.
    """

    run: int
    kind: str
    start: int
    end: int
    tokens: Sequence[Token] = ()
    quote: str = ""
    label: str | None = None


@dataclass
class Cut:
    """A content as runs.

    Attributes:
        runs: see :func:`pinglot.inline.protect`; OPENs and CLOSEs are balanced.
        sides: what holds units inside the runs' raw texts, in order.
        shortcuts: index of the OPEN run of a link that names its definition by its own text → that text.
        directives: what comments inside the content say to pinglot.
    """

    runs: list[Run] = field(default_factory=list)
    sides: list[Side] = field(default_factory=list)
    shortcuts: dict[int, str] = field(default_factory=dict)
    directives: list[Directive] = field(default_factory=list)


def title_in(text: str, start: int, end: int) -> Title | None:
    """The title in ``(destination "title")`` or ``destination "title"``, as it stands in ``text[start:end]``.

    The caller knows that it is well formed: the parser has accepted it.
    """
    position = _skip_blanks(text, start, end)
    found = parseLinkDestination(text, position, end)
    if found.ok:
        position = found.pos
    position = _skip_blanks(text, position, end)
    last = end - 1
    while last > position and text[last] in " \t\n":
        last -= 1
    quote = text[position] if position < end else ""
    if quote not in ('"', "'", "(") or last <= position:
        return None
    return Title(position + 1, last, quote)


def _skip_blanks(text: str, position: int, end: int) -> int:
    while position < end and text[position] in " \t\n":
        position += 1
    return position


def text_runs(content: Content, start: int, end: int) -> list[Run]:
    """Text that knows escapes and entities only (a title) as runs."""
    runs: list[Run] = []
    done = start
    position = start
    text = content.text

    def plain(until: int) -> None:
        if until > done:
            runs.extend(_text(content, done, until, text[done:until]))

    while position < end:
        if match := _LINE.match(text, position, end):
            plain(position)
            runs.append(Run(RunKind.BREAK, content.raw(position, match.end()), " "))
        elif (match := _SPELT.match(text, position, end)) and (said := _said(match)) is not None:
            plain(position)
            runs.append(_special(content.raw(position, match.end()), said))
        else:
            position += 1
            continue
        position = done = match.end()
    plain(end)
    return runs


def entity_at(text: str, position: int) -> bool:
    """Whether an entity or a character reference stands there."""
    match = _SPELT.match(text, position)
    return match is not None and _said(match) is not None


def _said(match: re.Match[str]) -> str | None:
    escaped, hexadecimal, decimal, name = match.groups()
    if escaped:
        return str(escaped)
    if name:
        return entities.get(name)
    code = int(hexadecimal, 16) if hexadecimal else int(decimal)
    return chr(code) if 0 < code < 0xD800 or 0xDFFF < code < 0x110000 else "\ufffd"


def _special(raw: str, said: str) -> Run:
    # A line break or control character that was written as an entity would not survive a catalog or an engine.
    if not said or any(char < " " or char == OBJECT for char in said):
        return Run(RunKind.SINGLE, raw, label="character")
    return Run(RunKind.TEXT, raw, said)


def _text(content: Content, start: int, end: int, said: str) -> list[Run]:
    """Text runs of what stands there as it is said, but for ``\\|`` in a table's cell."""
    raw = content.raw(start, end)
    if raw == said:
        return [Run(RunKind.TEXT, raw, said)]
    runs: list[Run] = []
    done = 0
    for place, char in enumerate(said):
        if content.raw(start + place, start + place + 1) != char:
            if place > done:
                runs.append(Run(RunKind.TEXT, said[done:place], said[done:place]))
            runs.append(Run(RunKind.TEXT, content.raw(start + place, start + place + 1), char))
            done = place + 1
    if len(said) > done:
        runs.append(Run(RunKind.TEXT, said[done:], said[done:]))
    return runs


def cut(content: Content, tokens: Sequence[Token], env: Any) -> Cut:
    """Turns the tokens of a content, as :func:`pinglot.documents.markdown.tokens.parser` gives them, into runs."""
    if len(tokens) == 1 and tokens[0].type == "text" and tokens[0].content == content.text:  # as most contents are
        return Cut(_text(content, 0, len(content.text), content.text))
    return _Cutter(content, tokens, env).cut


class _Cutter:
    def __init__(self, content: Content, tokens: Sequence[Token], env: Any) -> None:
        self.content = content
        self.tokens = tokens
        self.env = env
        self.spans = _spans(tokens)
        self.partners = _html_partners(tokens)
        self.cut = Cut()
        self.gap: int | None = None  # where the blanks before a line break begin
        self.opened: list[tuple[int, int]] = []  # of each open pair: index of its OPEN run, where its inside begins
        index = 0
        while index < len(tokens):
            index = self.take(index)

    def take(self, index: int) -> int:
        """Takes the token at an index; returns the index of the next one to take."""
        token = self.tokens[index]
        start, end = self.spans[index]
        name, _, side = token.type.rpartition("_")
        if token.type == "text":
            return self.take_text(index, start, end)
        if token.type == "text_special":
            self.cut.runs.append(_special(self.content.raw(start, end), token.content))
        elif token.type in ("softbreak", "hardbreak"):
            self.take_break(token.type == "hardbreak", start, end)
        elif token.type == "link_open" and token.markup == "autolink":
            self.single("autolink", start, end)
            return index + 3  # its text and its end lie in the same raw text
        elif name in PAIRS:
            return self.take_pair(index, PAIRS[name], side == "open", start, end)
        elif token.type == "image":
            self.take_image(token, start, end)
        elif token.type == "footnote_ref":
            self.take_footnote(token, start, end)
        elif token.type == "html_inline":
            return self.take_html(index, start, end)
        else:
            self.single("code" if token.type == "code_inline" else "html", start, end)
        return index + 1

    def single(self, label: str, start: int, end: int) -> None:
        self.cut.runs.append(Run(RunKind.SINGLE, self.content.raw(start, end), label=label))

    def take_text(self, index: int, start: int, end: int) -> int:
        content = self.tokens[index].content
        following = self.tokens[index + 1] if index + 1 < len(self.tokens) else None
        if not content and following is not None and following.type == "strong_open":
            # The first character of the mark: an emptied text token.
            return self.take_pair(index + 1, "strong", True, start, self.spans[index + 1][1])
        if content:
            self.cut.runs.extend(_text(self.content, start, start + len(content), content))
        if start + len(content) < end:
            self.gap = start + len(content)
        return index + 1

    def take_break(self, hard: bool, start: int, end: int) -> None:
        start = start if self.gap is None else self.gap
        self.gap = None
        if hard:
            self.single("break", start, end)
        else:
            self.cut.runs.append(Run(RunKind.BREAK, self.content.raw(start, end), " "))

    def take_pair(self, index: int, label: str, opens: bool, start: int, end: int) -> int:
        if opens:
            self.opened.append((len(self.cut.runs), end))
            self.cut.runs.append(Run(RunKind.OPEN, self.content.raw(start, end), label=label))
            return index + 1
        opening, inside = self.opened.pop()
        following = index + 1
        if label == "strong":  # the second character of the mark: an emptied text token
            end = self.spans[index + 1][1]
            following += 1
        if label == "link":
            text = self.content.text
            if text[start:end] in ("]", "][]"):
                self.cut.shortcuts[opening] = " ".join(text[inside:start].split())
            elif text.startswith("](", start):
                self.title(start + 2, end - 1)
        self.cut.runs.append(Run(RunKind.CLOSE, self.content.raw(start, end), label=label))
        return following

    def title(self, start: int, end: int) -> None:
        found = title_in(self.content.text, start, end)
        if found is not None:
            self.side("title", found.start, found.end, quote=found.quote)

    def side(
        self,
        kind: str,
        start: int,
        end: int,
        tokens: Sequence[Token] = (),
        quote: str = "",
        label: str | None = None,
    ) -> None:
        """Notes units inside the raw text of the run that comes next."""
        self.cut.sides.append(Side(len(self.cut.runs), kind, start, end, tokens, quote, label))

    def take_image(self, token: Token, start: int, end: int) -> None:
        inside, after = start + 2, start + 2 + len(token.content)
        rest = self.content.text[after:end]
        label = " ".join(token.content.split()) if rest in ("]", "][]") else None
        # A label that is text and name at once is written with what follows it.
        self.side("alt", inside, after if label is None else end, token.children or (), label=label)
        if rest.startswith("]("):
            self.title(after + 2, end - 1)
        self.single("image", start, end)

    def take_footnote(self, token: Token, start: int, end: int) -> None:
        note = self.env["footnotes"]["list"][token.meta["id"]]
        if "tokens" in note:
            self.side("footnote", start + 2, end - 1, note["tokens"])
        self.single("footnote", start, end)

    def take_html(self, index: int, start: int, end: int) -> int:
        content = self.tokens[index].content
        said = directive(content)
        if said is not None:
            self.cut.directives.append(said)
        partner = self.partners.get(index)
        if partner is not None and partner > index and _opaque(content):
            self.single("html", start, self.spans[partner][1])
            return partner + 1
        if _TAG.match(content):
            self.side("html", start, end)
        kind = RunKind.SINGLE if partner is None else RunKind.OPEN if partner > index else RunKind.CLOSE
        self.cut.runs.append(Run(kind, self.content.raw(start, end), label="html"))
        return index + 1


def _spans(tokens: Sequence[Token]) -> list[tuple[int, int]]:
    # Strikethrough swaps tokens of one run of tildes; the spans follow each other all the same.
    spans = []
    position = 0
    for token in tokens:
        start, end = token.meta["at"]
        spans.append((position, position + end - start))
        position += end - start
    return spans


def _opaque(html: str) -> bool:
    """Whether nothing between this and its partner is translated."""
    match = _TAG.match(html)
    if match is None:
        return True  # a comment that says to skip
    return is_opaque(match.group(2), match.group(3))


def is_opaque(name: str, attributes: str) -> bool:
    """Whether the content of an HTML element is not translated."""
    return name.lower() in NEVER_TRANSLATED or bool(_NO_TRANSLATE.search(attributes))


def _html_partners(tokens: Sequence[Token]) -> dict[int, int]:
    """Index of each inline HTML tag, and of each skip comment, that has a partner → its partner's index.

    A pair lies in one and the same Markdown pair, so that codes are always nested.
    """
    partners: dict[int, int] = {}
    levels: list[list[tuple[str, int]]] = [[]]
    for index, token in enumerate(tokens):
        if token.nesting > 0:
            levels.append([])
        elif token.nesting < 0:
            _end_skip(levels.pop(), index - 1, partners)
        elif token.type == "html_inline":
            _match_html(token.content, index, levels[-1], partners)
    _end_skip(levels[0], len(tokens) - 1, partners)
    return partners


_SKIP = "<!-- skip -->"


def _end_skip(level: list[tuple[str, int]], last: int, partners: dict[int, int]) -> None:
    for name, index in level:
        if name == _SKIP and last > index:
            partners[index] = last
            return


def _match_html(html: str, index: int, level: list[tuple[str, int]], partners: dict[int, int]) -> None:
    said = directive(html)
    match = _TAG.match(html)
    if said is not None:
        name, opens = _SKIP, said.word == "skip"
        if said.word not in ("skip", "end"):
            return
    elif match is None or match.group(4) or match.group(2).lower() in VOID:
        return
    else:
        name, opens = match.group(2).lower(), not match.group(1)
    if opens:
        level.append((name, index))
        return
    for place in range(len(level) - 1, -1, -1):
        if level[place][0] == name:
            partners[index] = level[place][1]
            partners[level[place][1]] = index
            del level[place:]
            return
