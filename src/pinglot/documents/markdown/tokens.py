"""markdown-it-py's tokens, with the place of each in the text.

markdown-it gives the lines of a block and no place for anything inside it. Here its own rules are watched while they
work, so that the places are those that the parser went by, not a second reading of the text:

- an inline token has ``meta["at"]``, its ``(start, end)`` in the content of its block. The spans of the tokens of a
  content follow each other without a gap;
- a block token that holds text has ``meta["starts"]``: for each of its lines, where the text begins behind the
  quote marks, list indentation and blanks.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import Any, Literal

from markdown_it import MarkdownIt
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_block.state_block import StateBlock
from markdown_it.rules_inline.state_inline import StateInline
from markdown_it.token import Token

__all__ = ["parser"]

_HOLD_TEXT = {"inline", "html_block", "definition"}


@cache
def parser() -> MarkdownIt:
    """CommonMark with tables, strikethrough and footnotes; link reference definitions are tokens of their own."""
    from mdit_py_plugins.footnote import footnote_plugin

    md = MarkdownIt("commonmark", {"inline_definitions": True})
    md.inline = _Inline()
    md.enable(["table", "strikethrough"])
    md.use(footnote_plugin, move_to_end=False)
    md.inline.ruler.at("text", _text)
    for rule in md.inline.ruler.__rules__:
        if rule.name != "text":  # which pushes no token
            rule.fn = _watched_inline(rule.fn, _BEGINS.get(rule.name, ""))
    for block_rule in md.block.ruler.__rules__:
        block_rule.fn = _watched_block(block_rule.fn, _BLOCK_BEGINS.get(block_rule.name, ""))
    # The preset leaves these out of "commonmark"; joined fragments would lose their places.
    md.inline.ruler2.disable(["fragments_join"])
    md.core.ruler.disable(["text_join", "normalize"], ignoreInvalid=True)
    return md


class _State(StateInline):
    """Notes where each token comes from.

    Attributes:
        begin: where the rule at work began.
        done: everything before is in a token; from there to ``begin`` the text is pending.
    """

    def __init__(self, src: str, md: MarkdownIt, env: Any, tokens: list[Token]) -> None:
        super().__init__(src, md, env, tokens)
        self.begin = 0
        self.done = 0

    def pushPending(self) -> Token:
        return self._text_until(self.pos)

    def push(self, ttype: str, tag: str, nesting: Literal[-1, 0, 1]) -> Token:
        if self.pending:
            self._text_until(self.begin)
        token = super().push(ttype, tag, nesting)
        if ttype == "link_open" and self.src[self.begin] == "[":
            # The link rule stands at the begin of the label now, and goes on with what is in it.
            token.meta["at"] = (self.done, self.pos)
            self.done = self.pos
        return token

    def _text_until(self, end: int) -> Token:
        token = super().pushPending()
        token.meta["at"] = (self.done, end)
        self.done = end
        return token


class _Inline(ParserInline):
    def parse(self, src: str, md: MarkdownIt, env: Any, tokens: list[Token]) -> list[Token]:
        if src and not _SIGN.search(src):
            tokens.append(Token("text", "", 0, content=src, meta={"at": (0, len(src))}))
            return tokens
        state = _State(src, md, env, tokens)
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
        return state.tokens


# The signs that a rule looks for first; where another stands it need not be asked.
_BEGINS = {
    "newline": "\n", "escape": "\\", "backticks": "`", "strikethrough": "~", "emphasis": "*_", "link": "[",
    "image": "!", "autolink": "<", "html_inline": "<", "entity": "&", "footnote_inline": "^", "footnote_ref": "[",
}  # fmt: skip


# Where a rule but that for text may begin, and where what it reads ends. markdown-it stops at every sign that a rule of
# any plugin may begin with, which in most sentences there is one of, and asks all rules about it.
_SIGN = re.compile(r"[\n\\`~*_\[\]<&!^]")


def _text(state: StateInline, silent: bool) -> bool:
    """The rule for text: takes what stands before the next sign."""
    match = _SIGN.search(state.src, state.pos)
    end = match.start() if match else state.posMax
    if end == state.pos:
        return False
    if not silent:
        state.pending += state.src[state.pos : end]
    state.pos = end
    return True


def _watched_inline(rule: Callable[[Any, bool], bool], begins: str) -> Callable[[StateInline, bool], bool]:
    def watched(state: StateInline, silent: bool) -> bool:
        if begins and state.src[state.pos] not in begins:
            return False
        assert isinstance(state, _State)
        if silent:
            return rule(state, True)
        outer, first = state.begin, len(state.tokens)
        state.begin = state.pos
        matched = rule(state, False)
        if matched and len(state.tokens) > first:
            _place(state, state.tokens[first:])
        state.begin = outer
        return matched

    return watched


def _place(state: _State, pushed: list[Token]) -> None:
    """Gives the tokens that a rule has pushed, and not yet placed, their spans up to where the rule stopped."""
    left = [token for token in pushed if "at" not in token.meta]
    for number, token in enumerate(left):
        # A rule pushes one token for all it has read, or one for each delimiter it may become, or a whole autolink.
        delimiter = token.type == "text" and token.markup != "autolink" and len(left) > 1
        autolink = token.type == "link_open"
        end = state.pos if autolink or number == len(left) - 1 else state.done
        if delimiter and state.src.startswith(token.content, state.done):
            end = min(state.done + len(token.content), state.pos)
        token.meta["at"] = (state.done, end)
        state.done = end


# The same for rules for blocks; those that are not named look at more than how a line begins.
_BLOCK_BEGINS = {
    "fence": "`~", "blockquote": ">", "hr": "*-_", "list": "*+-0123456789", "footnote_def": "[", "reference": "[",
    "html_block": "<", "heading": "#",
}  # fmt: skip


def _watched_block(
    rule: Callable[[Any, int, int, bool], bool], begins: str
) -> Callable[[StateBlock, int, int, bool], bool]:
    def watched(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        place = state.bMarks[start] + state.tShift[start]
        if begins and state.src[place : place + 1] not in begins:
            return False
        first = len(state.tokens)
        matched = rule(state, start, end, silent)
        if matched and not silent:
            for token in state.tokens[first:]:
                if token.type in _HOLD_TEXT and token.map and "starts" not in token.meta:
                    token.meta["starts"] = [state.bMarks[line] + state.tShift[line] for line in range(*token.map)]
        return matched

    return watched
