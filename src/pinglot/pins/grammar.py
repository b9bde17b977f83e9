"""Articles and what stands before a noun: what is accepted, and how it is mended after a swap.

A determiner is read as (preposition, paradigm, gender, number) and said again for another noun: *del* before a
feminine singular is *de la*, and *de l'* in Catalan before a vowel. Rules: the languages' academies' grammars
(contractions del, al; el before stressed a-), Institut d'Estudis Catalans (apostrophe), Real Academia Galega
(contractions with articles), Académie française (elision), Accademia della Crusca (lo, gli, gl').
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from pinglot.pins.inflect import both_known, unaccented

__all__ = [
    "Determiner",
    "agree",
    "articles",
    "cells_before",
    "contractions",
    "determiners",
    "gender_of",
    "join_article",
    "mend_bare",
    "paradigm_cells",
    "read_determiner",
    "say_determiner",
    "shows_gender",
    "small_determiners",
]

_ARTICLES = {
    "es": ("el", "la", "los", "las"), "ca": ("el", "la", "els", "les", "l'"), "gl": ("o", "a", "os", "as"),
    "pt": ("o", "a", "os", "as"), "fr": ("le", "la", "les", "l'"),
    "it": ("il", "lo", "la", "i", "gli", "le", "l'"), "de": ("der", "die", "das", "den", "dem", "des"),
    "nl": ("de", "het"), "en": ("the",),
}  # fmt: skip

# Preposition and article in one word, and the article that is in it.
_CONTRACTIONS: dict[str, dict[str, tuple[str, ...]]] = {
    "es": {"el": ("del", "al")},
    "ca": {"el": ("del", "al", "pel"), "els": ("dels", "als", "pels")},
    "gl": {
        "o": ("do", "ao", "ó", "no", "polo", "co"), "a": ("da", "á", "na", "pola", "coa"),
        "os": ("dos", "aos", "ós", "nos", "polos", "cos"), "as": ("das", "ás", "nas", "polas", "coas"),
    },
    "pt": {
        "o": ("do", "ao", "no", "pelo"), "a": ("da", "à", "na", "pela"),
        "os": ("dos", "aos", "nos", "pelos"), "as": ("das", "às", "nas", "pelas"),
    },
    "fr": {"le": ("du", "au"), "les": ("des", "aux")},
    "it": {
        "il": ("del", "al", "dal", "nel", "sul", "col"), "lo": ("dello", "allo", "dallo", "nello", "sullo"),
        "la": ("della", "alla", "dalla", "nella", "sulla"), "i": ("dei", "ai", "dai", "nei", "sui", "coi"),
        "gli": ("degli", "agli", "dagli", "negli", "sugli"), "le": ("delle", "alle", "dalle", "nelle", "sulle"),
        "l'": ("dell'", "all'", "dall'", "nell'", "sull'"),
    },
    "de": {
        "der": ("zur", "die", "den", "des"), "die": ("der", "den", "zur"),
        "das": ("ins", "ans", "im", "am", "vom", "zum", "beim", "des", "dem"), "den": ("dem", "des"),
    },
}  # fmt: skip


def articles(language: str) -> tuple[str, ...]:
    """The definite articles, lower case."""
    return _ARTICLES.get(language, ())


def contractions(article: str, language: str) -> tuple[str, ...]:
    """The words that hold an article: ``el`` → ``del``, ``al``."""
    return _CONTRACTIONS.get(language, {}).get(article, ())


# --- determiners ----------------------------------------------------------------------------------------------

# preposition → (m. sg., f. sg., m. pl., f. pl.); "|" parts the form before a consonant from that before a vowel.
_DEFINITE: dict[str, dict[str, tuple[str, str, str, str]]] = {
    "es": {
        "": ("el", "la", "los", "las"), "de": ("del", "de la", "de los", "de las"),
        "a": ("al", "a la", "a los", "a las"),
    },
    "ca": {
        "": ("el|l'", "la|l'", "els", "les"), "de": ("del|de l'", "de la|de l'", "dels", "de les"),
        "a": ("al|a l'", "a la|a l'", "als", "a les"), "per": ("pel|per l'", "per la|per l'", "pels", "per les"),
    },
    "gl": {
        "": ("o", "a", "os", "as"), "de": ("do", "da", "dos", "das"), "a": ("ao", "á", "aos", "ás"),
        "en": ("no", "na", "nos", "nas"), "por": ("polo", "pola", "polos", "polas"),
        "con": ("co", "coa", "cos", "coas"),
    },
    "pt": {
        "": ("o", "a", "os", "as"), "de": ("do", "da", "dos", "das"), "a": ("ao", "à", "aos", "às"),
        "em": ("no", "na", "nos", "nas"), "por": ("pelo", "pela", "pelos", "pelas"),
    },
    "fr": {
        "": ("le|l'", "la|l'", "les", "les"), "de": ("du|de l'", "de la|de l'", "des", "des"),
        "à": ("au|à l'", "à la|à l'", "aux", "aux"),
    },
    "it": {
        "": ("il|l'|lo", "la|l'", "i|gli|gli", "le"),
        "di": ("del|dell'|dello", "della|dell'", "dei|degli|degli", "delle"),
        "a": ("al|all'|allo", "alla|all'", "ai|agli|agli", "alle"),
        "da": ("dal|dall'|dallo", "dalla|dall'", "dai|dagli|dagli", "dalle"),
        "in": ("nel|nell'|nello", "nella|nell'", "nei|negli|negli", "nelle"),
        "su": ("sul|sull'|sullo", "sulla|sull'", "sui|sugli|sugli", "sulle"),
    },
}  # fmt: skip

_OTHERS: dict[str, list[tuple[str, str, str, str]]] = {
    "es": [
        ("un", "una", "unos", "unas"), ("este", "esta", "estos", "estas"), ("ese", "esa", "esos", "esas"),
        ("aquel", "aquella", "aquellos", "aquellas"), ("nuestro", "nuestra", "nuestros", "nuestras"),
        ("vuestro", "vuestra", "vuestros", "vuestras"), ("otro", "otra", "otros", "otras"),
        ("algún", "alguna", "algunos", "algunas"), ("ningún", "ninguna", "ningunos", "ningunas"),
        ("mucho", "mucha", "muchos", "muchas"), ("poco", "poca", "pocos", "pocas"), ("su", "su", "sus", "sus"),
        ("mi", "mi", "mis", "mis"), ("tu", "tu", "tus", "tus"), ("cierto", "cierta", "ciertos", "ciertas"),
        ("todo", "toda", "todos", "todas"),
    ],
    "ca": [
        ("un", "una", "uns", "unes"), ("aquest", "aquesta", "aquests", "aquestes"),
        ("aquell", "aquella", "aquells", "aquelles"), ("altre", "altra", "altres", "altres"),
        ("algun", "alguna", "alguns", "algunes"), ("cap", "cap", "cap", "cap"), ("molt", "molta", "molts", "moltes"),
    ],
    "gl": [
        ("un", "unha", "uns", "unhas"), ("dun", "dunha", "duns", "dunhas"), ("nun", "nunha", "nuns", "nunhas"),
        ("este", "esta", "estes", "estas"), ("ese", "esa", "eses", "esas"), ("aquel", "aquela", "aqueles", "aquelas"),
        ("algún", "algunha", "algúns", "algunhas"), ("moito", "moita", "moitos", "moitas"),
        ("outro", "outra", "outros", "outras"), ("deste", "desta", "destes", "destas"),
        ("neste", "nesta", "nestes", "nestas"),
    ],
    "pt": [
        ("um", "uma", "uns", "umas"), ("num", "numa", "nuns", "numas"), ("este", "esta", "estes", "estas"),
        ("esse", "essa", "esses", "essas"), ("aquele", "aquela", "aqueles", "aquelas"),
        ("deste", "desta", "destes", "destas"), ("neste", "nesta", "nestes", "nestas"),
        ("outro", "outra", "outros", "outras"), ("algum", "alguma", "alguns", "algumas"),
        ("muito", "muita", "muitos", "muitas"), ("seu", "sua", "seus", "suas"), ("nosso", "nossa", "nossos", "nossas"),
    ],
    "fr": [
        ("un", "une", "des", "des"), ("ce|cet", "cette", "ces", "ces"), ("mon", "ma|mon", "mes", "mes"),
        ("son", "sa|son", "ses", "ses"), ("ton", "ta|ton", "tes", "tes"), ("notre", "notre", "nos", "nos"),
        ("leur", "leur", "leurs", "leurs"), ("quel", "quelle", "quels", "quelles"),
        ("aucun", "aucune", "aucuns", "aucunes"), ("tout", "toute", "tous", "toutes"),
    ],
    "it": [
        ("un|un|uno", "una|un'", "dei|degli|degli", "delle"),
        ("questo|quest'|questo", "questa|quest'", "questi", "queste"),
        ("quel|quell'|quello", "quella|quell'", "quei|quegli|quegli", "quelle"), ("suo", "sua", "suoi", "sue"),
        ("nostro", "nostra", "nostri", "nostre"), ("altro", "altra", "altri", "altre"),
        ("molto", "molta", "molti", "molte"),
    ],
}  # fmt: skip


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


_CELLS = (("m", "sg"), ("f", "sg"), ("m", "pl"), ("f", "pl"))
_STRESSED_A = _listed(
    "agua aguas águila alma área arma arpa ave ala alba ancla aula ansia ama asma acta hacha hambre habla haba hada"
    " áfrica asia álgebra ámbar ánima ánfora áncora"
)


@dataclass(frozen=True, slots=True)
class Determiner:
    """What stands before a noun.

    Attributes:
        start, end: its place in the text, in code points, its preposition and the blank between included.
        said: the text there.
        paradigm: the four forms it is one of.
        cells: the (gender, number) pairs that it can be.
    """

    start: int
    end: int
    said: str
    paradigm: tuple[str, str, str, str]
    cells: tuple[tuple[str, str], ...]

    @property
    def number(self) -> str:
        numbers = {number for _, number in self.cells}
        return numbers.pop() if len(numbers) == 1 else ""


@cache
def _paradigms(language: str) -> dict[str, tuple[tuple[str, str, str, str], tuple[tuple[str, str], ...]]]:
    found: dict[str, tuple[tuple[str, str, str, str], list[tuple[str, str]]]] = {}
    for paradigm in (*_DEFINITE.get(language, {}).values(), *_OTHERS.get(language, ())):
        for cell, forms in zip(_CELLS, paradigm, strict=True):
            for form in forms.split("|"):
                kept = found.setdefault(form, (paradigm, []))
                if kept[0] == paradigm and cell not in kept[1]:
                    kept[1].append(cell)
    return {form: (paradigm, tuple(cells)) for form, (paradigm, cells) in found.items()}


@cache
def determiners(language: str) -> frozenset[str]:
    """The determiners and what contracts with them, one word each, small letters."""
    return frozenset(word for said in _paradigms(language) for word in said.split()) | small_determiners(language)


@cache
def small_determiners(language: str) -> frozenset[str]:
    """The articles, the prepositions that contract with one, and the contractions: *el*, *una*, *de*, *al*."""
    definite = _DEFINITE.get(language, {})
    rows = [*definite.values(), *_OTHERS.get(language, ())[:1]]
    said = [form for row in rows for cell in row for form in cell.split("|")] or articles(language)
    neuter = ("lo",) if language == "es" else ()
    return frozenset(word for form in (*said, *definite, *neuter) for word in form.split())


def read_determiner(text: str, position: int, language: str) -> Determiner | None:
    """The determiner that ends where a noun begins at ``position``, None where there is none."""
    paradigms = _paradigms(language)
    if not paradigms:
        return None
    origin = max(0, position - _REACH)
    for pattern in (_TWO_WORDS, _ONE_WORD):
        found = pattern.search(text[origin:position])
        said = " ".join(found.group(1).split()).lower().replace("’", "'") if found else ""
        if found and said in paradigms:
            return Determiner(origin + found.start(1), position, found.group(1), *paradigms[said])
    return None


def shows_gender(language: str) -> bool:
    """Whether the articles of the language show a noun's gender."""
    return language in _DEFINITE or language in _SUBJECT_ARTICLES


