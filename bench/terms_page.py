"""The page on pins: what ``python -m bench terms`` found, and the sentences drawn at random with a reader's verdicts.

The verdicts stand in ``bench/data/read.tsv``, each for one text: where the text has changed since, the sentence counts
as not read.
"""

from __future__ import annotations

import csv
import json
import random
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from bench import tico
from bench.measure import RESULTS, markdown, stamp
from pinglot import engines

if TYPE_CHECKING:
    from bench.terms import Everyday, Outcome, Run

__all__ = ["PAGE", "sample", "small_table", "tables", "tico_table", "ways"]

PAGE = Path(__file__).parents[1] / "docs" / "pins.md"
READ = Path(__file__).parent / "data" / "read.tsv"
DRAWN, SEED = 60, 19


def drawn(run: Run) -> list[tuple[tico.Line, str, str, list[str]]]:
    """Changed sentences drawn at random: the line, without and with pins, and the pins as ``term → form``.

    The order of drawing does not depend on which sentences changed, so that most stay when the engine changes a few.
    """
    order = random.Random(SEED).sample(range(len(run.lines)), len(run.lines))
    chosen = sorted([n for n in order if run.plain[n].text != run.pinned[n].text][:DRAWN])
    return [
        (
            run.lines[n],
            run.plain[n].text,
            run.pinned[n].text,
            [f"{pin.source} → {pin.form or 'not held'}" for pin in run.pinned[n].pins],
        )
        for n in chosen
    ]


def verdicts(path: Path = READ) -> dict[tuple[str, str], tuple[str, str]]:
    """What a reader said: ``(id, translation) → (verdict, why)``."""
    if not path.exists():
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return {(row["id"], row["text"]): (row["verdict"], row["why"]) for row in rows}


def tables(outcomes: Sequence[Outcome], small: Sequence[Everyday], signatures: Sequence[str]) -> str:
    """The figures as Markdown."""
    return "\n\n".join([_stamped(signatures), *map(tico_table, outcomes), small_table(small)])


def _stamped(signatures: Sequence[str]) -> str:
    versions = stamp("sacrebleu", "simplemma", "ctranslate2")
    with engines.open_engine("apertium", "en", "es") as engine:
        versions["engine"] = engine.signature
    shown = ", ".join(f"{key} {value}" for key, value in versions.items())
    return f"Measured with {shown}; sacrebleu's signatures: " + "; ".join(f"`{one}`" for one in signatures) + "."


def tico_table(one: Outcome) -> str:
    all_plain, all_pinned, some_plain, some_pinned = one.quality
    rows: list[tuple[str, ...]] = [
        ("terms, exact", *(f"{each.exact:.1f}%" for each in (one.plain, one.with_pins, one.reference))),
        ("terms, by lemma", *(f"{each.lemma:.1f}%" for each in (one.plain, one.with_pins, one.reference))),
        ("terms, exclusive", *(f"{each.exclusive:.1f}%" for each in (one.plain, one.with_pins, one.reference))),
        ("chrF, all", f"{all_plain.chrf:.1f}", f"{all_pinned.chrf:.1f}", ""),
        ("chrF, sentences with a pin", f"{some_plain.chrf:.1f}", f"{some_pinned.chrf:.1f}", ""),
        ("BLEU, all", f"{all_plain.bleu:.1f}", f"{all_pinned.bleu:.1f}", ""),
        ("BLEU, sentences with a pin", f"{some_plain.bleu:.1f}", f"{some_pinned.bleu:.1f}", ""),
        ("TER, all (lower is better)", f"{all_plain.ter:.1f}", f"{all_pinned.ter:.1f}", ""),
        ("TER, sentences with a pin", f"{some_plain.ter:.1f}", f"{some_pinned.ter:.1f}", ""),
        ("fuzzy for a term", "", f"{one.fuzzy_terms:.1f}%", ""),
        ("fuzzy for anything", f"{one.fuzzy_plain:.1f}%", f"{one.fuzzy:.1f}%", ""),
        ("ms a sentence with a pin", *(f"{value:.1f}" for value in one.milliseconds), ""),
    ]
    said = [
        f"**TICO-19, en → es, Apertium, glossary {one.name}** ({one.rows} rows after {one.fixes} fixes): "
        f"{one.occurrences:,} terms in {one.pinned:,} of {one.sentences:,} sentences, counted before the glossary was "
        f"cleaned; {one.dropped} of them of rows that cleaning dropped.",
        markdown(("", "without a glossary", "with pins", "the reference"), rows),
        f"Held: {one.held:,} of {one.pins:,} pins ({_percent(one.held, one.pins):.2f}%); not held and not said: "
        f"{one.unsaid}. By strategy: {_shares(one.strategies)}. Of {one.displaced:,} terms that the plain run says "
        f"otherwise, the other rendering still stands in {_listed(one.left)}. Sentences without a term byte for byte "
        f"as without a glossary: {'all' if one.identical else 'NOT all'}. Time by time without pins, where every "
        f"sentence has one: {one.ratio:.2f}.",
        f"The pins changed {one.changed:,} sentences. In {_share(one.agreeing, one)} a word farther away came into "
        f"agreement. A word moved past a pin in {_listed(one.moved)}; an article was set or dropped farther away in "
        f"{_listed(one.articles)}; a word changed in none of these ways in {_words(one.elsewhere)}.",
    ]
    return "\n\n".join(said)


