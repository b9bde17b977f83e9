"""The cache of drafts: it changes no result, survives everything, and stays within its limit."""

from __future__ import annotations

import logging
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pinglot.engines import open_engine
from pinglot.engines.argos import provider
from pinglot.engines.base import Capabilities, Closing
from pinglot.engines.cache import Cache, clear, place
from pinglot.engines.cached import CachedEngine, cached
from pinglot.model import OBJECT, Draft, Link, Match, Sentence, Term


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


class Parrot(Closing):
    """Says what it was asked and how often it has been asked at all, so that a second asking shows."""

    source, target, signature, digest = "en", "es", "parrot", "1"
    capabilities = Capabilities(alignment=True)

    def __init__(self) -> None:
        self.asked: list[str] = []

    def translate(self, sentences: Sequence[Sentence]) -> list[Draft]:
        self.asked += [sentence.text for sentence in sentences]
        return [self.draft(sentence.text) for sentence in sentences]

    def draft(self, text: str) -> Draft:
        links = (Link(0, len(text), 0, len(text)),)
        return Draft(f"{text} {len(self.asked)}", links, score=-0.1 / 3, unknown=(text,), truncated=True)

    def close(self) -> None: ...


def said(engine, *texts: str) -> list[str]:
    return [draft.text for draft in engine.translate([Sentence(text) for text in texts])]


def test_nothing_is_asked_twice_in_one_run_or_in_the_next():
    first = Parrot()
    assert said(cached(first, Cache()), "a", "b", "a") == ["a 2", "b 2", "a 2"]
    assert first.asked == ["a", "b"]
    second = Parrot()
    assert said(cached(second, Cache()), "c", "a", "b") == ["c 1", "a 2", "b 2"]
    assert second.asked == ["c"]


@settings(max_examples=60)
@given(
    st.builds(
        Draft,
        st.text("ab é漢\n\ud800" + OBJECT),
        st.none() | st.lists(st.builds(Link, *[st.integers(0, 9)] * 4), max_size=4).map(tuple),
        st.lists(st.sampled_from(["", "swap"]), max_size=2).map(tuple),
        st.none() | st.floats(allow_nan=False),
        st.lists(st.text(max_size=3), max_size=2).map(tuple),
        st.booleans(),
        st.none() | st.builds(Draft, st.text("ab é漢"), st.just((Link(0, 1, 0, 1),))),
    ),
    st.text(max_size=5),
)
def test_every_field_of_a_draft_comes_back_as_it_was(draft, text):
    cache = Cache()
    talker, silent = Parrot(), Parrot()
    talker.digest = silent.digest = repr(draft)
    talker.translate = lambda sentences: [draft] * len(sentences)  # type: ignore[method-assign]
    CachedEngine(talker, cache).translate([Sentence(text)])
    assert CachedEngine(silent, cache).translate([Sentence(text)]) == [draft]
    assert not silent.asked


def test_a_draft_without_its_alignment_serves_nobody_who_needs_it():
    class Sparing(Parrot):
        """Spares itself the links that nobody asks for, as an engine may."""

        def translate(self, sentences):
            drafts = super().translate(sentences)
            return [
                draft if sentence.align else replace(draft, alignment=None)
                for sentence, draft in zip(sentences, drafts, strict=True)
            ]

    engine = Sparing()
    behind = cached(engine, Cache())
    bare, whole = Sentence("a", align=False), Sentence("a")
    assert behind.translate([bare])[0].alignment is None
    assert behind.translate([bare])[0].alignment is None and engine.asked == ["a"]
    assert behind.translate([bare, whole, bare])[0].alignment
    assert engine.asked == ["a", "a"]
    assert all(draft.alignment for draft in cached(engine, Cache()).translate([whole, bare]))
    assert engine.asked == ["a", "a"]


def test_an_engine_that_cannot_align_is_not_asked_for_it_again():
    engine = Parrot()
    engine.draft = lambda text: Draft(text)  # type: ignore[method-assign]
    for _ in range(2):
        assert cached(engine, Cache()).translate([Sentence("a")])[0].alignment is None
    assert engine.asked == ["a"]


@pytest.mark.parametrize("change", ["digest", "signature", "source", "target"])
def test_another_engine_is_asked_for_itself(change):
    said(cached(Parrot(), Cache()), "a")
    other = Parrot()
    setattr(other, change, "fr")
    said(cached(other, Cache()), "a")
    assert other.asked == ["a"]


def test_terms_are_part_of_what_is_asked_only_where_the_engine_sees_them():
    term = Term("a", "x", gender="f")
    sentences = [Sentence("a"), *(Sentence("a", (Match(one, 0, 1, "a"),)) for one in (term, replace(term, gender="m")))]
    blind, seeing = Parrot(), Parrot()
    seeing.capabilities = Capabilities(alignment=True, pins=True)
    seeing.digest = "2"
    for sentence in sentences:
        cached(blind, Cache()).translate([sentence])
        cached(seeing, Cache()).translate([sentence])
    assert blind.asked == ["a"]
    assert seeing.asked == ["a", "a", "a"]
    moved = replace(sentences[1], matches=(Match(replace(term, path="other.csv", line=9), 0, 1, "a"),))
    cached(seeing, Cache()).translate([moved])
    assert len(seeing.asked) == 3


def test_an_engine_that_promises_nothing_is_left_alone():
    pseudo = open_engine("pseudo", "en", "es")
    assert cached(pseudo, Cache()) is pseudo
    assert not place().exists()