def cells_before(text: str, position: int, language: str) -> tuple[tuple[str, str], ...]:
    """The (gender, number) pairs that the definite article right before ``position`` can be; none where none stands.

    Of German and Dutch, which have no table here, only what the article says of a subject or an object.
    """
    if language in _SUBJECT_ARTICLES:
        found = _ONE_WORD.search(text[max(0, position - _REACH) : position])
        return _SUBJECT_ARTICLES[language].get(found.group(1).strip().lower(), ()) if found else ()
    determiner = read_determiner(text, position, language)
    if determiner is None or determiner.paradigm not in _DEFINITE.get(language, {}).values():
        return ()
    noun = re.match(r"\w*", text[position:].lower())
    if language == "es" and noun and noun.group() in _STRESSED_A:
        return (*determiner.cells, ("f", "sg"))  # el agua fría
    return determiner.cells


# A plural article shows no gender: it fits any.
_SUBJECT_ARTICLES: dict[str, dict[str, tuple[tuple[str, str], ...]]] = {
    "de": {"der": (("m", "sg"),), "den": (("m", "sg"),), "die": (("f", "sg"), ("", "pl")), "das": (("n", "sg"),)},
    "nl": {"de": (("c", "sg"), ("", "pl")), "het": (("n", "sg"),)},
}

