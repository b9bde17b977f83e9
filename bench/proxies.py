"""How proxies do against the other ways of pinning, on the small package: ``python -m bench proxies``.

Sentences of its own world, made fresh by :mod:`bench.everyday`, each with the one right translation: 400 with one pin
and 200 with two to four. *Right* is the whole sentence, letter by letter. The ceiling is what the model gets right
where nothing is pinned. The last tables are why costs are weighed with proxies on both sides, and why other drafts and
the pin's own word in the source are no strategies.
"""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from bench import everyday
from bench.measure import RESULTS, alternate, stamp
from pinglot import pins
from pinglot.engines.argos import ArgosEngine
from pinglot.glossary import Glossary
from pinglot.model import Draft, Sentence
from pinglot.pins.cost import weigh
from pinglot.pins.insert import noun_of
from pinglot.pins.proxy import ProxySwap
from pinglot.pins.strategy import NEAR, Candidate, Case, consider
from pinglot.pins.swap import Swap

SETS = (("one pin", 400, 401, (1,)), ("two to four pins", 200, 402, (2, 3, 4)))
ROUNDS = 7


@dataclass(frozen=True, slots=True)
class Set:
    """Sentences with their pins, their right translations and their plain drafts."""

    name: str
    sentences: list[Sentence]
    right: list[str]
    drafts: list[Draft]

    @classmethod
    def made(cls, engine: ArgosEngine, name: str, count: int, seed: int, wanted: Sequence[int]) -> Set:
        glossary = Glossary(everyday.TERMS, target="es")
        pairs = list(everyday.pairs(count, seed, wanted))
        sentences = [Sentence(pair.source, tuple(glossary.find(pair.source))) for pair in pairs]
        drafts = engine.translate([Sentence(sentence.text) for sentence in sentences])
        return cls(name, sentences, [pair.target for pair in pairs], drafts)

    def cases(self) -> list[Case]:
        found = []
        for sentence, draft in zip(self.sentences, self.drafts, strict=True):
            plain = Candidate.of(sentence, draft, ["plain"] * len(sentence.matches), "es")
            found.append(Case(sentence, plain, plain))
        return found

    def share(self, texts: Sequence[str | None]) -> float:
        """Percent that are right."""
        return 100 * sum(text == right for text, right in zip(texts, self.right, strict=True)) / len(self.right)


def ceiling(engine: ArgosEngine) -> float:
    """Percent of sentences without a pin that the model gets right."""
    pairs = list(everyday.pairs(1000, 403, (0,)))
    drafts = engine.translate([Sentence(pair.source) for pair in pairs])
    return 100 * sum(draft.text == pair.target for draft, pair in zip(drafts, pairs, strict=True)) / len(pairs)


def ways(engine: ArgosEngine, of: Set) -> list[dict[str, object]]:
    """Each way alone, then all rounds with their time against the run without pins."""
    rows: list[dict[str, object]] = []
    for name, strategy in (("swap of the aligned words", Swap()), ("proxy and swap", ProxySwap())):
        cases = of.cases()
        proposed = strategy.propose(engine, cases, "es")
        for case, candidate in zip(cases, proposed, strict=True):
            consider(case, candidate)
        texts = [case.best.draft.text for case in cases]
        held = sum(case.best.verdict.held for case in cases)
        rows.append({"set": of.name, "way": name, "right": of.share(texts), "held": held})
    done = pins.translate(engine, of.sentences, "es")
    asked = [Sentence(sentence.text) for sentence in of.sentences]
    figure = alternate(
        of.name,
        lambda: pins.translate(engine, of.sentences, "es"),
        "no pins",
        lambda: engine.translate(asked),
        rounds=ROUNDS,
    )
    rows.append(
        {
            "set": of.name,
            "way": "all rounds",
            "right": of.share([one.text for one in done]),
            "held": sum(pin.held for one in done for pin in one.pins),
            "pins": sum(len(one.pins) for one in done),
            "strategies": dict(Counter(pin.strategy for one in done for pin in one.pins)),
            "for a person": sum(finding.check == "terms.cost" for one in done for finding in one.findings),
            "ratio": [figure.ratio, figure.low, figure.high],
            "ratio of processor time": _processor(engine, of) / _processor(engine, of, pinned=False),
            "milliseconds": [1000 * figure.ours / len(asked), 1000 * figure.peers / len(asked)],
        }
    )
    return rows


def _processor(engine: ArgosEngine, of: Set, pinned: bool = True) -> float:
    """Seconds of processor time of all threads, the best of three: what other processes do does not enter into it."""
    times = []
    for _ in range(3):
        start = time.process_time()
        if pinned:
            pins.translate(engine, of.sentences, "es")
        else:
            engine.translate([Sentence(sentence.text) for sentence in of.sentences])
        times.append(time.process_time() - start)
    return min(times)


