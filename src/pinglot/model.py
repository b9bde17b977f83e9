"""The frozen values that travel between the stages.

Offsets are 0-based positions in code points, half-open, in the text that stands beside them. Locales are BCP 47
tags (``es``, ``es-MX``, ``zh-Hans``). *Source text* and *plain text* hold no markup: paired inline codes are kept
apart as tags, and each single inline code (a code span, an image, a hard break) stands in the text as one
:data:`OBJECT` character (see :mod:`pinglot.inline`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Literal, Protocol

__all__ = [
    "OBJECT",
    "Case",
    "Code",
    "Document",
    "Draft",
    "Finding",
    "Link",
    "Match",
    "Pin",
    "Pinned",
    "Sentence",
    "Severity",
    "Spelling",
    "Status",
    "Term",
    "Translation",
    "Unit",
]

OBJECT = "\ufffc"
"""U+FFFC OBJECT REPLACEMENT CHARACTER: stands in plain text for one single inline code."""


class Severity(StrEnum):
    """How much a finding matters: an error makes the run exit 1 and its unit fuzzy."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Status(StrEnum):
    """A term's review state; only approved terms pin."""

    APPROVED = "approved"
    PROPOSED = "proposed"
    REJECTED = "rejected"
    DEPRECATED = "deprecated"


class Case(StrEnum):
    """How a term's letters are matched."""

    EXACT = "exact"
    ANY = "any"


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check noticed.

    Attributes:
        check: the check's id, ``family.kind``, for example ``terms.missing``.
        severity: see :class:`Severity`.
        message: one sentence for a person.
        path, line: the file and 1-based line it is about, ``""`` and 0 where unknown.
        unit: the source of the unit it is about, ``""`` where it is not about one.
    """

    check: str
    severity: Severity
    message: str
    path: str = ""
    line: int = 0
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Term:
    """A glossary row: a source term and its pinned translation.

    The fields are the columns of a glossary file. ``variants``, ``forms`` and ``forbidden`` are tuples of text,
    ``keep`` says that the term stays as in the source, ``case`` and ``status`` take their enum or its text.
    ``case=None`` is the default rule: a term with a capital letter matches as written or in ALL CAPS, a
    lower-case term in any case.
    """

    term: str
    translation: str = ""
    variants: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()
    keep: bool = False
    case: Case | None = None
    status: Status = Status.APPROVED
    pos: str = ""
    gender: str = ""
    number: str = ""
    locale: str = ""
    definition: str = ""
    note: str = ""
    reviewer: str = ""
    reviewed: str = ""
    extra: tuple[tuple[str, str], ...] = ()
    """Columns that pinglot does not know, kept for rewriting."""
    path: str = field(default="", compare=False)
    line: int = field(default=0, compare=False)

    if TYPE_CHECKING:
        # The same arguments as the generated one, with the plain texts and lists that it takes as well.
        def __init__(
            self,
            term: str,
            translation: str = "",
            variants: Sequence[str] = (),
            forms: Sequence[str] = (),
            forbidden: Sequence[str] = (),
            keep: bool = False,
            case: Case | Literal["exact", "any"] | None = None,
            status: Status | Literal["approved", "proposed", "rejected", "deprecated", ""] = Status.APPROVED,
            pos: str = "",
            gender: str = "",
            number: str = "",
            locale: str = "",
            definition: str = "",
            note: str = "",
            reviewer: str = "",
            reviewed: str = "",
            extra: tuple[tuple[str, str], ...] = (),
            path: str = "",
            line: int = 0,
        ) -> None: ...

    def __post_init__(self) -> None:
        if not self.term.strip():
            raise ValueError("a term needs a source text in `term`")
        if self.case is not None:
            object.__setattr__(self, "case", Case(self.case))
        object.__setattr__(self, "status", Status(self.status or Status.APPROVED))
        for name in ("variants", "forms", "forbidden"):
            value = getattr(self, name)
            if isinstance(value, str):
                raise TypeError(f"`{name}` is a tuple of texts, not one text: ({value!r},)")
            object.__setattr__(self, name, tuple(value))

    def __hash__(self) -> int:
        # Terms are looked up for every match: of twenty columns this one nearly tells rows apart, and knows its hash.
        return hash(self.term)

    @property
    def target(self) -> str:
        """What must stand in the translation: the translation, or the term itself where it is kept."""
        return self.term if self.keep else self.translation

    @property
    def accepted(self) -> tuple[str, ...]:
        """Every listed target form, the pinned translation first."""
        return (self.target, *(form for form in self.forms if form != self.target))

    @property
    def is_name(self) -> bool:
        """Whether the translation is a name: said by ``pos``, else by capitals in every long word of the term."""
        if self.pos:
            return self.pos.strip().lower() in {"proper noun", "name", "propn", "np"}
        if self.keep:
            return True
        words = [word for word in self.term.split() if len(word) > 3]
        return bool(words) and all(word[0].isupper() for word in words)


@dataclass(frozen=True, slots=True)
class Match:
    """Where a term stands in a source text: ``source[start:end] == text``."""

    term: Term
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Pin:
    """A match and what became of it in the translation.

    Attributes:
        term: the glossary row.
        source: the matched source text.
        held: whether an accepted form stands in the translation for this occurrence, and no forbidden one.
        form: the target form that stands there, ``""`` where none does.
        strategy: how it came there: ``plain`` (the engine said it by itself), ``rewrite``, ``swap``, ``keep``, …;
            ``""`` where the translation was only judged.
        cost: fluency lost against the plain draft, in nats per token, where the engine can say; else None.
    """

    term: Term
    source: str
    held: bool
    form: str = ""
    strategy: str = ""
    cost: float | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """An alignment: ``source[source_start:source_end]`` became ``target[target_start:target_end]``."""

    source_start: int
    source_end: int
    target_start: int
    target_end: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence for an engine.

    Attributes:
        text: plain text.
        matches: the matches in it, with offsets relative to it.
        align: whether somebody needs the draft's alignment. Where nobody does, an engine may spare itself the work and
            leave it None, save for a text with an :data:`OBJECT` in it. The draft's text is the same either way.
    """

    text: str
    matches: tuple[Match, ...] = ()
    align: bool = True


