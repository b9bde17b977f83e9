"""Whether two words are forms of one word.

Three kinds of evidence, cheapest first: rules for the plural of the Romance languages and the declension of Russian
and its neighbours, the Snowball stem (snowballstemmer), and the lemma (simplemma). A stem or a lemma alone is not
enough: the Spanish stemmer gives *vacuna*, *vacunar* and *vacunación* one stem, and simplemma takes *vacuna* for a
form of *vacuno* and *vacunas* for one of *vacunar*. So each is believed only where what the two words do not share is
an ending that the language inflects with, and where the word is long enough to tell.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from pinglot import lemmas

__all__ = [
    "DECLINES_NAMES",
    "POSSESSIVE_NAMES",
    "ROMANCE",
    "both_known",
    "compound",
    "inflected",
    "pluralize",
    "proclitic",
    "same_lemma",
    "unaccented",
]

ROMANCE = frozenset({"es", "ca", "gl", "pt", "it", "fr", "oc", "ast"})
DECLINES_NAMES = frozenset(
    {"ru", "uk", "be", "pl", "cs", "sk", "sl", "hr", "sr", "bs", "sh", "lt", "lv", "et", "fi", "hu", "el", "is", "la"}
)
"""Languages whose names change with the case; elsewhere a name takes only its listed forms."""
POSSESSIVE_NAMES = frozenset({"de", "nl", "sv", "da", "nb", "nn", "no", "af", "lb"})
"""Languages that give a name an ``s`` without an apostrophe."""
_COMPOUNDING = frozenset({"de", "nl", "sv", "da", "nb", "nn", "no", "af", "lb"})
_CYRILLIC = frozenset({"ru", "uk", "be"})

_STEMMERS = {
    "ar": "arabic", "ca": "catalan", "da": "danish", "de": "german", "el": "greek", "en": "english", "es": "spanish",
    "et": "estonian", "eu": "basque", "fi": "finnish", "fr": "french", "ga": "irish", "hi": "hindi",
    "hu": "hungarian", "hy": "armenian", "id": "indonesian", "it": "italian", "lt": "lithuanian", "nb": "norwegian",
    "ne": "nepali", "nl": "dutch", "nn": "norwegian", "no": "norwegian", "pt": "portuguese", "ro": "romanian",
    "ru": "russian", "sr": "serbian", "sv": "swedish", "ta": "tamil", "tr": "turkish", "yi": "yiddish",
}  # fmt: skip

# What a noun or an adjective ends in after what all its forms share. Only pairs of these are forms of one word.
_ENDINGS = {
    "de": {"", "e", "en", "em", "er", "ern", "es", "n", "ns", "nen", "s", "se", "sen", "ses"},
    "nl": {"", "e", "en", "s", "eren"},
    "af": {"", "e", "s"},
    "en": {"", "s", "es", "y", "ies", "f", "ves"},
    "sv": {"", "n", "en", "et", "t", "ar", "arna", "er", "erna", "or", "orna", "a", "s", "ens", "ets", "e", "na"},
    "da": {"", "n", "en", "et", "t", "e", "r", "er", "erne", "ene", "ne", "s", "ens", "ets"},
    "nb": {"", "n", "en", "et", "a", "e", "r", "er", "ene", "ne", "s"},
    "ro": {"", "a", "ă", "e", "i", "ii", "iii", "ul", "ului", "le", "lui", "lor", "ilor", "elor", "uri", "urile",
           "urilor", "ei", "l", "ea", "ele", "u"},
}  # fmt: skip
_ENDINGS["no"] = _ENDINGS["nn"] = _ENDINGS["nb"]


def _listed(words: str) -> list[str]:
    return words.split()


# Case endings of nouns and adjectives, in the order of length that lets the longest be tried first.
_CASES = {
    "ru": _listed(
        "ами ями ыми ими ого его ому ему ией иям иях ях ах ям ам ов ев ёв ой ей ою ею ом ем ём ью ия ие ии ию ий ый"
        " ым им ую юю ая яя ое ее ые ых их а я у ю е и ы о ь й"
    ),
    "uk": _listed(
        "ами ями ими ого ому ові еві єві ях ах ям ам ів їв ою ею єю ом ем єм ій ий их им ім ья ія ії ію ю є"
        " а я у е і ї и о ь й"
    ),
    "be": _listed(
        "амі ямі ымі імі ага яга аму яму ях ах ям ам аў яў ой ей ай яй ою ею аю яю ом ем ым ім ых іх ая яя ое ые"
        " ія іі ію а я у ю е і ы о ь й"
    ),
}


def inflected(form: str, said: str, language: str, *, pos: str = "", gender: str = "", name: bool = False) -> bool:
    """Whether ``said`` is ``form`` in another number, case or, for an adjective, gender; for a verb, any form of it.

    Args:
        form, said: two different words, folded.
        language: their language subtag.
        pos, gender: what the glossary says of the word, ``""`` where it says nothing.
        name: whether it is a name, which follows the declension of names and nothing else.
    """
    if len(form) < 2 or any(char.isdigit() for char in form + said):
        return False
    if name:
        return _declined_name(form, said, language)
    shared = _shared(form, said)
    if len(form) < 3 or shared < 2 or abs(len(form) - len(said)) > 6:
        return False
    if language in ROMANCE:
        return _romance(form, said, language, pos, gender)
    if language == "ar":
        return _arabic_number(form, said)
    return _by_evidence(form, said, language, shared, _is_verb(pos))


def _by_evidence(form: str, said: str, language: str, shared: int, verb: bool) -> bool:
    if verb:
        return shared >= 3 and same_lemma(form, said, language)
    if language in _CYRILLIC:
        if not _share_base(form, said, _CASES[language], least=max(2, len(form) - 3)):
            return False
        return _same_stem(form, said, language) or same_lemma(form, said, language)
    endings = _ENDINGS.get(language)
    if endings is None:
        return shared >= max(3, len(form) - 4) and (
            same_lemma(form, said, language) or (len(form) > 4 and _same_stem(form, said, language))
        )
    if form[shared:] in endings and said[shared:] in endings and len(form) > 3:
        return _same_stem(form, said, language) or same_lemma(form, said, language)
    return shared >= 2 and abs(len(form) - len(said)) <= 4 and same_lemma(form, said, language)


def _is_verb(pos: str) -> bool:
    return pos.strip().lower() in {"verb", "v", "vblex"}


def _is_adjective(pos: str) -> bool:
    return pos.strip().lower() in {"adjective", "adj", "a"}


# --- Romance --------------------------------------------------------------------------------------------------


def _romance(form: str, said: str, language: str, pos: str, gender: str) -> bool:
    if _is_verb(pos):
        return same_lemma(form, said, language)
    if _one_is_plural(form, said, language):
        return True
    if _is_adjective(pos) or not (pos or gender):
        # A dictionary lists an adjective as masculine: contagioso → contagiosa, but never vacuna → vacuno.
        masculine = form.endswith(("o", "os", "or", "és", "e", "i", "u")) or language in ("ca", "fr")
        if masculine and _feminine_of(form, said, language) and same_lemma(form, said, language):
            return True
    # An infinitive is a verb even where nobody says so.
    return not (pos or gender) and form.endswith(_INFINITIVES.get(language, ())) and _conjugated(form, said, language)


_INFINITIVES = {
    "es": ("ar", "er", "ir"), "ca": ("ar", "er", "re", "ir"), "gl": ("ar", "er", "ir"), "pt": ("ar", "er", "ir"),
    "it": ("are", "ere", "ire"), "fr": ("er", "ir", "re"),
}  # fmt: skip


def _conjugated(form: str, said: str, language: str) -> bool:
    return _shared(form, said) >= max(3, len(form) - 3) and _lemma(form, language) == form == _lemma(said, language)


def _feminine_of(form: str, said: str, language: str) -> bool:
    masculine, feminine = _singulars(form, language), _singulars(said, language)
    for one in masculine:
        stem = unaccented(one)
        ends = {stem + "a", stem + "e"} if stem[-1:] not in "oeiu" else {stem[:-1] + "a", stem + "a"}
        if language in ("fr", "ca"):
            ends |= {
                stem + "e",
                stem + stem[-1:] + "e",
                stem[:-1] + "ve",
                stem[:-1] + "se",
                stem + "na",
                stem[:-1] + "da",
            }
        if any(unaccented(other) in ends for other in feminine):
            return True
    return False


def _singulars(word: str, language: str) -> set[str]:
    found = {word}
    for cut in (1, 2, 3):
        if len(word) > cut + 1 and _one_is_plural(word[:-cut], word, language):
            found.add(word[:-cut])
    return found


def _one_is_plural(one: str, other: str, language: str) -> bool:
    one, other = unaccented(one), unaccented(other)
    return other in _plurals(one, language) or one in _plurals(other, language)


def pluralize(word: str, language: str) -> str:
    """The plural of a noun of a Romance language by rule, the word itself where the rules do not say."""
    bare = unaccented(word)
    if language == "es":
        if word.endswith(("s", "x")) and unaccented(word[-2:]) == word[-2:]:
            return word  # unstressed: el virus, los virus
        if word.endswith("z"):
            return word[:-1] + "ces"
        if word[-1:] in "aeiouáéóbcfgkmptvw":  # foreign words, too: kits, robots
            return word + "s"
        stress = re.fullmatch(r"(.*)([aeiou])([^aeiouáéíóú]+[aeiou]n)", word)
        if stress:  # la orden, las órdenes
            return stress.group(1) + "áéíóú"["aeiou".index(stress.group(2))] + stress.group(3) + "es"
        return (bare if word[-2:-1] in "áéíóú" else word) + "es" if word[-1:].isalpha() else word
    if language in ("pt", "gl") and word[-1:] in "aeiouáéíóúâêôã":
        return word[:-2] + "ões" if language == "pt" and word.endswith("ção") else word + "s"
    if language == "gl" and word.endswith("n"):
        return word + "s"
    if language == "pt" and word.endswith("m"):
        return word[:-1] + "ns"
    if language in ("pt", "gl") and word.endswith(("r", "z")):
        return word + "es"
    if language == "ca":
        return _catalan_plural(word)
    if language == "fr":
        if word.endswith(("s", "x", "z")):
            return word
        return word + "x" if word.endswith(("eau", "eu")) else word[:-2] + "aux" if word.endswith("al") else word + "s"
    return word


def _catalan_plural(word: str) -> str:
    for end, plural in (("ca", "ques"), ("ga", "gues"), ("ça", "ces"), ("ja", "ges"), ("qua", "qües"), ("gua", "gües")):
        if word.endswith(end):
            return word[: -len(end)] + plural
    if word.endswith("a"):
        return word[:-1] + "es"
    if word[-1:] in "àéèíóòú":
        return unaccented(word[:-1]) + unaccented(word[-1]) + "ns"
    return word + "s" if word[-1:] not in "sçxz" else word


@lru_cache(maxsize=8192)
def _plurals(word: str, language: str) -> frozenset[str]:
    """Every plural that the language's rules allow for an unaccented singular; accents are not looked at."""
    if len(word) < 2:
        return frozenset()
    last = word[-1]
    vowel = last in "aeiou"
    found: set[str] = set()
    if language in ("es", "gl", "ast", "pt"):
        found.add(word + "s" if vowel else word + "es")
        if last in "iu":
            found.add(word + "es")
        if last == "z":
            found.add(word[:-1] + "ces")
        if (last == "n" and language == "gl") or last in "bcfgkmptvw":
            found.add(word + "s")
        if last == "m":
            found.add(word[:-1] + "ns")
        if word.endswith("ão"):
            found |= {word[:-2] + end for end in ("ões", "ães")}
        if last == "l" and language in ("pt", "gl"):
            found |= {word[:-1] + "is", word[:-1] + "s", word[:-2] + "eis"}
    elif language in ("ca", "oc"):
        found |= {word + "s", word + "os", word + "sos", word + "ns"}
        if last == "a":
            found.add(_catalan_plural(word))
            found.add(word[:-1] + "es")
        if last in "gj":
            found |= {word + "os", word[:-1] + "jos", word[:-2] + "jos"}
        if vowel:
            found.discard(word + "os")
    elif language == "fr":
        found |= {word + "s", word + "x"}
        if word.endswith(("al", "ail")):
            found.add(word[: word.rindex("a")] + "aux")
    elif language == "it":
        if last == "o":
            found |= {word[:-1] + "i", word + "i"}
            if word.endswith("io"):
                found.add(word[:-1])
            if word.endswith(("co", "go")):
                found.add(word[:-1] + "hi")
        elif last == "a":
            found.add(word[:-1] + "e")
            if word.endswith(("ca", "ga")):
                found |= {word[:-1] + "he", word[:-1] + "hi"}
            if word.endswith(("cia", "gia")):
                found.add(word[:-2] + "e")
            if word.endswith(("ma", "ista", "ta")):
                found.add(word[:-1] + "i")
        elif last == "e":
            found.add(word[:-1] + "i")
    return frozenset(found)