def small_table(small: Sequence[Everyday]) -> str:
    rows = [
        (
            one.name,
            str(one.sentences),
            f"{_percent(one.right, one.sentences):.1f}%",
            f"{_percent(one.held, one.pins):.2f}% of {one.pins}",
            str(one.unsaid),
            _shares(one.strategies),
            f"{one.ratio:.2f} ({one.milliseconds[0]:.1f} → {one.milliseconds[1]:.1f} ms)",
        )
        for one in small
    ]
    head = ("sentences", "count", "exactly the right sentence", "held", "unsaid", "strategies", "time by time without")
    return "**The small package's own sentences, Argos** (every sentence has a pin):\n\n" + markdown(head, rows)


def ways() -> dict[str, str]:
    """What ``python -m bench proxies`` found when it was last run; nothing where it was not run here."""
    path = RESULTS / "proxies.json"
    if not path.exists():
        return {}
    found = json.loads(path.read_text(encoding="utf-8"))
    rows = [(row["set"], row["way"], f"{row['right']:.1f}%", str(row["held"])) for row in found["ways"]]
    choices = [
        (row["set"], row["choice"], f"{row['right']:.1f}%") for row in found["choices"] if " over " not in row["choice"]
    ]
    left_out = [(row["way"], str(row["held"]), f"{row['right']:.1f}%") for row in found["left out"]]
    said = [
        f"Without any pin the model gets {found['ceiling']:.1f}% of such sentences right. By way of pinning:",
        markdown(("sentences", "way", "exactly the right sentence", "pins held"), rows),
        "By what chooses among the candidates:",
        markdown(("sentences", "choice by", "exactly the right sentence"), choices),
        "And two ways that were left out, over the 400 sentences with one pin:",
        markdown(("way", "pins held", "exactly the right sentence"), left_out),
    ]
    return {"ways": "\n\n".join(said)}


def _share(part: int, one: Outcome) -> str:
    return f"{_percent(part, one.changed):.1f}%"


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f"`{name}`" for name in names) or "none"


def _words(elsewhere: dict[str, tuple[str, ...]]) -> str:
    return ", ".join(f"`{name}` ({', '.join(words)})" for name, words in elsewhere.items()) or "none"


def _percent(part: int, whole: int) -> float:
    return 100 * part / whole if whole else 0.0


def _shares(strategies: dict[str, float]) -> str:
    return ", ".join(f"{name} {share:.1f}%" for name, share in strategies.items())


def sample(run: Run) -> str:
    """The drawn sentences with their verdicts as Markdown."""
    known = verdicts()
    found = drawn(run)
    said = [(*each, *known.get((each[0].id, each[2]), ("not read", ""))) for each in found]
    counts = Counter(each[4] for each in said)
    out = [
        f"{len(found)} of the sentences that pins changed, drawn with seed {SEED}. "
        + ", ".join(f"{verdict}: {count}" for verdict, count in counts.most_common())
        + "."
    ]
    for number, (line, plain, pinned, pins, verdict, why) in enumerate(said, 1):
        out.append(
            f"{number}. {line.source} (`{line.id}`; {'; '.join(pins)})\n"
            f"   - without: {plain}\n   - with: {pinned}\n   - **{verdict}**{'. ' + why if why else ''}"
        )
    return "\n\n".join(out)
