"""Trials of how a package is worked through: what is tried, what is kept, and that no text depends on it."""

from __future__ import annotations

import pytest

from pinglot.engines import packages, tuning
from pinglot.engines.argos import provider
from pinglot.engines.decoder import Speed
from pinglot.engines.tuning import Tuner, kept, place
from pinglot.model import Sentence


@pytest.fixture
def package(lay, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr("pinglot.engines.decoder.cores", lambda: 2)
    monkeypatch.setattr("pinglot.engines.tuning.cores", lambda: 2)
    return packages.read(lay())


def tuned(package, seconds: dict[Speed, float], fallback: float = 1.0) -> Tuner:
    tuner = Tuner(package)
    while tuner.trial is not None:
        tuner.note(tuner.trial, 1000, seconds.get(tuner.trial, fallback))
    return tuner


@pytest.mark.parametrize(
    ("seconds", "best"),
    [
        ({}, Speed(2, 256)),
        ({Speed(2, 384): 0.98}, Speed(2, 256)),  # by chance
        ({Speed(2, 192): 0.5}, Speed(2, 192)),
        ({Speed(2, 384): 0.7, Speed(1, 384): 0.5}, Speed(1, 384)),
        ({Speed(1, 256): 0.5}, Speed(1, 256)),
    ],
)
def test_the_fastest_is_kept_for_the_next_process(package, seconds, best):
    assert kept(package) is None
    assert tuned(package, seconds).best == best
    assert kept(package) == best
    again = Tuner(package)
    assert (again.best, again.trial) == (best, None)


def test_a_trial_that_tells_nothing_is_done_again(package):
    tuner = Tuner(package)
    first = tuner.trial
    assert first is not None
    tuner.note(first, 3, 1.0)
    assert tuner.trial == first
    tuner.note(Speed(7), 1000, 1.0)
    assert tuner.trial == first


def test_one_core_has_one_worker(package, monkeypatch):
    monkeypatch.setattr("pinglot.engines.decoder.cores", lambda: 1)
    tuner = Tuner(package)
    while tuner.trial is not None:
        assert tuner.trial.workers == 1
        tuner.note(tuner.trial, 1000, 1.0)
    assert tuner.best == Speed(1)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"workers": 0, "batch": 9}', '{"workers": "2"}', "\0"])
def test_a_spoilt_file_is_as_none(package, text):
    place(package).parent.mkdir(parents=True)
    place(package).write_text(text)
    assert kept(package) is None
    assert tuned(package, {}).best == kept(package) == Speed(2)


def test_another_model_or_machine_is_tried_for_itself(package, monkeypatch):
    before = place(package)
    (package.path / "model" / "model.bin").touch()
    changed = place(package)
    monkeypatch.setattr("pinglot.engines.tuning.machine", lambda: "another")
    assert len({before, changed, place(package)}) == 3


def test_a_long_text_tries_and_says_the_same(package, monkeypatch):
    monkeypatch.setattr(tuning, "WARM_UP", 20)
    monkeypatch.setattr(tuning, "WINDOW", 20)
    monkeypatch.setattr(tuning, "_LEAST", 20)
    words = ["the", "red", "house", "is", "Anna", "and", "London", "book"]
    texts = [f"{one} {two} {three}" for one in words for two in words for three in words][:400]
    texts += [f"the {number}" for number in range(200)]
    monkeypatch.setattr("pinglot.engines.argos.WINDOW", 20)
    with provider.open("en", "es") as engine:
        drafts = engine.translate([Sentence(text) for text in texts])
    assert kept(package) is not None
    with provider.open("en", "es") as engine:
        assert [draft.text for draft in engine.translate([Sentence(text) for text in texts])] == [
            draft.text for draft in drafts
        ]
    assert [draft.text for draft in drafts[:3]] == ["la la la", "la la roja", "la la casa"]


def test_a_place_that_cannot_be_written_stops_nothing(package, monkeypatch, tmp_path):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert tuned(package, {}).best == Speed(2)
    assert kept(package) is None