# --- Slavic and other names -----------------------------------------------------------------------------------


def _declined_name(form: str, said: str, language: str) -> bool:
    if language in POSSESSIVE_NAMES:
        return len(form) > 2 and said == form + "s"
    if language not in DECLINES_NAMES:
        return False
    if language in _CYRILLIC:
        return _share_base(form, said, _CASES[language], least=max(2, len(form) - 3))
    shared = _shared(form, said)
    return shared >= max(2, len(form) - 2) and len(said) - shared <= 3 and len(form) > 2


def _share_base(form: str, said: str, endings: list[str], least: int) -> bool:
    return any(len(base) >= least for base in _bases(form, endings) & _bases(said, endings))


def _bases(word: str, endings: list[str]) -> set[str]:
    found = {word} | {word[: -len(end)] for end in endings if word.endswith(end) and len(word) > len(end) + 1}
    # Fleeting vowels: отец → отца, Орёл → Орла.
    for base in list(found):
        if len(base) > 3 and base[-2] in "еёо" and base[-1] not in "аеёиоуыэюяьй":
            found.add(base[:-2] + base[-1])
    return found


# --- Arabic and Hebrew ----------------------------------------------------------------------------------------

_AR_PREFIXES = ("وال", "فال", "بال", "كال", "ولل", "فلل", "لل", "ال", "وب", "ول", "وك", "و", "ف", "ب", "ل", "ك")
_HE_PREFIXES = ("וה", "שה", "מה", "בה", "לה", "כש", "ול", "וב", "ומ", "ו", "ה", "ב", "ל", "כ", "מ", "ש")


