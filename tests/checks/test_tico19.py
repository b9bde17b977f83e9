"""Human translations raise hardly an alarm, and a changed figure nearly always does: TICO-19, CC0."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import pytest

from pinglot.checks import Subject, run
from pinglot.checks.numbers import figures

DATA = Path(__file__).parents[2] / ".." / "shared" / "data" / "tico19"
PAIRS = {"es": "en-es.tsv", "ru": "en-ru.tsv", "zh-Hans": "en-zh.tsv"}
EVERY = 7
"""One line in so many is read, to stay quick."""


def subjects(locale: str) -> list[Subject]:
    file = DATA / PAIRS[locale]
    if not file.exists():
        pytest.skip(f"TICO-19 is not there: put {PAIRS[locale]} of github.com/tico-19 into shared/data/tico19")
    found = []
    for number, line in enumerate(file.read_text(encoding="utf-8").split("\n")):
        if line and number % EVERY == 0:
            _, source, target = line.split("\t")
            if target != "{NS}":  # the corpus's mark for "not translated"
                found.append(Subject(source, target, "en", locale))
    return found


@pytest.mark.parametrize("locale", sorted(PAIRS))
def test_human_translations_raise_hardly_an_alarm(locale):
    found = subjects(locale)
    alarms = Counter(check for subject in found for check in {one.check for one in run(subject)})
    assert all(count <= 0.01 * len(found) for count in alarms.values()), alarms


@pytest.mark.parametrize("locale", sorted(PAIRS))
def test_a_changed_figure_is_noticed(locale):
    chance = random.Random(19)
    tried = noticed = 0
    for subject in subjects(locale):
        offered = figures(subject.target, locale)
        if not offered or any(one.check.startswith("numbers.") for one in run(subject)):
            continue
        figure = chance.choice(offered)
        place = chance.choice([at for at in range(figure.start, figure.end) if subject.target[at].isdigit()])
        digit = chance.choice([one for one in "123456789" if one != subject.target[place]])
        target = subject.target[:place] + digit + subject.target[place + 1 :]
        tried += 1
        changed = Subject(subject.source, target, "en", locale)
        noticed += any(one.check.startswith("numbers.") for one in run(changed))
    assert tried > 100
    assert noticed >= 0.95 * tried, (noticed, tried)
