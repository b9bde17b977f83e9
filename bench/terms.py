"""How many pins hold, and what that costs: on TICO-19 through Apertium, and on the small package's own sentences.

``python -m bench terms`` prints what it finds, writes ``build/bench/terms.json``, and the tables and the sentences
drawn at random into ``docs/pins.md`` (:mod:`bench.terms_page`).
"""

from __future__ import annotations

import json
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

from bench import counting, everyday, terms_page, tico
from bench.measure import RESULTS, write
from pinglot import engines
from pinglot.glossary import Glossary
from pinglot.jobs.translator import Translator
from pinglot.model import Match, Sentence, Severity, Translation
from pinglot.pins import examine, judge
from pinglot.pins.changes import Displaced, changed, displaced, still_stands

SEED = 19
TIMED = 400  # sentences in a timed round


Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Success:
    """Shares of terms that are said, in percent of all occurrences."""

    exact: float
    lemma: float
    exclusive: float


@dataclass(frozen=True, slots=True)
class Quality:
    """sacrebleu's scores against the reference."""

    chrf: float
    bleu: float
    ter: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run over TICO-19 gave.

    Attributes:
        name: which glossaries.
        rows, fixes: rows of the cleaned glossary, and changes that cleaning made.
        occurrences, dropped: terms in the sentences, counted before cleaning; those of rows that cleaning dropped.
        sentences, pinned: all, and those with a pin.
        plain, with_pins, reference: term success of the three.
        pins, held: of the run itself, with the cleaned glossary.
        unsaid: pins not held whose sentence is not fuzzy; must be 0.
        fuzzy_terms, fuzzy, fuzzy_plain: percent of all sentences that a person must look at: for a term, at all, and
            in the run without a glossary.
        quality: (all plain, all pinned, with a pin plain, with a pin pinned).
        strategies: percent of held pins.
        displaced, left: pins whose plain rendering was another, and the sentences where that still stands beside them.
        changed: sentences whose text the pins changed.
        agreeing: of these, how many have a word farther away that came into agreement (:mod:`pinglot.pins.changes`).
        moved, articles: those with a word that moved past a pin, or an article set or dropped farther away.
        elsewhere: the sentences with a word that changed in none of them, with the words.
        identical: whether every sentence without a term came out byte for byte as without a glossary.
        ratio: time with pins by time without, for sentences that have one.
        milliseconds: of a sentence, without and with pins.
    """

    name: str
    rows: int
    fixes: int
    occurrences: int
    dropped: int
    sentences: int
    pinned: int
    plain: Success
    with_pins: Success
    reference: Success
    pins: int
    held: int
    unsaid: int
    fuzzy_terms: float
    fuzzy: float
    fuzzy_plain: float
    quality: tuple[Quality, Quality, Quality, Quality]
    strategies: dict[str, float]
    displaced: int
    left: tuple[str, ...]
    changed: int
    agreeing: int
    moved: tuple[str, ...]
    articles: tuple[str, ...]
    elsewhere: dict[str, tuple[str, ...]]
    identical: bool
    ratio: float
    milliseconds: tuple[float, float]


# --- TICO-19 --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Run:
    """Sentences, what they became without and with pins, and the pins in them."""

    lines: list[tico.Line]
    plain: list[Translation]
    pinned: list[Translation]
    matches: list[list[Match]]


def tico_outcome(names: Sequence[str], lines: list[tico.Line]) -> tuple[Outcome, Run]:
    """Runs the glossaries named over the sentences."""
    with tempfile.TemporaryDirectory() as folder, engines.open_engine("apertium", "en", "es") as engine:
        raw, repairs = tico.prepare(Path(folder), names)
        glossary = Glossary.load([folder], target="es")
        counted = tico.occurrences(raw, glossary.terms, lines)
        sources = [line.source for line in lines]
        plain = Translator("en", "es", engine).translate(sources)
        pinned = Translator("en", "es", engine, glossary).translate(sources)
        found = [glossary.find(source) for source in sources]
        others = _displaced(engine, sources, found)
        ratio, milliseconds = _times(engine, glossary, [s for s, m in zip(sources, found, strict=True) if m])
    run = Run(lines, plain, pinned, found)
    texts = [one.text for one in plain], [one.text for one in pinned], [line.reference for line in lines]
    some = [place for place, here in enumerate(found) if here]
    spans = [_spans(one.text, matches) for one, matches in zip(pinned, found, strict=True)]
    still = list(map(still_stands, others, texts[0], texts[1], spans))
    changes = {
        line.id: changed(before, after, places, said, matches, "es")
        for line, before, after, places, said, matches in zip(lines, *texts[:2], spans, others, found, strict=True)
        if before != after
    }
    strategies = Counter(pin.strategy for one in pinned for pin in one.pins if pin.held)
    held = sum(strategies.values())
    return (
        Outcome(
            name=" and ".join(names),
            rows=len(glossary),
            fixes=len(repairs),
            occurrences=counted.total,
            dropped=counted.dropped,
            sentences=len(lines),
            pinned=len(some),
            plain=_success(counted, texts[0]),
            with_pins=_success(counted, texts[1]),
            reference=_success(counted, texts[2]),
            pins=sum(map(len, found)),
            held=held,
            unsaid=sum(not pin.held and not one.fuzzy for one in pinned for pin in one.pins),
            fuzzy_terms=_percent(sum(map(_fuzzy_for_a_term, pinned)), len(lines)),
            fuzzy=_percent(sum(one.fuzzy for one in pinned), len(lines)),
            fuzzy_plain=_percent(sum(one.fuzzy for one in plain), len(lines)),
            quality=(
                _quality(texts[0], texts[2]),
                _quality(texts[1], texts[2]),
                _quality([texts[0][n] for n in some], [texts[2][n] for n in some]),
                _quality([texts[1][n] for n in some], [texts[2][n] for n in some]),
            ),
            strategies={name: _percent(count, held) for name, count in strategies.most_common()},
            displaced=sum(map(len, others)),
            left=tuple(line.id for number, line in enumerate(lines) if still[number]),
            changed=len(changes),
            agreeing=sum(bool(change.agreeing) for change in changes.values()),
            moved=tuple(name for name, change in changes.items() if change.moved),
            articles=tuple(name for name, change in changes.items() if change.articles),
            elsewhere={name: change.elsewhere for name, change in changes.items() if change.elsewhere},
            identical=all(a.text == b.text for a, b, m in zip(plain, pinned, found, strict=True) if not m),
            ratio=ratio,
            milliseconds=milliseconds,
        ),
        run,
    )


def _success(counted: tico.Occurrences, texts: Sequence[str]) -> Success:
    exact = lemma = exclusive = 0
    for matches, text in zip(counted.matches, texts, strict=True):
        if matches:
            wanted = [match.term.accepted for match in matches]
            exact += counting.exact(wanted, text)
            lemma += counting.lemma(wanted, text)
            exclusive += sum(pin.held for pin in judge(text, matches, "es"))
    return Success(*(_percent(count, counted.total) for count in (exact, lemma, exclusive)))


def _quality(texts: Sequence[str], references: Sequence[str]) -> Quality:
    import sacrebleu

    against = [list(references)]
    # TER takes minutes for a corpus; it is the sum of edits by the sum of lengths, so equal sentences share theirs.
    edits, lengths = zip(*map(_edits, texts, references), strict=True)
    return Quality(
        round(sacrebleu.corpus_chrf(texts, against).score, 2),
        round(sacrebleu.corpus_bleu(texts, against).score, 2),
        round(100 * sum(edits) / sum(lengths), 2),
    )


@cache
def _edits(text: str, reference: str) -> tuple[float, float]:
    from sacrebleu.metrics.ter import TER

    score = TER().sentence_score(text, [reference])
    return score.num_edits, score.ref_length


def signatures() -> list[str]:
    """What sacrebleu says of how it measured."""
    from sacrebleu.metrics.bleu import BLEU
    from sacrebleu.metrics.chrf import CHRF
    from sacrebleu.metrics.ter import TER

    metrics = {"chrF": CHRF(), "BLEU": BLEU(), "TER": TER()}
    for metric in metrics.values():
        metric.corpus_score(["a"], [["a"]])
    return [f"{name}: {metric.get_signature()}" for name, metric in metrics.items()]


def _spans(text: str, matches: Sequence[Match]) -> list[Span]:
    return [(span.start, span.end) for span in examine(text, matches, "es").spans if span]


def _displaced(engine: engines.Engine, sources: Sequence[str], found: Sequence[list[Match]]) -> list[list[Displaced]]:
    """For each sentence the terms that the plain draft says otherwise."""
    with_terms = [place for place, matches in enumerate(found) if matches]
    drafts = engine.translate([Sentence(sources[place]) for place in with_terms])
    words: list[list[Displaced]] = [[] for _ in sources]
    for place, draft in zip(with_terms, drafts, strict=True):
        matches = found[place]
        words[place] = displaced(draft, matches, examine(draft.text, matches, "es"))
    return words


def _fuzzy_for_a_term(one: Translation) -> bool:
    return any(finding.check.startswith("terms.") and finding.severity is Severity.ERROR for finding in one.findings)


def _times(engine: engines.Engine, glossary: Glossary, sources: Sequence[str]) -> tuple[float, tuple[float, float]]:
    """The ratio with and without pins, and milliseconds a sentence of both: medians of rounds, one after the other."""
    some = random.Random(SEED).sample(list(sources), min(TIMED, len(sources)))
    ratios, without, with_them = [], [], []
    for _ in range(5):
        start = time.perf_counter()
        Translator("en", "es", engine).translate(some)
        middle = time.perf_counter()
        Translator("en", "es", engine, glossary).translate(some)
        end = time.perf_counter()
        without.append(middle - start)
        with_them.append(end - middle)
        ratios.append((end - middle) / (middle - start))
    middle_of = [sorted(values)[len(values) // 2] for values in (ratios, without, with_them)]
    return round(middle_of[0], 2), (
        round(1000 * middle_of[1] / len(some), 2),
        round(1000 * middle_of[2] / len(some), 2),
    )


def _percent(part: int, whole: int) -> float:
    return round(100 * part / whole, 2) if whole else 0.0


# --- the small package ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Everyday:
    """What a run over sentences with one right translation gave; counts, and the time's ratio."""

    name: str
    sentences: int
    right: int
    plain_right: int
    pins: int
    held: int
    unsaid: int
    strategies: dict[str, float]
    ratio: float
    milliseconds: tuple[float, float]


