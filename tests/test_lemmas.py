"""Lemmas: the answers are simplemma's, however its dictionaries lie on the disk."""

from __future__ import annotations

import errno
import hashlib
import os
import signal
import subprocess
import sys
import unicodedata
from itertools import pairwise
from pathlib import Path

import pytest
import simplemma
from simplemma.strategies import DefaultDictionaryFactory

from pinglot import files, lemmas

SMALL = "ms"
"""The smallest dictionary, for tests that write one."""


@pytest.fixture
def fresh(tmp_path, monkeypatch):
    """Makes each call a first one in a process whose dictionaries lie in a folder of its own."""
    monkeypatch.setenv("PINGLOT_LEMMAS", str(tmp_path))

    def forget():
        monkeypatch.setattr(lemmas, "_OPEN", {})

    forget()
    return forget


def files_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def sealed(folder: Path) -> bool:
    digest = hashlib.sha256((folder / f"{SMALL}.dic").read_bytes()).hexdigest()
    return (folder / f"{SMALL}.sha256").read_text() == digest + "\n"


# --- answers --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["fr", SMALL])
def test_every_answer_is_that_of_simplemmas_own_dictionary(language):
    listed = DefaultDictionaryFactory().get_dictionary(language)
    own = list(listed)
    own = own[:: len(own) // 300]
    made = [one + other for one, other in pairwise(own)]
    words = [*own, *made, "L’été", "porte-monnaie", "10", "Zürich", "x"]
    words += [form for word in words for form in (word.lower(), word.capitalize(), word.upper(), word[:-1] + "s")]
    words += [unicodedata.normalize("NFD", word) for word in own]
    for word in words:
        assert lemmas.lemma(word, language) == simplemma.lemmatize(word, lang=language)
        assert lemmas.is_known(word, language) == simplemma.is_known(word, lang=language)
        assert lemmas.is_listed(word, language) == (word in listed)


def test_a_language_without_a_dictionary_opens_none(fresh, tmp_path):
    assert not lemmas.has("xx")
    assert (lemmas.lemma("word", "xx"), lemmas.is_known("word", "xx")) == ("", False)
    assert lemmas.is_listed("word", "xx") is None
    assert lemmas.shares("a word", ["xx"]) == []
    assert lemmas.has("fr") and list(tmp_path.iterdir()) == []


def test_norwegian_and_what_was_serbo_croatian_have_a_dictionary_under_another_code():
    assert lemmas.lemma("husene", "no") == lemmas.lemma("husene", "nb") == "hus"
    assert all(lemmas.has(language) for language in ("hr", "sr", "bs", "sh"))


@pytest.mark.parametrize("word", ["", "\ud800"])
def test_what_is_no_word_is_not_known(word):
    assert (lemmas.lemma(word, SMALL), lemmas.is_known(word, SMALL)) == ("", False)
    assert lemmas.is_listed(word, SMALL) is False


@pytest.mark.parametrize("text", ["", "Rumah itu besar dan tua.", "La maison est vieille.", "12 ?!", "la rumah"])
def test_shares_are_those_of_simplemma(text):
    theirs = simplemma.langdetect(text, lang=("fr", SMALL))
    assert lemmas.shares(text, ["fr", "xx", SMALL]) == [one for one in theirs if one[0] != "unk"]


# --- files ----------------------------------------------------------------------------------------------------


def test_a_dictionary_is_written_once(fresh, tmp_path):
    assert lemmas.is_known("rumah", SMALL)
    folder = lemmas.place()
    assert folder.parent == tmp_path and folder.name == simplemma.__version__
    assert files_in(folder) == [f"{SMALL}.dic", f"{SMALL}.sha256"] and sealed(folder)
    before = {path: path.stat() for path in folder.iterdir()}
    fresh()
    assert lemmas.is_known("rumah", SMALL) and not lemmas.is_known("rumahx", SMALL)
    assert {path: path.stat().st_ino for path in folder.iterdir()} == {path: one.st_ino for path, one in before.items()}


def damage_byte(dictionary: Path, seal: Path) -> None:
    data = bytearray(dictionary.read_bytes())
    data[len(data) // 2] ^= 0xFF
    dictionary.write_bytes(data)


DAMAGE = {
    "a wrong byte": damage_byte,
    "a torn file": lambda dictionary, seal: os.truncate(dictionary, 1000),
    "an empty file": lambda dictionary, seal: dictionary.write_bytes(b""),
    "no dictionary": lambda dictionary, seal: dictionary.unlink(),
    "no seal": lambda dictionary, seal: seal.unlink(),
    "a torn seal": lambda dictionary, seal: seal.write_bytes(b"\xff\xfe"),
    "a killed writer's folder": lambda dictionary, seal: (
        seal.unlink(),
        (dictionary.parent / f".{SMALL}").mkdir(),
        (dictionary.parent / f".{SMALL}" / f"{SMALL}.dic").write_bytes(b"torn"),
    ),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_dictionary_is_written_anew(fresh, damage):
    assert lemmas.is_known("rumah", SMALL)
    folder = lemmas.place()
    DAMAGE[damage](folder / f"{SMALL}.dic", folder / f"{SMALL}.sha256")
    fresh()
    assert lemmas.is_known("rumah", SMALL) and not lemmas.is_known("rumahx", SMALL)
    assert files_in(folder) == [f"{SMALL}.dic", f"{SMALL}.sha256"] and sealed(folder)


def test_what_cannot_be_mended_is_passed_over(fresh):
    dictionary = lemmas.place() / f"{SMALL}.dic"
    dictionary.mkdir(parents=True)
    (dictionary / "kept").write_text("", encoding="ascii")
    assert lemmas.is_known("rumah", SMALL) and (dictionary / "kept").exists()


def test_nobody_waits_long_for_another_process(fresh, tmp_path, monkeypatch):
    monkeypatch.setattr(lemmas, "_WAIT", 0.1)
    with files.locked(lemmas.place() / f"{SMALL}.dic", tmp_path):
        assert lemmas.is_known("rumah", SMALL) and not lemmas.is_known("rumahx", SMALL)
        assert not lemmas.place().exists() or files_in(lemmas.place()) == []


# --- processes ------------------------------------------------------------------------------------------------

ASK = f"""
from pinglot import lemmas
print(lemmas.lemma("rumahnya", "{SMALL}"), lemmas.is_known("rumah", "{SMALL}"), lemmas.is_known("rumahx", "{SMALL}"))
"""
FULL_DISK = f"""
from simplemma.strategies import TrieDictionaryFactory
def full(self, lang, trie):
    raise OSError({errno.ENOSPC}, "full")
TrieDictionaryFactory._write_trie_to_disk = full
"""
KILLED = f"""
import os
from pathlib import Path
from simplemma.strategies import TrieDictionaryFactory
def killed(self, lang, trie):
    whole = Path(self._cache_dir) / "whole"
    trie.save(whole)
    (self._cache_dir / (lang + ".dic")).write_bytes(whole.read_bytes()[:5000])
    os.kill(os.getpid(), {int(signal.SIGKILL)})
TrieDictionaryFactory._write_trie_to_disk = killed
"""


def started(code: str, place: Path | None, **more: str) -> subprocess.Popen[str]:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), **more}
    environment.pop("PINGLOT_LEMMAS", None)
    if place is not None:
        environment["PINGLOT_LEMMAS"] = str(place)
    command = [sys.executable, "-c", code]
    return subprocess.Popen(command, text=True, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def said(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    out, err = process.communicate(timeout=60)
    return process.returncode, out.strip(), err


@pytest.fixture(scope="module")
def right() -> tuple[int, str, str]:
    lemma = simplemma.lemmatize("rumahnya", lang=SMALL)
    return 0, f"{lemma} {simplemma.is_known('rumah', lang=SMALL)} False", ""


def test_processes_that_begin_at_once_write_one_dictionary(tmp_path, right):
    together = [started(ASK, tmp_path) for _ in range(4)]
    assert [said(one) for one in together] == [right] * 4
    (folder,) = tmp_path.glob("[0-9]*")
    assert files_in(folder) == [f"{SMALL}.dic", f"{SMALL}.sha256"] and sealed(folder)


def test_a_killed_process_leaves_nothing_that_is_read(tmp_path, right):
    assert said(started(KILLED + ASK, tmp_path))[0] == -signal.SIGKILL
    (folder,) = tmp_path.glob("[0-9]*")
    assert files_in(folder) == [f".{SMALL}"]
    assert said(started(ASK, tmp_path)) == right
    assert files_in(folder) == [f"{SMALL}.dic", f"{SMALL}.sha256"] and sealed(folder)


def test_a_place_that_cannot_be_written_costs_no_answer_and_no_word(tmp_path, right):
    (tmp_path / "file").write_text("in the way", encoding="ascii")
    assert said(started(ASK, tmp_path / "file")) == right
    assert said(started(ASK, None, XDG_CACHE_HOME=str(tmp_path / "file"))) == right


def test_a_full_disk_costs_no_answer_and_no_word(tmp_path, right):
    assert said(started(FULL_DISK + ASK, tmp_path)) == right
    (folder,) = tmp_path.glob("[0-9]*")
    assert files_in(folder) == []


def test_without_another_place_they_lie_in_the_users_cache(tmp_path, right):
    assert said(started(ASK, None, XDG_CACHE_HOME=str(tmp_path))) == right
    assert (tmp_path / "pinglot" / "lemmas" / simplemma.__version__ / f"{SMALL}.dic").is_file()