_REACH = 60
"""Code points before a noun that are looked at: longer than any determiner with its preposition."""
_ONE_WORD = re.compile(r"(?<![\w'’])([^\W\d_]+(?:['’]|\s+))$")
_TWO_WORDS = re.compile(r"(?<![\w'’])([^\W\d_]+\s+[^\W\d_]+(?:['’]|\s+))$")


def say_determiner(determiner: Determiner, noun: str, gender: str, number: str, language: str) -> str:
    """The determiner again, before ``noun``, with the blank or apostrophe that parts them.

    Args:
        gender, number: the noun's, ``""`` where unknown: then the determiner keeps its own.
    """
    cells = determiner.cells
    gender = gender or (cells[0][0] if len({one for one, _ in cells}) == 1 else _either(cells, number))
    number = number or determiner.number or cells[0][1]
    index = _CELLS.index((gender, number))
    if language == "es" and (gender, number) == ("f", "sg") and _stressed_a(noun):
        index = 0 if determiner.paradigm[0] in ("el", "del", "al", "un", "algún", "ningún") else index
    options = determiner.paradigm[index].split("|")
    said = options[_option(noun, language, gender == "f", len(options))]
    if determiner.said[:1].isupper():
        said = said[:1].upper() + said[1:]
    return said if said.endswith("'") else said + " "


