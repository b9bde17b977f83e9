"""Is it the language at all? Told by the script alone, which costs nothing and is never wrong about Chinese."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from pinglot import locales
from pinglot.checks.subject import Check, Notice, Rule, Subject
from pinglot.model import Severity

__all__ = ["CHECK"]

_SCRIPTS = {
    "Han": "\u3400-\u9fff\uf900-\ufaff",
    "Kana": "\u3040-\u30ff\u3400-\u9fff",
    "Cyrillic": "\u0400-\u052f",
    "Arabic": "\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufeff",
    "Hebrew": "\u0590-\u05ff",
    "Greek": "\u0370-\u03ff\u1f00-\u1fff",
    "Devanagari": "\u0900-\u097f",
    "Bengali": "\u0980-\u09ff",
    "Tamil": "\u0b80-\u0bff",
    "Thai": "\u0e00-\u0e7f",
    "Hangul": "\uac00-\ud7af\u1100-\u11ff",
    "Georgian": "\u10a0-\u10ff",
    "Armenian": "\u0530-\u058f",
    "Latin": "A-Za-z\u00c0-\u024f\u1e00-\u1eff",
}
_USUAL = {
    "zh": "Han", "ja": "Kana", "ko": "Hangul", "ru": "Cyrillic", "uk": "Cyrillic", "be": "Cyrillic", "bg": "Cyrillic",
    "mk": "Cyrillic", "ar": "Arabic", "fa": "Arabic", "ur": "Arabic", "ps": "Arabic", "ug": "Arabic", "he": "Hebrew",
    "yi": "Hebrew", "el": "Greek", "hi": "Devanagari", "mr": "Devanagari", "ne": "Devanagari", "bn": "Bengali",
    "ta": "Tamil", "th": "Thai", "ka": "Georgian", "hy": "Armenian", "kk": "Cyrillic", "ky": "Cyrillic",
}  # fmt: skip
_BY_SUBTAG = {"Latn": "Latin", "Cyrl": "Cyrillic", "Arab": "Arabic", "Deva": "Devanagari"}
# Written in Latin letters or others, as the region has it: nothing is said of them.
_SEVERAL = {"sr", "sh", "uz", "az", "tg", "mn", "ku", "tt", "pa", "sd", "ms"}
_LEAST = 12
"""Letters below which a text says nothing of its language: a name, a unit, a code."""


def _check(subject: Subject) -> Iterable[Notice]:
    script = _script(subject.locale)
    if not script or (script == "Latin" and _is_plainly_latin(subject.target_words)):
        return
    letters = "".join(re.findall(r"[^\W\d_]+", subject.target_words))
    if len(letters) < _LEAST:
        return
    own = sum(map(len, re.findall(f"[{_SCRIPTS[script]}]+", letters)))
    # A sign says as much as three letters, and a Chinese sentence may be full of foreign names.
    weight = 3 if script in ("Han", "Kana", "Hangul") else 1
    if own * weight * 5 < len(letters) - own + own * weight:
        yield "language.script", f"hardly a letter is {locales.name(subject.locale)}"


_NO_LETTERS = bytes(code for code in range(256) if not chr(code).isalpha() or code > 127)


def _is_plainly_latin(text: str) -> bool:
    """Whether its letters of ASCII alone are enough, whatever else is in the text: which costs little to see."""
    letters = text.encode("ascii", "ignore").translate(None, _NO_LETTERS)
    return len(letters) * 5 >= len(text)


@cache
def _script(locale: str) -> str:
    for subtag, script in _BY_SUBTAG.items():
        if f"-{subtag}" in locales.normalize(locale):
            return script
    language = locales.language(locale)
    return "" if language in _SEVERAL else _USUAL.get(language, "Latin")


CHECK = Check(
    (Rule("language.script", Severity.INFO, "the translation is in another script than the locale's"),), _check
)
