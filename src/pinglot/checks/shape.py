"""What a translation looks like, whatever it says: left as it was, repeated, far too long or short, its ends."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pinglot import lemmas, locales
from pinglot.checks.subject import Check, Notice, Rule, Subject
from pinglot.model import OBJECT, Severity
from pinglot.scripts import repeated

__all__ = ["CHECKS"]

# --- untranslated ---------------------------------------------------------------------------------------------


def _untranslated(subject: Subject) -> Iterable[Notice]:
    if subject.same_language or subject.source_text.strip() != subject.target_text.strip():
        return
    said = _own_words(subject)
    if said:
        yield "shape.untranslated", f"the translation is the source as it was (“{said[0]}”)"


def _own_words(subject: Subject) -> list[str]:
    """Words that the target language would say otherwise; names, terms, numbers and codes are none."""
    text = subject.source_words
    for placeholder in (r"%\(\w+\)\w", r"%\w", r"\{[^{}\s]*\}"):
        text = re.sub(placeholder, " ", text)
    words = re.findall(r"[^\W\d_]{3,}", text)
    found = []
    for index, word in enumerate(words):
        name = word[0].isupper() and (index > 0 or any(other[0].isupper() for other in words[1:2]))
        if not name and _foreign(word.lower(), subject):
            found.append(word)
    return found


def _foreign(word: str, subject: Subject) -> bool:
    source, target = locales.language(subject.source_locale), locales.language(subject.locale)
    if not lemmas.has(source):
        return True
    return lemmas.is_known(word, source) and not lemmas.is_known(word, target)


# --- repetition -----------------------------------------------------------------------------------------------


def _loop(subject: Subject) -> Iterable[Notice]:
    said = repeated(subject.target_text)
    if said and not repeated(subject.source_text):
        yield "shape.loop", f"“{said}” is repeated again and again"


# --- length ---------------------------------------------------------------------------------------------------

# How many letters of English one sign stands for, about.
_HAN_SIGN = re.compile("[\u3400-\u9fff\uf900-\ufaff]")
_SYLLABLE_SIGN = re.compile("[\u3040-\u30ff\uac00-\ud7af]")
_WIDE_SIGN = re.compile("[\u3040-\ufaff]")
_HAN, _SYLLABLE = 2.8, 1.8
_MOST = 3  # more than any sign stands for
_BLANKS = bytes(code for code in range(128) if chr(code).isspace())


def _length(subject: Subject) -> Iterable[Notice]:
    if subject.same_language or _plainly_as_long(subject.source_text, subject.target_text):
        return
    source, target = _weight(subject.source_text), _weight(subject.target_text)
    if target == 0:
        return
    # Chinese and Japanese say some things in very few signs; a few words more or less are a short text's right.
    least = 0.4 if _HAN_SIGN.search(subject.target_text) else 0.5
    if source >= 40 and target < least * source:
        yield "shape.length", "the translation is far shorter than the source: something may be missing"
    elif target > 2.2 * source and target > source + 60:
        yield "shape.length", "the translation is far longer than the source: something may be too much"


def _plainly_as_long(source: str, target: str) -> bool:
    """Whether the lengths agree whatever the signs beside ASCII may weigh: which costs little to see."""
    (source_least, source_most), (target_least, target_most) = _bounds(source), _bounds(target)
    return target_least * 2 >= source_most and target_most <= source_least * 2


def _bounds(text: str) -> tuple[int, int]:
    """Between what numbers the weight of a text is."""
    known = text.encode("ascii", "ignore")
    least = len(known.translate(None, _BLANKS))
    return least, least + (len(text) - len(known)) * _MOST


def _weight(text: str) -> float:
    """The length of a text in letters as an alphabet would need, blanks and codes left out."""
    signs = "".join(text.replace(OBJECT, "").split())
    if signs.isascii() or not _WIDE_SIGN.search(signs):
        return len(signs)
    han, syllables = len(_HAN_SIGN.findall(signs)), len(_SYLLABLE_SIGN.findall(signs))
    return len(signs) + han * (_HAN - 1) + syllables * (_SYLLABLE - 1)


# --- ends -----------------------------------------------------------------------------------------------------


def _ends(subject: Subject) -> Iterable[Notice]:
    if not subject.target:
        return
    source, target = subject.source, subject.target
    for place, wanted, found in (
        ("begins", source[:1] == "\n", target[:1] == "\n"),
        ("ends", source[-1:] == "\n", target[-1:] == "\n"),
    ):
        if wanted != found:
            yield "shape.newline", f"only the {'source' if wanted else 'translation'} {place} with a line break"


CHECKS = (
    Check(
        (Rule("shape.untranslated", Severity.WARNING, "the translation is the source, word for word"),), _untranslated
    ),
    Check((Rule("shape.loop", Severity.ERROR, "the same words are said again and again"),), _loop),
    Check((Rule("shape.length", Severity.WARNING, "far shorter or longer than translations are"),), _length),
    Check(
        (Rule("shape.newline", Severity.ERROR, "a line break at one end on one side only, which msgfmt refuses"),),
        _ends,
    ),
)