def everyday_outcomes() -> list[Everyday]:
    """Sentences with one pin, and with two to four."""
    glossary = Glossary(everyday.TERMS, target="es")
    try:
        with everyday.small_package() as engine:
            return [
                _everyday("one pin", list(everyday.pairs(1000, seed=71)), engine, glossary),
                _everyday("two to four pins", list(everyday.pairs(600, seed=72, wanted=(2, 3, 4))), engine, glossary),
            ]
    except FileNotFoundError as missing:
        print(missing, file=sys.stderr)
        return []


def _everyday(name: str, pairs: list[everyday.Pair], engine: engines.Engine, glossary: Glossary) -> Everyday:
    sources = [pair.source for pair in pairs]
    pinned = Translator("en", "es", engine, glossary).translate(sources)
    plain = Translator("en", "es", engine).translate(sources)
    strategies = Counter(pin.strategy for one in pinned for pin in one.pins if pin.held)
    ratio, milliseconds = _times(engine, glossary, sources)
    return Everyday(
        name=name,
        sentences=len(pairs),
        right=sum(one.text == pair.target for one, pair in zip(pinned, pairs, strict=True)),
        plain_right=sum(one.text == pair.target for one, pair in zip(plain, pairs, strict=True)),
        pins=sum(len(one.pins) for one in pinned),
        held=sum(strategies.values()),
        unsaid=sum(not pin.held and not one.fuzzy for one in pinned for pin in one.pins),
        strategies={name: _percent(count, sum(strategies.values())) for name, count in strategies.most_common()},
        ratio=ratio,
        milliseconds=milliseconds,
    )


def main() -> None:
    """Measures everything and writes it down."""
    lines = tico.lines()
    outcomes = []
    for names in (("f", "g"), ("f",), ("g",)):
        outcome, run = tico_outcome(names, lines)
        outcomes.append(outcome)
        if len(outcomes) == 1:
            both = run
        print(terms_page.tico_table(outcome), flush=True)
    small = everyday_outcomes()
    print(terms_page.small_table(small))
    RESULTS.mkdir(parents=True, exist_ok=True)
    everything = {"tico": [asdict(one) for one in outcomes], "everyday": [asdict(one) for one in small]}
    (RESULTS / "terms.json").write_text(json.dumps(everything, indent=2, ensure_ascii=False), encoding="utf-8")
    parts = {"figures": terms_page.tables(outcomes, small, signatures()), "sample": terms_page.sample(both)}
    write(terms_page.PAGE, parts | terms_page.ways())


if __name__ == "__main__":
    main()
