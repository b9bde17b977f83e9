"""Dictionary forms of words, and which words a language has: all that pinglot asks of simplemma.

simplemma brings a dictionary a language, packed. Unpacking one takes up to a second or two and 100 MB, each time. So
that is done once a machine: the first process that needs a language writes its dictionary as a MARISA trie, which later
ones read in a few milliseconds. The tries lie in ``lemmas/`` of the user's cache folder, or in the folder that
``PINGLOT_LEMMAS`` names, below simplemma's version: ``es.dic`` with its seal ``es.sha256``. They can be deleted at any
time. Where nothing can be written, simplemma's packed data is searched as it is: slower, and with the same answers.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING
from unicodedata import normalize

from pinglot import files
from pinglot.errors import PinglotError

if TYPE_CHECKING:
    from simplemma import Lemmatizer
    from simplemma.strategies import DefaultStrategy, DictionaryLookupStrategy

__all__ = ["has", "is_known", "is_listed", "lemma", "place", "shares"]

_WAIT = 10.0
"""Seconds for which another process may be writing the same dictionary; searching the packed data takes less."""
_ALIASES = {"no": "nb", "sr": "hbs", "hr": "hbs", "bs": "hbs", "sh": "hbs"}


@cache
def has(language: str) -> bool:
    """Whether there is a dictionary of a language; none is opened for that.

    Args:
        language: its code, as :func:`pinglot.locales.language` gives it; so in all functions here.
    """
    from simplemma.strategies.dictionaries.dictionary_factory import SUPPORTED_LANGUAGES

    return _code(language) in SUPPORTED_LANGUAGES


def lemma(word: str, language: str) -> str:
    """A word's dictionary form, by the dictionary or by rules; the word itself where neither knows it.

    ``""`` for an empty word, and where there is no dictionary of the language.
    """
    if not word or not has(language):
        return ""
    try:
        return _lemmatizer().lemmatize(word, _code(language))
    except UnicodeEncodeError:  # half of a surrogate pair, which no dictionary has
        return ""


def is_known(word: str, language: str) -> bool:
    """Whether the dictionary has a word, with a capital or without; False where there is no dictionary."""
    if not word or not has(language):
        return False
    try:
        return _lookup().get_lemma(normalize("NFC", word), _code(language)) is not None
    except UnicodeEncodeError:
        return False


def is_listed(word: str, language: str) -> bool | None:
    """Whether the dictionary has a word in just this spelling (names keep their capital); None without a dictionary."""
    if not has(language):
        return None
    try:
        return _opened(_code(language)).get(word) is not None
    except UnicodeEncodeError:
        return False


def shares(text: str, languages: Sequence[str]) -> list[tuple[str, float]]:
    """What share of a text's words each language knows, from 0 to 1, the most first.

    Languages without a dictionary are left out. Where two share the most, words that look like names are counted as
    well, as simplemma's ``langdetect`` does it.
    """
    from simplemma import LanguageDetector, MostCommonTokenSampler, RelaxedMostCommonTokenSampler

    codes = tuple(dict.fromkeys(_code(language) for language in languages if has(language)))
    found: dict[str, float] = {}
    if codes:
        for sampler in (MostCommonTokenSampler(), RelaxedMostCommonTokenSampler()):
            found = LanguageDetector(codes, sampler, _strategy()).proportion_in_each_language(text)
            unknown = found.pop("unk")
            most = [*sorted(found.values(), reverse=True), unknown]
            if len(most) == 1 or most[0] != most[1]:
                break
    told = ((language, found[_code(language)]) for language in languages if _code(language) in found)
    return sorted(told, key=lambda one: -one[1])


def place() -> Path:
    """The folder of the tries, for this version of simplemma; it need not exist."""
    from simplemma import __version__

    return Path(os.environ.get("PINGLOT_LEMMAS") or files.user_cache() / "lemmas") / __version__


# --- simplemma --------------------------------------------------------------------------------------------------


def _code(language: str) -> str:
    return _ALIASES.get(language, language)


@cache
def _strategy() -> DefaultStrategy:
    from simplemma.strategies import DefaultStrategy

    return DefaultStrategy(dictionary_factory=_Factory())


@cache
def _lookup() -> DictionaryLookupStrategy:
    from simplemma.strategies import DictionaryLookupStrategy

    return DictionaryLookupStrategy(_Factory())


@cache
def _lemmatizer() -> Lemmatizer:
    from simplemma import Lemmatizer

    return Lemmatizer(lemmatization_strategy=_strategy())


class _Factory:
    """simplemma's protocol ``DictionaryFactory`` over what is open here."""

    def get_dictionary(self, lang: str) -> Mapping[str, str]:
        return _opened(lang)


# --- the tries --------------------------------------------------------------------------------------------------

_OPEN: dict[str, Mapping[str, str]] = {}
_GUARD = Lock()


def _opened(code: str) -> Mapping[str, str]:
    """A dictionary, opened once a process."""
    found = _OPEN.get(code)
    if found is None:
        with _GUARD:
            found = _OPEN.get(code)
            if found is None:
                found = _OPEN[code] = _open(code)
    return found


def _open(code: str) -> Mapping[str, str]:
    import logging

    from simplemma.strategies import StreamDictionaryFactory

    # What simplemma cannot write it warns of, through logging's last resort: on stderr.
    logging.getLogger("simplemma").addHandler(logging.NullHandler())
    # RuntimeError: there is no home, and no variable names another place.
    with contextlib.suppress(OSError, PinglotError, RuntimeError):
        folder = place()
        found = _read(folder, code)
        return _make(folder, code) if found is None else found
    return StreamDictionaryFactory().get_dictionary(code)


def _read(folder: Path, code: str) -> Mapping[str, str] | None:
    """The trie of a folder; None where there is none, or not the one that was sealed.

    A trie has no checksum of its own, and one with a wrong byte may give wrong answers, or end the process.
    """
    from simplemma.strategies import TrieDictionaryFactory

    try:
        sealed = (folder / f"{code}.sha256").read_bytes()
        if sealed != _seal(folder / f"{code}.dic"):
            return None
    except OSError:
        return None
    return TrieDictionaryFactory(disk_cache_dir=str(folder)).get_dictionary(code)


def _make(folder: Path, code: str) -> Mapping[str, str]:
    """Writes a trie, or reads what another process wrote in the meantime.

    Raises:
        OSError, PinglotError: the folder cannot be written, or another process is writing this trie still.
    """
    from simplemma.strategies import TrieDictionaryFactory

    folder.mkdir(parents=True, exist_ok=True)
    with files.locked(folder / f"{code}.dic", folder.parent, timeout=_WAIT):
        found = _read(folder, code)
        if found is not None:
            return found
        staged = folder / f".{code}"
        shutil.rmtree(staged, ignore_errors=True)  # of a process that was killed: whoever holds the lock is alone
        staged.mkdir()
        try:
            found = TrieDictionaryFactory(disk_cache_dir=str(staged)).get_dictionary(code)
            with contextlib.suppress(OSError, PinglotError):  # a full disk; the trie is in memory all the same
                seal = _seal(staged / f"{code}.dic")
                (staged / f"{code}.dic").replace(folder / f"{code}.dic")
                files.write_bytes(folder / f"{code}.sha256", seal, synced=False)
        finally:
            shutil.rmtree(staged, ignore_errors=True)
        return found


def _seal(path: Path) -> bytes:
    return hashlib.sha256(path.read_bytes()).hexdigest().encode() + b"\n"