def proclitic(form: str, said: str, language: str) -> bool:
    """Whether ``said`` is ``form`` with a conjunction, preposition or article written onto it (Arabic, Hebrew)."""
    prefixes = {"ar": _AR_PREFIXES, "he": _HE_PREFIXES}.get(language, ())
    if len(form) < 3 or not prefixes:
        return False
    if any(said == prefix + form for prefix in prefixes):
        return True
    article = "ال" if language == "ar" else "ה"
    bare = form.removeprefix(article)
    return bare != form and len(bare) > 2 and any(said == prefix + bare for prefix in prefixes)


def _arabic_number(form: str, said: str) -> bool:
    stem = form.removesuffix("ه")
    return len(stem) > 2 and said in {stem + "ات", form + "ات", form + "ون", form + "ين", form + "ان", stem + "ت"}


# --- compounds ------------------------------------------------------------------------------------------------


def compound(form: str, said: str, language: str) -> bool:
    """Whether ``said`` is a compound with ``form`` as its head or its first part (German, Dutch, Scandinavian).

    The other part must be a word that simplemma's dictionary knows; *Rat* does not stand in *Ratte*.
    """
    if language not in _COMPOUNDING or len(form) < 4 or len(said) < len(form) + 3:
        return False
    if form not in said:
        return False
    if said.endswith(form):
        return _known(said[: -len(form)], language)
    if said.startswith(form) and len(form) > 4:
        rest = said[len(form) :]
        return any(len(part) > 3 and _known(part, language) for part in (rest, *_without_link(rest)))
    return False