@dataclass(frozen=True, slots=True)
class Draft:
    """What an engine returned for one sentence.

    Attributes:
        text: the translation in plain text. Each :data:`OBJECT` of the source stands in it exactly once.
        alignment: links between source and target words, and one for each OBJECT; None where the engine cannot
            align (then OBJECTs keep their order), or where nobody asked for it, :attr:`Sentence.align`. Sorted by
            target.
        strategies: for an engine that pins by itself, one strategy name a match of the sentence, in order:
            how it tried to pin that match, ``""`` where it did not. Empty for other engines.
        score: mean log-probability per token in nats, None where the engine has none.
        unknown: source words the engine did not know and copied.
        truncated: whether the engine stopped at its own length limit.
        plain: for an engine that pins by itself, its draft of the sentence without the matches, where the matches may
            have changed other words than their own.
    """

    text: str
    alignment: tuple[Link, ...] | None = None
    strategies: tuple[str, ...] = ()
    score: float | None = None
    unknown: tuple[str, ...] = ()
    truncated: bool = False
    plain: Draft | None = None


@dataclass(frozen=True, slots=True)
class Pinned:
    """A translated sentence.

    Attributes:
        text: the translation in plain text.
        alignment: links between source and target, None where the engine cannot align or nobody asked for it.
        pins: one a match, in order, with its verdict.
        unknown: source words the engine did not know and copied.
        truncated: whether the engine stopped at its own length limit.
        findings: what a person must know of this sentence: ``terms.…`` for pins, ``engine.truncated``.
    """

    text: str
    alignment: tuple[Link, ...] | None
    pins: tuple[Pin, ...]
    unknown: tuple[str, ...] = ()
    truncated: bool = False
    findings: tuple[Finding, ...] = ()

    @classmethod
    def of(cls, draft: Draft, pins: tuple[Pin, ...] = (), findings: tuple[Finding, ...] = ()) -> Pinned:
        """A draft with what became of its pins; that it was cut off is among the findings."""
        if draft.truncated:
            message = "the engine stopped at its own length limit; the end of a sentence may be missing"
            findings += (Finding("engine.truncated", Severity.ERROR, message),)
        return cls(draft.text, draft.alignment, pins, draft.unknown, draft.truncated, findings)