def test_it_changes_no_result_of_a_model(lay):
    lay()
    texts = [f"{OBJECT} the red house", "the house is Anna", "漢字", "the red house is the book and London " * 3, "7"]
    sentences = [Sentence(text.strip()) for text in texts]
    with provider.open("en", "es") as engine:
        plain = engine.translate(sentences)
    with cached(provider.open("en", "es"), Cache()) as engine:
        # Some are there already, and were translated in another batch.
        engine.translate([*sentences[3:4], Sentence("the book"), *sentences[:1]])
        mixed = engine.translate(sentences)
        again = engine.translate(sentences)
    for one in (mixed, again):
        assert [replace(draft, score=None) for draft in one] == [replace(draft, score=None) for draft in plain]
        for draft, other in zip(one, plain, strict=True):
            assert draft.score == pytest.approx(other.score, abs=1e-3)


def test_a_model_that_said_everything_before_is_not_loaded(lay):
    path = lay()
    with cached(provider.open("en", "es"), Cache()) as engine:
        before = engine.translate([Sentence("the red house")])
        digest = provider.open("en", "es").digest
    opened = provider.open("en", "es")
    opened.__dict__["digest"] = digest  # of the files as they were
    (path / "model" / "model.bin").unlink()
    with cached(opened, Cache()) as engine:
        assert engine.translate([Sentence("the red house")]) == before


def test_it_is_for_its_owner_alone():
    said(cached(Parrot(), Cache()), "a")
    assert stat.S_IMODE(place().stat().st_mode) == 0o600
    assert stat.S_IMODE(place().parent.stat().st_mode) == 0o700


def test_the_oldest_leave_first_and_the_size_stays_within_the_limit(monkeypatch):
    now = [1_000_000.0]
    monkeypatch.setattr("pinglot.engines.cache.time.time", lambda: now[0])
    limit = 200_000
    cache = Cache(limit)
    first = {b"kept": b"x" * 50, b"old": b"y" * 50}
    cache.put(first)
    for number in range(60):
        now[0] += 4000
        cache.put({f"{number}-{one}".encode(): bytes(1000) for one in range(10)})
        assert cache.get([b"kept"]) == {b"kept": b"x" * 50}
    assert cache.get([b"old", b"0-0"]) == {}
    assert cache.get([b"59-9"])
    cache.close()
    # The database and, beside it, a log of changes that is itself limited.
    assert place().stat().st_size <= 1.5 * limit
    assert Cache(limit).info().drafts > 100


def broken_file() -> None:
    place().parent.mkdir(parents=True)
    place().write_bytes(b"this is no database " * 500)


def newer_format() -> None:
    said(cached(Parrot(), Cache()), "a")
    with sqlite3.connect(place()) as database:
        database.execute("PRAGMA user_version = 99")
    database.close()


def a_folder() -> None:
    place().mkdir(parents=True)


def lost_table() -> None:
    said(cached(Parrot(), Cache()), "a")
    with sqlite3.connect(place()) as database:
        database.execute("DROP TABLE drafts")
    database.close()


@pytest.mark.parametrize("spoil", [broken_file, newer_format, a_folder, lost_table])
def test_a_broken_cache_is_said_once_and_passed_over(spoil, caplog):
    spoil()
    parrot = Parrot()
    cache = Cache()
    engine = cached(parrot, cache)
    with caplog.at_level(logging.WARNING):
        assert said(engine, "a") == ["a 1"]
        assert said(engine, "a", "b") == ["a 3", "b 3"]
    (message,) = caplog.messages
    assert str(place()) in message and "`pinglot cache clear`" in message
    assert cache.broken


def test_a_locked_cache_is_passed_over(monkeypatch, caplog):
    said(cached(Parrot(), Cache()), "a")
    monkeypatch.setattr("pinglot.engines.cache._WAIT", 0.05)
    holder = sqlite3.connect(place(), isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    parrot = Parrot()
    assert said(cached(parrot, Cache()), "a", "b") == ["a 1", "b 1"]  # reading goes on, writing cannot
    holder.execute("ROLLBACK")
    holder.close()
    assert "locked" in caplog.text


def test_a_draft_whose_bytes_changed_on_the_disk_is_not_believed():
    said(cached(Parrot(), Cache()), "a")
    with sqlite3.connect(place()) as database:
        ((body,),) = database.execute("SELECT body FROM drafts")
        database.execute("UPDATE drafts SET body = ?", [body.replace(b"a 1", b"b 1")])
    database.close()
    assert said(cached(Parrot(), Cache()), "a") == ["a 1"]


MANY = """
import sys
from pinglot.engines.cache import Cache

cache = Cache()
for number in range(40):
    shared, own = f"shared {number}".encode(), f"{sys.argv[1]} {number}".encode()
    cache.put({shared: b"x", own: b"y"})
    assert cache.get([shared, own]) == {shared: b"x", own: b"y"}
assert not cache.broken
"""


def test_several_processes_share_it():
    running = [subprocess.Popen([sys.executable, "-c", MANY, str(number)]) for number in range(3)]
    assert [one.wait(timeout=120) for one in running] == [0, 0, 0]
    assert Cache().info().drafts == 40 + 3 * 40
    assert len(Cache().get([f"{number} 7".encode() for number in range(3)])) == 3


def test_clearing():
    cache = Cache()
    said(cached(Parrot(), cache), "a")
    assert cache.info().drafts == 1
    assert clear() > 0
    assert clear() == 0
    assert Cache().info().drafts == 0
    # One that is still open goes on.
    assert said(cached(Parrot(), cache), "a", "b")
