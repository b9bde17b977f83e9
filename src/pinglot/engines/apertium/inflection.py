"""Gender and plural by ending, for words that Apertium's dictionary of the target language does not have.

Rules of thumb as the languages' school grammars give them; a glossary's ``gender``, ``number`` and ``forms`` go
before them, and so does the dictionary.
"""

from __future__ import annotations

import re
from collections.abc import Callable

__all__ = ["GENDERED", "adjective", "gender", "has_feminine", "plural"]

GENDERED = frozenset({"an", "ast", "ca", "es", "fr", "frp", "gl", "it", "oc", "pt", "ro", "sc"})
"""Languages whose nouns are masculine or feminine and say so to determiners and adjectives."""

_FEMININE = {
    "es": r"(?<!m)a|[csx]ión|[dt]ad|tud|umbre|[^aeiou]ez|itis|osis|isis|diabetes",
    "ast": r"(?<!m)a|[csx]ión|[dt]á|tú",
    "an": r"(?<!m)a|[csx]ión|dat",
    "gl": r"(?<!m)a|[csx]ión|dade|tade|tude|axe|[^aeiou]ez|ite|ose|ise|diabetes",
    "pt": r"(?<!m)a|[çs]ão|dade|tude|gem|[^aeiou]ez|ite|ose|ise",
    "ca": r"(?<!m)a|[csx]ió|[^aeiou]?tat|tut|itis|osi|isi|diabet[ei]s",
    "oc": r"(?<!m)a|cion|sion|tat",
    "fr": r"[stx]ion|[^aeiou]té|ée|ie|ure|[ae]nce|ette|esse|ine|ade|ite|ose",
    "it": r"(?<!m)a|[sz]ione|tà|tù|ite|osi|isi",
    "ro": r"a|ă|e",
}
_PLAIN = str.maketrans("áéíóúàèìòùâêô", "aeiouaeiouaeo")
_ACUTE = str.maketrans("aeiou", "áéíóú")


def gender(word: str, language: str) -> str:
    """``m`` or ``f`` by the word's ending, ``""`` for a language without these genders."""
    if language not in GENDERED:
        return ""
    return "f" if re.search(f"(?:{_FEMININE.get(language, 'a')})$", word.lower()) else "m"


def plural(word: str, language: str) -> str:
    """The regular plural of a noun or adjective; the word itself where the language has no rule here."""
    rule = _RULES.get(language)
    return rule(word) if rule and word and word[-1].isalpha() else word


def has_feminine(word: str, language: str) -> bool:
    """Whether a masculine adjective's ending says that its feminine is another: *infeccioso*, not *viral*."""
    return language in _TURNS_TO_A and word.lower().endswith("o")


def adjective(word: str, feminine: bool, many: bool, language: str) -> str:
    """A masculine adjective as it agrees with its noun; in the gender that it has, where no rule is known here."""
    if feminine and has_feminine(word, language):
        word = word[:-1] + ("A" if word.isupper() else "a")
    return plural(word, language) if many else word


_TURNS_TO_A = frozenset({"an", "ast", "es", "gl", "it", "pt"})


def _spanish(word: str) -> str:
    if re.search(r"[aeiouáéó]$", word):
        return word + "s"
    if re.search(r"[íú]$", word):
        return word + "es"
    if word.endswith("z"):
        return word[:-1] + "ces"
    if accented := re.search(r"([áéíóú])([ns])$", word):
        return word[: accented.start()] + accented[1].translate(_PLAIN) + accented[2] + "es"
    if re.search(r"[sx]$", word):
        return word
    if re.search(r"[bcfgkmptvw]$", word):
        return word + "s"  # foreign: kit, chip, robot
    if plain := re.search(r"([aeiou])([^aeiouáéíóú]+en)$", word):  # examen, exámenes
        return word[: plain.start()] + plain[1].translate(_ACUTE) + plain[2] + "es"
    return word + "es"


def _galician(word: str) -> str:
    if re.search(r"[aeiouáéíóún]$", word):
        return word + "s"
    if word.endswith("z"):
        return word[:-1] + "ces"
    if re.search(r"[aeiou].*[aeou]l$", word):
        return word[:-1] + "is"
    if re.search(r"[aeiou].*il$", word):
        return word[:-1] + "s"
    if accented := re.search(r"([áéíóú])s$", word):
        return word[: accented.start()] + accented[1].translate(_PLAIN) + "ses"
    if re.search(r"[bcfgkmptvw]$", word):
        return word + "s"
    return word if re.search(r"[sx]$", word) else word + "es"


def _portuguese(word: str) -> str:
    for ending, instead in (("ão", "ões"), ("m", "ns"), ("z", "zes"), ("el", "éis"), ("ol", "óis"), ("il", "is")):
        if word.endswith(ending):
            return word[: -len(ending)] + instead
    if re.search(r"[au]l$", word):
        return word[:-1] + "is"
    if accented := re.search(r"([áéíóúê])s$", word):
        return word[: accented.start()] + accented[1].translate(_PLAIN) + "ses"
    if re.search(r"[sx]$", word):
        return word
    return word + ("es" if word.endswith("r") else "s")


def _catalan(word: str) -> str:
    for ending, instead in (
        ("ca", "ques"),
        ("ga", "gues"),
        ("ja", "ges"),
        ("ça", "ces"),
        ("qua", "qües"),
        ("gua", "gües"),
    ):
        if word.endswith(ending):
            return word[: -len(ending)] + instead
    if re.search(r"[^i]a$|ia$", word):
        return word[:-1] + "es"
    if accented := re.search(r"[àéèíóòú]$", word):
        return word[:-1] + accented[0].translate(_PLAIN) + "ns"
    if re.search(r"[éèóòíú]s$", word):
        return word[:-2] + word[-2].translate(_PLAIN) + "sos"
    if re.search(r"[çx]$", word):
        return word + "os"
    return word if word.endswith("s") else word + "s"


def _french(word: str) -> str:
    if re.search(r"[sxz]$", word):
        return word
    if word.endswith("al"):
        return word[:-1] + "ux"
    return word + ("x" if re.search(r"(?:au|eu)$", word) else "s")


def _italian(word: str) -> str:
    for ending, instead in (("ca", "che"), ("ga", "ghe"), ("io", "i"), ("a", "e"), ("o", "i"), ("e", "i")):
        if word.endswith(ending):
            return word[: -len(ending)] + instead
    return word


def _english(word: str) -> str:
    if re.search(r"(?:s|x|z|ch|sh)$", word):
        return word + "es"
    return word[:-1] + "ies" if re.search(r"[^aeiou]y$", word) else word + "s"


_RULES: dict[str, Callable[[str], str]] = {
    "es": _spanish,
    "ast": _spanish,
    "an": _spanish,
    "gl": _galician,
    "pt": _portuguese,
    "ca": _catalan,
    "fr": _french,
    "it": _italian,
    "en": _english,
    "eo": lambda word: word + "j",
}
