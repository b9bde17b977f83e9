"""One table of locales: BCP 47 outside, gettext's form in paths, each engine's own code inside.

Babel alone would turn ``ca-valencia`` into ``ca``, and gettext writes a script or a variant after ``@``
(``sr@latin``, ``ca@valencia``; GNU gettext manual, section "Locale Names"), so both ways are spelt out here.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from pinglot.errors import UsageError

__all__ = [
    "apertium_codes",
    "argos_codes",
    "calendar_names",
    "chain",
    "from_engine_code",
    "gettext_name",
    "is_known",
    "is_rtl",
    "language",
    "name",
    "normalize",
    "plural_forms",
    "separators",
]

# language [-script] [-region] [-variant]: the part of RFC 5646 that gettext can name.
_TAG = re.compile(
    r"(?P<language>[a-z]{2,3})(?:[-_](?P<script>[a-z]{4}))?(?:[-_](?P<region>[a-z]{2}|[0-9]{3}))?"
    r"(?:[-_@](?P<variant>[a-z0-9]{5,8}|[0-9][a-z0-9]{3}))?",
    re.IGNORECASE,
)

_GETTEXT_SCRIPTS = {"latin": "Latn", "cyrillic": "Cyrl", "arabic": "Arab", "devanagari": "Deva"}
_SCRIPT_MODIFIERS = {script: modifier for modifier, script in _GETTEXT_SCRIPTS.items()}

# Chinese has its script in the region, as gettext projects have it since before scripts had names.
_FROM_GETTEXT = {"zh_CN": "zh-Hans", "zh_TW": "zh-Hant", "zh_HK": "zh-Hant-HK", "zh_SG": "zh-Hans-SG"}
_TO_GETTEXT = {
    "zh": "zh_CN", "zh-Hans": "zh_CN", "zh-CN": "zh_CN", "zh-Hans-CN": "zh_CN",
    "zh-Hant": "zh_TW", "zh-TW": "zh_TW", "zh-Hant-TW": "zh_TW", "zh-Hant-HK": "zh_HK",
}  # fmt: skip

# Argos's codes where they are not the language subtag.
_ARGOS = {
    "zh-Hant": ["zt"],
    "zh-Hant-HK": ["zt"],
    "zh-TW": ["zt"],
    "zh-HK": ["zt"],
    "zh-MO": ["zt"],
    "pt-BR": ["pb", "pt"],
    "no": ["nb"],
    "nn": ["nb"],
}

# ISO 639-3 codes in Apertium's mode names (`apertium -l`), and the two-letter ones that older pairs kept.
_APERTIUM = {
    "af": "afr", "an": "arg", "ar": "ara", "ast": "ast", "be": "bel", "bg": "bul", "br": "bre", "ca": "cat",
    "cy": "cym", "da": "dan", "de": "deu", "en": "eng", "eo": "epo", "es": "spa", "eu": "eus", "fr": "fra",
    "gl": "glg", "hi": "hin", "hr": "hbs", "id": "ind", "is": "isl", "it": "ita", "kk": "kaz", "mk": "mkd",
    "ms": "zlm", "mt": "mlt", "nb": "nob", "nl": "nld", "nn": "nno", "no": "nob", "oc": "oci", "pl": "pol",
    "pt": "por", "ro": "ron", "ru": "rus", "sc": "srd", "sh": "hbs", "sl": "slv", "sr": "hbs", "sv": "swe",
    "szl": "szl", "tr": "tur", "tt": "tat", "uk": "ukr", "ur": "urd",
}  # fmt: skip
_APERTIUM_VARIANTS = {"ca-valencia": ["cat_valencia", "cat"], "pt-BR": ["por_BR", "por", "pt_BR", "pt"]}

# Right-to-left languages written in their usual script.
_RTL = {"ar", "arc", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "ug", "ur", "yi"}
_RTL_SCRIPTS = {"Adlm", "Arab", "Hebr", "Nkoo", "Rohg", "Syrc", "Thaa"}

# Codes that ISO 639-1 withdrew; gettext projects and old systems still have them.
_WITHDRAWN = {"iw": "he", "in": "id", "ji": "yi"}


@lru_cache(maxsize=1024)
def normalize(tag: str) -> str:
    """The BCP 47 form of a tag or a gettext name: ``es_mx`` → ``es-MX``, ``ca@valencia`` → ``ca-valencia``.

    Raises:
        UsageError: it is no locale that pinglot can name.
    """
    text = tag.strip().split(".", 1)[0]  # es_ES.UTF-8
    if text in _FROM_GETTEXT:
        return _FROM_GETTEXT[text]
    base, _, modifier = text.partition("@")
    if modifier.lower() in _GETTEXT_SCRIPTS:
        language_, _, rest = base.replace("_", "-").partition("-")
        text = "-".join(part for part in (language_, _GETTEXT_SCRIPTS[modifier.lower()], rest) if part)
    match = _TAG.fullmatch(text)
    if not match:
        raise UsageError(f"'{tag}' is not a locale; use a BCP 47 tag such as es, es-MX, ca-valencia or zh-Hans")
    found = match.groupdict()
    short = found["language"].lower()
    parts = [
        _WITHDRAWN.get(short, short),
        (found["script"] or "").title(),
        (found["region"] or "").upper(),
        (found["variant"] or "").lower(),
    ]
    return "-".join(part for part in parts if part)


@lru_cache(maxsize=1024)
def language(tag: str) -> str:
    """The language subtag alone: ``es-MX`` → ``es``."""
    return normalize(tag).split("-", 1)[0]


def chain(tag: str) -> list[str]:
    """A locale and what it falls back to, narrowest first: ``es-MX`` → ``["es-MX", "es"]`` (RFC 4647, lookup).

    A variant outlives its region: ``ca-ES-valencia`` falls back to ``ca-valencia`` before ``ca``.
    """
    parts = normalize(tag).split("-")
    tags = ["-".join(parts[:count]) for count in range(len(parts), 0, -1)]
    if len(parts) == 3 and len(parts[1]) < 4 and len(parts[2]) > 3:
        tags.insert(1, f"{parts[0]}-{parts[2]}")
    return tags


def gettext_name(tag: str) -> str:
    """The name of the locale's folder: ``ca-valencia`` → ``ca@valencia``, ``zh-Hans`` → ``zh_CN``."""
    tag = normalize(tag)
    if tag in _TO_GETTEXT:
        return _TO_GETTEXT[tag]
    match = _TAG.fullmatch(tag)
    assert match, tag  # normalize has matched it
    found = match.groupdict()
    name = found["language"] + (f"_{found['region']}" if found["region"] else "")
    modifier = found["variant"] or _SCRIPT_MODIFIERS.get(found["script"] or "", (found["script"] or "").lower())
    return name + (f"@{modifier}" if modifier else "")