def choices(engine: ArgosEngine, of: Set) -> list[dict[str, object]]:
    """Which of a swap and a proxy is right, as two ways of scoring choose."""
    cases = of.cases()
    swaps = weigh(engine, cases, Swap().propose(engine, cases, "es"), "es")
    proxies = ProxySwap().propose(engine, cases, "es")

    def chosen(costs: Callable[[list[Candidate | None]], list[float]]) -> float:
        of_swaps, of_proxies = costs(swaps), costs(proxies)
        texts = [
            _text(proxy if ours <= theirs + NEAR else swap)
            for swap, proxy, theirs, ours in zip(swaps, proxies, of_swaps, of_proxies, strict=True)
        ]
        return of.share(texts)

    def with_pins(candidates: list[Candidate | None]) -> list[float]:
        pairs = [(case.sentence.text, _text(one)) for case, one in zip(cases, candidates, strict=True)]
        return [-score for score in engine.score(pairs)]

    def with_proxies(candidates: list[Candidate | None]) -> list[float]:
        return [one.cost if one is not None and one.cost is not None else 99.0 for one in candidates]

    tolerance = pins.probe(engine, "es").tolerance
    rows: list[dict[str, object]] = [
        {"set": of.name, "choice": "score of the sentence with its pins", "right": chosen(with_pins)},
        {"set": of.name, "choice": "cost, proxies on both sides", "right": chosen(with_proxies)},
    ]
    costs = list(zip(with_proxies(swaps), [_text(one) for one in swaps], of.right, strict=True))
    for wanted in (True, False):
        of_kind = [cost for cost, text, right in costs if (text == right) is wanted and cost < 99]
        over = 100 * sum(cost > tolerance for cost in of_kind) / max(len(of_kind), 1)
        kind = "right" if wanted else "wrong"
        rows.append({"set": of.name, "choice": f"{kind} swaps over the tolerance, of {len(of_kind)}", "right": over})
    return rows


def left_out(engine: ArgosEngine, of: Set) -> list[dict[str, object]]:
    """Other drafts, and the pin's own word in the source: what they would hold."""
    asked = [Sentence(sentence.text) for sentence in of.sentences]
    best = [
        next((draft.text for draft in drafts if _holds(sentence, draft)), None)
        for sentence, drafts in zip(of.sentences, engine.alternatives(asked, 8), strict=True)
    ]
    figure = alternate("8", lambda: engine.alternatives(asked, 8), "1", lambda: engine.translate(asked), rounds=3)
    switched = engine.translate([_switched(sentence) for sentence in of.sentences])
    said = [draft.text if _holds(each, draft) else None for each, draft in zip(of.sentences, switched, strict=True)]
    return [
        {"way": "8 best drafts", "held": sum(text is not None for text in best), "right": of.share(best),
         "ratio": figure.ratio},
        {"way": "the pin written into the source", "held": sum(text is not None for text in said),
         "right": of.share(said)},
    ]  # fmt: skip


def _text(candidate: Candidate | None) -> str:
    return "" if candidate is None else candidate.draft.text


def _holds(sentence: Sentence, draft: Draft) -> bool:
    return all(pin.held for pin in pins.judge(draft.text, sentence.matches, "es"))


def _switched(sentence: Sentence) -> Sentence:
    text = sentence.text
    for match in reversed(sentence.matches):
        number = "" if match.text.lower() == match.term.term.lower() else "pl"
        text = text[: match.start] + noun_of(match, number, "es").text + text[match.end :]
    return Sentence(text)


def main() -> None:
    """Prints the tables and writes ``build/bench/proxies.json``."""
    try:
        with everyday.small_package() as engine:
            sets = [Set.made(engine, *each) for each in SETS]
            found: dict[str, Any] = {
                "stamp": stamp("ctranslate2", "sentencepiece"),
                "ceiling": ceiling(engine),
                "ways": [row for each in sets for row in ways(engine, each)],
                "choices": [row for each in sets for row in choices(engine, each)],
                "left out": left_out(engine, sets[0]),
            }
    except FileNotFoundError as missing:
        print(missing, file=sys.stderr)
        return
    print(f"\n### proxies\n\n{', '.join(f'{key} {value}' for key, value in found['stamp'].items())}\n")
    print(f"Without a pin the model gets {found['ceiling']:.1f}% of 1000 sentences right.")
    for part in ("ways", "choices", "left out"):
        print()
        for row in found[part]:
            print("- " + "; ".join(f"{name}: {_shown(value)}" for name, value in row.items()))
    RESULTS.mkdir(parents=True, exist_ok=True)
    (RESULTS / "proxies.json").write_text(json.dumps(found, indent=2), encoding="utf-8")


def _shown(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.3g}"
    if isinstance(value, list):
        return " ".join(_shown(each) for each in value)
    return str(value)


if __name__ == "__main__":
    main()