def _without_link(rest: str) -> list[str]:
    return [rest[len(link) :] for link in ("es", "en", "er", "s", "n", "e") if rest.startswith(link)]


def both_known(one: str, other: str, language: str) -> bool:
    """Whether the language's dictionary knows both words."""
    return _known(one, language) and _known(other, language)


@lru_cache(maxsize=4096)
def _known(part: str, language: str) -> bool:
    if len(part) < 3:
        return False
    # German keeps its nouns with their capital; a linking s is no part of the word.
    tries = [part, part.capitalize(), part.removesuffix("s"), part.removesuffix("s").capitalize()]
    return any(lemmas.is_known(word, language) for word in tries if len(word) > 2)


# --- shared ---------------------------------------------------------------------------------------------------


@lru_cache(maxsize=65536)
def unaccented(text: str) -> str:
    """Without acute, grave and circumflex accents and diaereses; ñ, ç and ã keep theirs, being letters."""
    if text.isascii():
        return text
    parts = unicodedata.normalize("NFD", text)
    return unicodedata.normalize("NFC", "".join(char for char in parts if char not in "\u0300\u0301\u0302\u0308"))


def _shared(one: str, other: str) -> int:
    """How many letters two words begin with alike, umlauts and accents aside."""
    one, other = unaccented(one), unaccented(other)
    count = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        count += 1
    return count


def _same_stem(one: str, other: str, language: str) -> bool:
    stem = _stem(unaccented(one) if language == "de" else one, language)
    return stem != "" and stem == _stem(unaccented(other) if language == "de" else other, language)


@lru_cache(maxsize=8192)
def _stem(word: str, language: str) -> str:
    if language not in _STEMMERS:
        return ""
    return str(_stemmer(language).stemWord(word))  # type: ignore[attr-defined]


@lru_cache(maxsize=8)
def _stemmer(language: str) -> object:
    import snowballstemmer

    return snowballstemmer.stemmer(_STEMMERS[language])


def same_lemma(one: str, other: str, language: str) -> bool:
    """Whether two words have one dictionary form; False where no dictionary of the language is there."""
    lemma = _lemma(one, language)
    return lemma != "" and lemma == _lemma(other, language)


@lru_cache(maxsize=8192)
def _lemma(word: str, language: str) -> str:
    lemma = lemmas.lemma(word, language)
    if lemma == word and language == "de":  # nouns are in the dictionary with their capital
        lemma = lemmas.lemma(word.capitalize(), language)
    return lemma.casefold()