@dataclass(frozen=True, slots=True)
class Translation:
    """A translated text: what stands there, the pins with their verdicts, what the checks noticed, who made it.

    ``origin`` names the engine and model (``apertium eng-spa 0.8.1``, ``argos en_es 1.9 > en_fr 1.9`` for a pivot),
    ``person`` for a kept edit, or ``source`` where there was nothing to translate.
    """

    text: str
    pins: tuple[Pin, ...] = ()
    findings: tuple[Finding, ...] = ()
    origin: str = ""

    @property
    def fuzzy(self) -> bool:
        """Whether a person must look: a finding of level error, as a pin not held or a lost code."""
        return any(finding.severity is Severity.ERROR for finding in self.findings)


@dataclass(frozen=True, slots=True)
class Code:
    """An inline code of a unit: ``g1`` stands for a pair (``open`` … ``close``), ``x1`` for a single (``open``).

    ``open`` and ``close`` are what the file has; of a Word document, words for it (``[bold]``).
    ``kind`` is a word for people and engines: ``emphasis``, ``strong``, ``link``, ``code``, ``image``, ``break``,
    ``html``, ``footnote``, ``autolink``, ``placeholder``, ``character``, ``math``, ``format``, ``field``, ``tab``,
    ``symbol``, ``text box``, ``object``.
    """

    name: str
    kind: str
    open: str
    close: str = ""

    @property
    def paired(self) -> bool:
        return self.name.startswith("g")


@dataclass(frozen=True, slots=True)
class Spelling:
    """How the file wrote what a unit's text says: see :func:`pinglot.inline.protect`.

    Attributes:
        literals: ``(text, n, raw)``: the n-th (0-based) occurrence of ``text`` in the unit is written ``raw`` in the
            file, as ``&copy;`` for ``©`` or ``\\*`` for ``*``.
        breaks: ``(fraction, next word, raw)`` for each soft line break, which the text has as one blank: where it
            stands (0 to 1 of the text's length), the word after it, and what the file has there.
    """

    literals: tuple[tuple[str, int, str], ...] = ()
    breaks: tuple[tuple[float, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Unit:
    """A translatable block of a document.

    Attributes:
        source: the text with its inline codes as ``<g1>…</g1>`` and ``<x1/>``: the catalog's msgid.
        codes: what each code stands for, in order of appearance.
        context: ``msgctxt``, None where the author asked for none.
        notes: comments for the translator.
        kind: what it is: ``paragraph``, ``heading``, ``list item``, ``table cell``, ``alt text``, ``title``,
            ``front matter``, ``message``, …
        line: 1-based line in the file where it begins; of a Word document, the number of the paragraph.
        plural: the plural source of a gettext message, else None.
        flags: gettext flags of a message (``python-format``).
        spelling: see :class:`Spelling`.
    """

    source: str
    codes: tuple[Code, ...] = ()
    context: str | None = None
    notes: tuple[str, ...] = ()
    kind: str = "paragraph"
    line: int = 0
    plural: str | None = None
    flags: tuple[str, ...] = ()
    spelling: Spelling = Spelling()

    @property
    def key(self) -> tuple[str | None, str]:
        """What makes it one catalog entry: context and source."""
        return (self.context, self.source)


class Document(Protocol):
    """A file cut into a skeleton and units. Made by :func:`pinglot.documents.read`.

    Attributes:
        path: where it came from, for messages.
        type: ``text``, ``markdown``, ``html``, ``po`` or ``docx``.
        encoding: Python's name of the file's encoding, a byte order mark left out (``utf-16-le``); ``""`` where the
            file is binary.
        units: every unit in reading order; equal ones are listed each time they stand in the file.
    """

    @property
    def path(self) -> str: ...
    @property
    def type(self) -> str: ...
    @property
    def encoding(self) -> str: ...
    @property
    def units(self) -> Sequence[Unit]: ...

    def render(self, translations: Mapping[int, str | Sequence[str]], locale: str = "") -> bytes:
        """The file with units replaced.

        Args:
            translations: index in ``units`` → coded text (for a plural message, its forms in order); units that
                are not in it stay as they are. An empty mapping gives the file's own bytes back.
            locale: BCP 47 tag of the translations, for ``lang`` attributes and catalog headers; with ``""``
                nothing of that kind is touched.
        """
        ...
