"""What a model makes of common nouns: which may stand in for a term in a sentence, and how far its alignment goes.

A *proxy* is a noun whose translation is known beforehand: one word, the same in every short sentence it was tried in,
standing there exactly once, with an article of one gender; or a name that the model copies. The nouns to try and the
sentences are a list of the source language (``nouns.<language>.txt``). A probe takes one call of the engine with some
four hundred short sentences; its result is kept in the user's cache, by the digest of the model's files, and may be
thrown away at any time.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
from collections import Counter
from collections.abc import Container, Iterable, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from statistics import median
from typing import Any

from pinglot import files, locales
from pinglot.engines.base import Engine
from pinglot.errors import PinglotError
from pinglot.model import Draft, Sentence
from pinglot.pins import grammar
from pinglot.pins.words import words

__all__ = ["Probe", "Proxy", "can_probe", "carrier", "find_form", "known_probe", "place_of", "probe"]

_VERSION = 2
"""Of the stored result: another one is probed again."""


@dataclass(frozen=True, slots=True)
class Proxy:
    """A noun that may stand in for a term.

    Attributes:
        kind: ``thing``, ``person``, ``mass``, ``name`` or ``place``.
        source, target: the noun, and what the model says for it.
        gender: of the target, ``m``, ``f``, ``n`` or ``c``; ``""`` where the target language shows none.
        number: ``sg`` or ``pl``.
        score: mean log-probability a token, in nats, of the sentence that the model was least sure of; in tenths.
    """

    kind: str
    source: str
    target: str
    gender: str
    number: str
    score: float


@dataclass(frozen=True, slots=True)
class Probe:
    """What was found of one model and locale.

    Attributes:
        signature, locale: the engine's, and the target's BCP 47 tag.
        proxies: those that may be used, best first within a kind, gender and number.
        refused: what was tried and may not: the noun, and why not.
        alignment: how often the noun's translation is what the alignment says, 0 to 1; None where there is none.
        spread: how much likelier, in nats a token, a sentence is with one of the nouns than with another, by nothing
            but the noun: nineteen of twenty lie within it.
    """

    signature: str
    locale: str
    proxies: tuple[Proxy, ...]
    refused: tuple[tuple[str, str], ...]
    alignment: float | None
    spread: float

    @property
    def tolerance(self) -> float:
        """The cost in nats a token above which a person should read the sentence.

        Of swaps on a small model, none that was right cost more than 0.1, and four of five that were wrong more than
        0.2 (``python -m bench proxies``). A model whose scores differ more than that from noun to noun by themselves
        is given as much.
        """
        return max(_TOLERANCE, self.spread)

    @property
    def sure(self) -> bool:
        """Whether the model is all but certain of what it says: of most nouns in every sentence, to half a tenth."""
        return 2 * sum(proxy.score == 0 for proxy in self.proxies) > len(self.proxies)


_TOLERANCE = 0.2


_KNOWN: dict[Path, Probe] = {}
"""Probes of this process by the file that they belong into, whether or not it can be written."""


def can_probe(engine: Engine) -> bool:
    """Whether the engine decodes, aligns and scores, and there is a list of nouns for its source language."""
    able = engine.capabilities
    return able.alignment and able.scores and not able.pins and _list_of(locales.language(engine.source)).is_file()


def probe(engine: Engine, locale: str, *, fresh: bool = False) -> Probe:
    """What the engine's model makes of the nouns: from memory, from the user's cache, or by trying them.

    Args:
        engine: an engine that aligns, with a list for its source language (see :func:`can_probe`).
        locale: BCP 47 tag of the target.
        fresh: try them again, whatever is kept.

    Raises:
        EngineError: the engine stopped.
    """
    kept = None if fresh else known_probe(engine, locale)
    if kept is None:
        kept = _try_all(engine, locale)
        _keep(place_of(engine, locale), kept)
    _KNOWN[place_of(engine, locale)] = kept
    return kept


def known_probe(engine: Engine, locale: str) -> Probe | None:
    """What was found before, in this process or another; None where the nouns were not tried yet."""
    place = place_of(engine, locale)
    kept = _KNOWN.get(place) or _read(place)
    if kept is not None:
        _KNOWN[place] = kept
    return kept


def carrier(language: str, kind: str, number: str) -> str:
    """The list's first sentence for a kind of noun, with ``{}`` in the noun's place."""
    return _carriers(language)[kind, number][0]


def find_form(text: str, form: str, language: str) -> list[tuple[int, int]]:
    """Every place where a form stands in a text as whole words, whatever the case; in code points."""
    wanted = [word.fold for word in words(form, language)]
    said = words(text, language)
    return [
        (said[at].start, said[at + len(wanted) - 1].end)
        for at in range(len(said) - len(wanted) + 1)
        if [word.fold for word in said[at : at + len(wanted)]] == wanted
    ]


# --- the list -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Trial:
    """A noun in one number, and its sentences."""

    kind: str
    source: str
    gender: str
    number: str
    sentences: tuple[str, ...]


def _list_of(language: str) -> Path:
    return Path(str(resources.files("pinglot.pins").joinpath(f"nouns.{language}.txt")))


def place_of(engine: Engine, locale: str) -> Path:
    """The file that keeps what is found of a model and locale."""
    digest = getattr(engine, "digest", "") or hashlib.sha256(engine.signature.encode()).hexdigest()
    return _folder() / f"{digest[:32]}.{_list_digest(locales.language(engine.source))}.{locale}.json"


@cache
def _list_digest(language: str) -> str:
    return hashlib.sha256(_list_of(language).read_bytes()).hexdigest()[:8]


def _lines(language: str) -> list[tuple[str, str]]:
    lines = _list_of(language).read_text(encoding="utf-8").splitlines()
    pairs = (line.split(" ", 1) for line in lines if line.strip() and not line.startswith("#"))
    return [(kind, rest) for kind, rest in pairs]


@cache
def _carriers(language: str) -> dict[tuple[str, str], list[str]]:
    carriers: dict[tuple[str, str], list[str]] = {}
    for kind, rest in _lines(language):
        if kind == "carrier":
            of, number, sentence = rest.split(" ", 2)
            carriers.setdefault((of, number), []).append(sentence)
    return carriers


def _trials(language: str) -> list[_Trial]:
    carriers = _carriers(language)
    trials: list[_Trial] = []
    for kind, rest in _lines(language):
        if kind == "carrier":
            continue
        said = rest.split()
        is_name = kind == "name"
        gender = said[1] if is_name else ""
        for number, noun in zip(("sg", "pl"), said[:1] if is_name else said, strict=False):
            sentences = tuple(sentence.replace("{}", noun) for sentence in carriers[kind, number])
            trials.append(_Trial(kind, noun, gender, number, sentences))
    return trials


# --- trying ---------------------------------------------------------------------------------------------------


def _try_all(engine: Engine, locale: str) -> Probe:
    language = locales.language(locale)
    trials = _trials(locales.language(engine.source))
    drafts = iter(engine.translate([Sentence(sentence) for trial in trials for sentence in trial.sentences]))
    answers = [[next(drafts) for _ in trial.sentences] for trial in trials]
    usual = _usual_words(trials, answers, language)
    proxies: list[Proxy] = []
    refused: list[tuple[str, str]] = []
    agreed: list[bool] = []
    for trial, answer in zip(trials, answers, strict=True):
        target = trial.source if trial.kind in ("name", "place") else _translation(answer, usual, language)
        reason = _refusal(trial, target, answer, language)
        gender = trial.gender
        if not reason and trial.kind not in ("name", "place"):
            agreed += _alignment_agrees(trial, answer, target)
            gender, reason = _gender(trial, answer, target, language)
        if reason:
            refused.append((trial.source, reason))
        else:
            scores = [draft.score for draft in answer if draft.score is not None]
            proxies.append(
                Proxy(trial.kind, trial.source, target, gender, trial.number, round(min(scores, default=0.0), 1) + 0.0)
            )
    spread = _spread(trials, answers, {proxy.source for proxy in proxies})
    proxies, homonyms = _without_homonyms(proxies)
    proxies.sort(key=lambda proxy: -proxy.score)  # stable: the list's order among equals
    return Probe(
        engine.signature,
        locale,
        tuple(proxies),
        (*refused, *homonyms),
        round(sum(agreed) / len(agreed), 2) if agreed else None,
        spread,
    )


def _spread(trials: Sequence[_Trial], answers: Sequence[Sequence[Draft]], accepted: Container[str]) -> float:
    by_sentence: dict[tuple[str, str, int], list[float]] = {}
    for trial, answer in zip(trials, answers, strict=True):
        if trial.source in accepted:
            for place, draft in enumerate(answer):
                if draft.score is not None:
                    by_sentence.setdefault((trial.kind, trial.number, place), []).append(draft.score)
    below = sorted(median(scores) - score for scores in by_sentence.values() for score in scores)
    return round(max(below[int(0.95 * (len(below) - 1))], 0.0), 1) if below else 0.0


def _usual_words(trials: Sequence[_Trial], answers: Sequence[Sequence[Draft]], language: str) -> frozenset[str]:
    """What the sentences say whatever the noun: words in the drafts of more than a few nouns."""
    seen: Counter[str] = Counter()
    for answer in answers:
        seen.update({word.fold for draft in answer for word in words(draft.text, language)})
    return frozenset(word for word, count in seen.items() if count > max(3, len(trials) / 20))


def _translation(answer: Sequence[Draft], usual: frozenset[str], language: str) -> str:
    """The one word that every draft has and few other nouns' drafts do; ``""`` where there is none.

    It is found without the alignment, so that the alignment can be judged by it.
    """
    own = [{word.fold for word in words(draft.text, language)} - usual for draft in answer]
    common = set.intersection(*own)
    first = [word for word in words(answer[0].text, language) if word.fold in common and word.letters]
    if not first or any(not word.glued for word in first[1:]):
        return ""
    return answer[0].text[first[0].start : first[-1].end].lower()


def _refusal(trial: _Trial, target: str, answer: Sequence[Draft], language: str) -> str:
    if not target:
        return "its translation is not one word, the same in every sentence"
    if trial.kind not in ("name", "place") and target == trial.source.lower():
        return "it comes out as it went in, which a noun that the model does not know does, too"
    if any(len(find_form(draft.text, target, language)) != 1 for draft in answer):
        return f"“{target}” does not stand exactly once in every translation"
    return ""


def _gender(trial: _Trial, answer: Sequence[Draft], target: str, language: str) -> tuple[str, str]:
    """The gender that every article before the target shows, or why there is none."""
    if not grammar.shows_gender(language):
        return "", ""
    seen: set[str] = set()
    for sentence, draft in zip(trial.sentences, answer, strict=True):
        if re.search(rf"\b(?i:the) {re.escape(trial.source)}\b", sentence):
            ((start, _),) = find_form(draft.text, target, language)
            cells = grammar.cells_before(draft.text, start, language)
            fitting = {gender for gender, number in cells if number == trial.number}
            if not fitting:
                return "", f"no article that shows its number stands before “{target}”"
            seen |= fitting
    if len(seen) != 1:
        return "", f"“{target}” comes with articles of two genders"
    return seen.pop(), ""


def _alignment_agrees(trial: _Trial, answer: Sequence[Draft], target: str) -> Iterable[bool]:
    for sentence, draft in zip(trial.sentences, answer, strict=True):
        if draft.alignment is not None:
            start = sentence.index(trial.source)
            said = [
                draft.text[link.target_start : link.target_end].lower()
                for link in draft.alignment
                if link.source_start < start + len(trial.source) and start < link.source_end
            ]
            yield target in said


def _without_homonyms(proxies: Sequence[Proxy]) -> tuple[list[Proxy], list[tuple[str, str]]]:
    """Without nouns that share a translation: which of them stands there could not be told."""
    count = Counter(proxy.target for proxy in proxies)
    return (
        [proxy for proxy in proxies if count[proxy.target] == 1],
        [
            (one.source, f"“{one.target}” is another noun's translation, too")
            for one in proxies
            if count[one.target] > 1
        ],
    )


# --- keeping --------------------------------------------------------------------------------------------------


def _folder() -> Path:
    return files.user_cache() / "probes"


def _keep(place: Path, found: Probe) -> None:
    said = json.dumps({"version": _VERSION, **asdict(found)}, ensure_ascii=False, indent=1)
    # Where it cannot be written it stays in memory, and the next process tries again.
    with contextlib.suppress(OSError, PinglotError):
        place.parent.mkdir(parents=True, exist_ok=True)
        files.write_bytes(place, said.encode())


def _read(place: Path) -> Probe | None:
    """A stored result, None where there is none that can be used."""
    try:
        return _probe_of(json.loads(place.read_bytes()))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _probe_of(said: dict[str, Any]) -> Probe | None:
    if said.pop("version") != _VERSION:
        return None
    proxies = tuple(Proxy(**each) for each in said.pop("proxies"))
    refused = tuple((str(noun), str(why)) for noun, why in said.pop("refused"))
    return Probe(proxies=proxies, refused=refused, **said)