def _either(cells: tuple[tuple[str, str], ...], number: str) -> str:
    return next((gender for gender, one in cells if one == number), cells[0][0])


def _stressed_a(noun: str) -> bool:
    first = re.match(r"[\w]+", noun.lower())
    if not first:
        return False
    word = first.group()
    return word in _STRESSED_A or word.startswith(("á", "há"))


_ASPIRATED = _listed(
    "haut haute hauts hautes hongrie hollande haye héros hasard handicap huit hockey harcèlement halte hamac hanche"
    " hangar hausse hiérarchie honte hors houle hurlement hêtre haricot haine"
)


def _vowel(noun: str, language: str, feminine: bool) -> bool:
    """Whether what stands before ``noun`` is elided."""
    noun = noun.lower().lstrip("«“\"(' ")
    word = unaccented(noun)
    if language == "fr" and word.startswith("h"):
        first = re.match(r"\w*", noun)
        return first is None or not {first.group(), first.group().removesuffix("s")} & _ASPIRATED
    if language == "ca":
        # A feminine with unstressed i- or u- keeps la (la universitat, la història), and i- before a vowel is none.
        if feminine and re.match(r"h?[iu]", word):
            return bool(re.match(r"h?(?:idea|illa|india|ungla|unica|urna)", word))
        return bool(re.match(r"h?[aeiou]", word)) and not re.match(r"h?[iu][aeiou]", word)
    return bool(re.match(r"[aeiou]", word))


_ELIDED = {"fr": "d|qu", "ca": "d"}


def mend_bare(text: str, noun: str, language: str) -> str:
    """The text before a noun with its last bare word elided or written out: French *de*, *que*, Catalan *de*."""
    if language not in _ELIDED:
        return text
    stems = _ELIDED[language]
    if _vowel(noun, language, feminine=False):
        return re.sub(rf"(?i)(?<!\w)({stems})e\s$", r"\1'", text)
    return re.sub(rf"(?i)(?<!\w)({stems})['’]$", r"\1e ", text)


def join_article(before: str, article: str, noun: str, language: str) -> tuple[str, int] | None:
    """The text before a noun that brings its own article, taken up by a preposition: *de* + *el* → *del*.

    Returns the new text and where in ``before`` the change begins, None where nothing contracts.
    """
    origin = max(0, len(before) - _REACH)
    found = re.search(r"(?<![\w'’])([^\W\d_]+)\s+$", before[origin:])
    paradigm = _DEFINITE.get(language, {}).get(found.group(1).lower()) if found else None
    if found is None or paradigm is None:
        return None
    for cell in paradigm_cells(article, language):
        options = paradigm[_CELLS.index(cell)].split("|")
        place = _option(noun, language, cell[0] == "f", len(options))
        said = options[place]
        if found.group(1)[:1].isupper():
            said = said[:1].upper() + said[1:]
        start = origin + found.start(1)
        return before[:start] + (said if said.endswith("'") else said + " "), start
    return None


def paradigm_cells(article: str, language: str) -> tuple[tuple[str, str], ...]:
    """The (gender, number) pairs that a definite article can be."""
    forms = _DEFINITE.get(language, {}).get("", ("", "", "", ""))
    return tuple(cell for cell, form in zip(_CELLS, forms, strict=True) if article in form.split("|"))