@lru_cache(maxsize=256)
def is_rtl(tag: str) -> bool:
    """Whether the locale is written from right to left: by its script, else by its language's usual one."""
    scripts = [part for part in normalize(tag).split("-") if len(part) == 4 and part.istitle()]
    return scripts[0] in _RTL_SCRIPTS if scripts else language(tag) in _RTL


def argos_codes(tag: str) -> list[str]:
    """Argos's codes that can serve a locale, best first: ``pt-BR`` → ``["pb", "pt"]``."""
    codes: list[str] = []
    for wider in chain(tag):
        codes += _ARGOS.get(wider, [])
    if not any(code in ("zt",) for code in codes):
        codes.append(language(tag))
    return list(dict.fromkeys(codes))


def apertium_codes(tag: str) -> list[str]:
    """Codes in Apertium's mode names that can serve a locale, best first: ``es`` → ``["spa", "es"]``."""
    codes: list[str] = []
    for wider in chain(tag):
        codes += _APERTIUM_VARIANTS.get(wider, [])
    short = language(tag)
    if short in _APERTIUM:
        codes.append(_APERTIUM[short])
    codes.append(short)
    return list(dict.fromkeys(codes))


def from_engine_code(code: str) -> str:
    """The BCP 47 tag of an engine's code: ``spa`` → ``es``, ``pb`` → ``pt-BR``, ``cat_valencia`` → ``ca-valencia``."""
    for table in (_ARGOS, _APERTIUM_VARIANTS):
        for tag, codes in table.items():
            if code == codes[0]:
                return tag if tag != "no" else "nb"
    for short, long in _APERTIUM.items():
        if code == long and short not in ("hr", "sr", "no"):
            return short
    return normalize(code)


@cache
def _babel(tag: str) -> object:
    from babel import Locale, UnknownLocaleError

    for wider in chain(tag):
        try:
            return Locale.parse(wider.replace("-", "_"))
        except (UnknownLocaleError, ValueError):
            continue
    return Locale.parse("en")


def is_known(tag: str) -> bool:
    """Whether CLDR has the language: ``es`` it has; ``app``, which might be one by its form, it has not."""
    from babel import Locale

    return language(tag) in Locale("en").languages


@cache
def separators(tag: str) -> tuple[str, str]:
    """The locale's decimal and grouping signs, by Babel (CLDR): ``es`` → ``(",", ".")``."""
    from babel.numbers import get_decimal_symbol, get_group_symbol

    locale = _babel(tag)
    return get_decimal_symbol(locale), get_group_symbol(locale)  # type: ignore[arg-type]


@cache
def name(tag: str) -> str:
    """The locale's name in English, as a catalog's header has it: ``es-MX`` → ``Spanish (Mexico)``."""
    from babel import Locale

    locale = _babel(tag)
    assert isinstance(locale, Locale)
    return locale.get_display_name("en") or tag


@cache
def calendar_names(tag: str) -> frozenset[str]:
    """The names of months and days in a locale, in small letters, by Babel (CLDR)."""
    from babel.dates import get_day_names, get_month_names

    locale = _babel(tag)
    named = [names("wide", "format", locale) for names in (get_day_names, get_month_names)]  # type: ignore[arg-type]
    return frozenset(name.lower() for names in named for name in names.values())


@cache
def plural_forms(tag: str) -> str:
    """The value of the catalog header ``Plural-Forms`` for a locale, by Babel; where it knows none, one and many."""
    from babel import UnknownLocaleError
    from babel.messages.plurals import get_plural

    try:
        found = get_plural(gettext_name(tag).split("@")[0])
    except UnknownLocaleError:
        return "nplurals=2; plural=(n != 1);"
    return f"nplurals={found.num_plurals}; plural={found.plural_expr};"
