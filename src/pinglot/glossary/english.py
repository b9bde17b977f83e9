"""Plurals of English terms, so that a glossary lists ``province`` and finds ``provinces``.

Only what English spelling decides by rule, and the few common nouns that it does not (Quirk et al., A Comprehensive
Grammar of the English Language, 5.73 ff.). A form too many costs nothing: it stands in no text.
"""

from __future__ import annotations

import re

__all__ = ["plurals"]

_IRREGULAR = {
    "man": "men", "woman": "women", "child": "children", "person": "people", "foot": "feet", "tooth": "teeth",
    "goose": "geese", "mouse": "mice", "ox": "oxen", "life": "lives", "wife": "wives", "knife": "knives",
    "leaf": "leaves", "half": "halves", "wolf": "wolves", "shelf": "shelves", "self": "selves", "thief": "thieves",
    "calf": "calves", "loaf": "loaves", "criterion": "criteria", "phenomenon": "phenomena", "bacterium": "bacteria",
    "datum": "data", "medium": "media", "curriculum": "curricula",
}  # fmt: skip
_NO_MEN = ("human", "german", "roman", "norman", "ottoman", "talisman", "shaman")
_HEAD_FIRST = re.compile(r"^(?P<head>\S+(?: \S+)*?) (?P<rest>(?:of|for|in|to|on|at|by|from|with|under|against) .+)$")


def plurals(term: str) -> tuple[str, ...]:
    """Plural forms of a noun or noun phrase: of its last word, and of the word before ``of`` and the like.

    Args:
        term: folded text, one space between words. A term whose noun is a plural already has none.
    """
    found = [term[: -len(word)] + plural for word in [_last_word(term)] for plural in _plural(word)]
    phrase = _HEAD_FIRST.match(term)
    if phrase:
        head = phrase["head"]
        word = _last_word(head)
        found += [f"{head[: len(head) - len(word)]}{plural} {phrase['rest']}" for plural in _plural(word)]
    return tuple(dict.fromkeys(found))


def _last_word(term: str) -> str:
    match = re.search(r"[A-Za-z]+$", term)
    return match.group() if match else ""


def _plural(word: str) -> tuple[str, ...]:
    small = word.lower()
    if len(word) < 2:
        return ()
    if word.isupper():
        return (word + "s",)  # NGOs
    if small in _IRREGULAR:
        plural = word[0] + _IRREGULAR[small][1:]
        return (plural, word + "s") if small in ("person", "medium") else (plural,)
    if small.endswith("man") and not small.endswith(_NO_MEN):
        return (word[:-3] + "men",)
    if small.endswith("sis"):
        return (word[:-2] + "es",)
    if small.endswith("s") and not small.endswith(("ss", "us", "is")):
        return ()
    if small.endswith(("s", "x", "z", "ch", "sh")):
        return (word + "es", word + "s") if small.endswith("ch") else (word + "es",)  # churches, stomachs
    if small.endswith("y") and small[-2] not in "aeiou":
        return (word[:-1] + "ies",)
    if small.endswith("o") and small[-2] not in "aeiou":
        return (word + "es", word + "s")
    return (word + "s",)
