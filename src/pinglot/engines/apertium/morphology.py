"""Asking Apertium's dictionaries: what a word is, and how a lemma is written in a form."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from pinglot.engines.apertium.modes import Mode, ModeError, Stage, read
from pinglot.engines.apertium.pipeline import Chain
from pinglot.engines.apertium.stream import END, analyses, escape, quote, split, unescape

__all__ = ["Analyser", "Generator", "Reading", "Token", "target_analysis"]

_TAGGED = re.compile(r"((?:[^\\<+]|\\.)*)((?:<[^>]+>)+)(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Reading:
    """One analysis: a lemma (unescaped) and its tags, ``("n", "f", "sg")``.

    ``joined`` is what else the surface holds (``+lo<prn>…``, or ``# up`` of a multiword), as it stands in the stream.
    """

    lemma: str
    tags: tuple[str, ...]
    joined: str = ""

    @property
    def kind(self) -> str:
        return self.tags[0] if self.tags else ""

    @property
    def gender(self) -> str:
        return next((tag for tag in self.tags if tag in ("m", "f", "mf", "nt")), "")

    @property
    def number(self) -> str:
        return next((tag for tag in self.tags if tag in ("sg", "pl", "sp")), "")

    def stream(self, lemma: str = "") -> str:
        """The reading as the stream has it, with another lemma if one is given."""
        return escape(lemma or self.lemma) + "".join(f"<{tag}>" for tag in self.tags) + self.joined


@dataclass(frozen=True, slots=True)
class Token:
    """A word as the analyser cut it: where it stands in the text (code points), and its readings; none is unknown."""

    text: str
    start: int
    readings: tuple[Reading, ...] = ()

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    def reading(self, *kinds: str) -> Reading | None:
        """The first reading of one of the kinds (first tags), in their order."""
        for kind in kinds:
            for reading in self.readings:
                if reading.kind == kind:
                    return reading
        return None


class Analyser:
    """Cuts short texts into words with their readings; remembers what it was asked."""

    def __init__(self, stages: tuple[Stage, ...], limit: float) -> None:
        self._chain = Chain(stages, limit)
        self._known: dict[str, tuple[Token, ...]] = {}

    def __call__(self, text: str) -> tuple[Token, ...]:
        self.prepare([text])
        return self._known[text]

    def prepare(self, texts: Iterable[str]) -> None:
        """Analyses many texts at once."""
        new = list(dict.fromkeys(text for text in texts if text not in self._known))
        for text, stream in zip(new, self._chain.run([quote(text) + END for text in new]), strict=True):
            self._known[text] = _tokens(text, stream)

    def close(self) -> None:
        self._chain.close()


def _tokens(text: str, stream: str) -> tuple[Token, ...]:
    tokens: list[Token] = []
    position = 0
    for unit in split(stream)[1]:
        surface, readings = analyses(unit)
        start = text.find(surface, position)
        if start < 0:
            continue  # the full stop at the end
        position = start + len(surface)
        tokens.append(Token(surface, start, tuple(filter(None, map(parse_reading, readings)))))
    return tuple(tokens)


def parse_reading(text: str) -> Reading | None:
    """A reading from the stream; None for an unknown word's ``*word``."""
    match = _TAGGED.fullmatch(text)
    if not match or text.startswith("*"):
        return None
    lemma, tags, joined = match.groups()
    return Reading(unescape(lemma), tuple(re.findall(r"<([^>]+)>", tags)), joined)


class Generator:
    """Writes a lemma with tags as a word form; remembers what it was asked."""

    def __init__(self, stage: Stage, limit: float) -> None:
        marked = tuple("-g" if argument == "-n" else argument for argument in stage.arguments)
        self._chain = Chain([Stage(stage.program, marked)], limit)
        self._known: dict[str, str] = {}

    def __call__(self, reading: str) -> str:
        """The form of ``lemma<tags>`` as the stream has it, ``""`` where the dictionary has none."""
        if reading not in self._known:
            # A NUL right behind a unit does not flush lt-proc 3.7's generator; an empty superblank between them does.
            form = self._chain.run([f"^{reading}$[]"])[0].removesuffix("[]")
            self._known[reading] = "" if re.match(r"[#@*]", form) else unescape(form.replace("~", ""))
        return self._known[reading]

    def close(self) -> None:
        self._chain.close()


def target_analysis(mode: Mode) -> tuple[Stage, ...]:
    """The analyser of the mode's target language, taken from the other direction; empty where it is not installed."""
    other = mode.path.with_name(f"{mode.reverse}.mode")
    try:
        found = read(other)
    except (OSError, ModeError):
        found = None
    if found and not found.missing():
        return found.analysis
    for file in mode.generation[0].files:
        plain = "-".join(code.split("_")[0] for code in mode.reverse.split("-"))
        for name in (mode.reverse, plain):
            analyser = file.with_name(f"{name}.automorf.bin")
            if analyser.exists():
                return (Stage("lt-proc", (str(analyser),)),)
    return ()