def _option(noun: str, language: str, feminine: bool, count: int) -> int:
    """Which spelling of a form stands before a noun: 0 mostly, 1 before a vowel, 2 before Italian s + consonant."""
    if count > 1 and _vowel(noun, language, feminine):
        return 1
    if count > 2 and re.match(r"(?i)s[^aeiouàèéìòù\W]|z|gn|ps|pn|x|y", noun):
        return 2
    return 0


def agree(adjective: str, gender: str, language: str) -> str:
    """A word in -o or -a in the other gender, where that is a word, too: *cerrada* → *cerrado*; *programa* stays."""
    if language not in ("es", "gl", "pt"):
        return adjective
    ending = re.search(r"([oa])(s?)$", adjective)
    wanted = "o" if gender == "m" else "a"
    if ending is None or ending.group(1) == wanted:
        return adjective
    other = adjective[: ending.start()] + wanted + ending.group(2)
    masculine, feminine = (other, adjective) if gender == "m" else (adjective, other)
    return other if both_known(masculine.lower(), feminine.lower(), language) else adjective


# --- gender and number of a noun by its ending ----------------------------------------------------------------

_ENDINGS: dict[str, list[tuple[str, str]]] = {
    "es": [
        (r"(?<!\w)diabetes", "f"), (r"ci[oó]n(es)?|si[oó]n(es)?|(dad|tad|tud|umbre)(es)?|[ts]is|itis", "f"),
        (r"(mano|foto|moto|radio)s?", "f"),
        (r"(?<!\w)(flor|labor|[oó]rden|im[aá]gen|virgen|señal|sal|cárcel|piel|miel|capital|catedral|razón)(es)?", "f"),
        (r"(?<!\w)(calle|torre|base|clase|fase|frase|fuente|gente|mente|muerte|suerte|noche|tarde|parte|sangre|leche|nieve|nube"
         r"|carne|sede|red|corte|serie|especie|superficie|llave|clave|nave|ave)s?|triz|trices", "f"),
        (r"(?<!\w)(lápi|juez|pez|arroz|maíz|ajedrez)(z|ces)?", "m"),
        (r"(?<!\w)(césped|ataúd|abad|huésped)(es)?", "m"), (r"d|z|edes|udes|(lu|vo|ve|cru|pa|raí|nari)ces", "f"),
        (r"(día|mapa|planeta|tranvía|[a-z]+(ema|oma|grama|drama|ista))s?", "m"),
        (r"os?", "m"), (r"as?", "f"), (r"[aeiouáéíóú][lnr](es)?|és|eses|[éúí]s?|us|es?", "m"),
    ],
    "ca": [
        (r"ció|cions|sió|sions|(tat|tud)s?|dats?", "f"),
        (r"(dia|mapa|planeta|problema|sistema|programa|tema|clima)", "m"),
        (r"a|es", "f"), (r"ment(s)?|atge(s)?|or(s)?|isme(s)?|al(s)?|us", "m"),
    ],
    "gl": [
        (r"ción(s)?|sión(s)?|(dade|tade|tude)s?|xe[mn]s?", "f"), (r"(día|mapa|planeta|[a-z]+(ema|oma|grama))s?", "m"),
        (r"os?", "m"), (r"as?", "f"), (r"mento(s)?|or(es)?|al|ais|axe(s)?|ismo", "m"),
    ],
    "pt": [
        (r"ção|ções|são|sões|(dade|tude)s?|gem|gens", "f"), (r"(dia|mapa|planeta|[a-z]+(ema|oma|grama))s?", "m"),
        (r"os?", "m"), (r"as?", "f"), (r"mento(s)?|or(es)?|al|ais|ismo", "m"),
    ],
    "fr": [
        (r"(tion|sion|té|ette|ance|ence|ure|ude|ité|ie|esse|ade)s?", "f"),
        (r"(ment|age|isme|eau|eaux|eur|oir|al|aux|in|teur|ier)s?", "m"),
    ],
    "it": [
        (r"zione|zioni|sione|sioni|tà|tù|trice|itudine", "f"),
        (r"(problema|sistema|programma|tema|clima|pianeta)", "m"),
        (r"(mano|mani|foto|auto|radio)", "f"), (r"o|mento|mento|ore|ale|ismo", "m"), (r"a|e", "f"), (r"i", "m"),
    ],
}  # fmt: skip


def gender_of(noun: str, language: str) -> str:
    """``m`` or ``f`` by a noun's ending, ``""`` where the ending does not tell."""
    word = noun.lower()
    for pattern, gender in _ENDINGS.get(language, ()):
        if re.search(rf"(?:^|\w)(?:{pattern})$", word):
            return gender
    return ""
