"""Numbers as languages write them: magnitudes, number words, months, Chinese and Roman numerals.

The tables hold what an article uses beside digits. A word is a *soft* number: it may stand for a figure of the other
side (5 → cinco), and nothing is asked of it.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache

from pinglot import locales

__all__ = [
    "MAGNITUDES",
    "chinese_value",
    "magnitude_pattern",
    "magnitude_words",
    "month_numbers",
    "roman_value",
    "word_values",
]

# Longest first is made when the pattern is built. A stem that ends in "*" stands for every word that begins so.
MAGNITUDES: dict[str, dict[str, int]] = {
    "en": {"thousand*": 3, "million*": 6, "billion*": 9, "trillion*": 12, "mn": 6, "bn": 9, "lakh*": 5, "crore*": 7},
    "es": {"mil": 3, "millar*": 3, "millón": 6, "millon*": 6, "billón": 12, "billon*": 12, "millardo*": 9},
    "ca": {"mil": 3, "miler*": 3, "milió": 6, "milion*": 6, "bilió": 12, "bilion*": 12, "miliard*": 9},
    "gl": {"mil": 3, "millar*": 3, "millón": 6, "millón*": 6, "millon*": 6, "billón": 12, "billón*": 12},
    "pt": {"mil": 3, "milhar*": 3, "milhão": 6, "milhões": 6, "bilhão": 9, "bilhões": 9, "bilião": 12, "biliões": 12,
           "trilhão": 12, "trilhões": 12},
    "fr": {"mille": 3, "millier*": 3, "million*": 6, "milliard*": 9, "billion*": 12},
    "it": {"mila": 3, "mille": 3, "milione": 6, "milioni": 6, "miliardo": 9, "miliardi": 9, "bilion*": 12},
    "de": {"tausend*": 3, "million*": 6, "mio": 6, "milliarde*": 9, "mrd": 9, "billion*": 12},
    "nl": {"duizend*": 3, "miljoen*": 6, "mln": 6, "miljard*": 9, "mld": 9, "biljoen*": 12},
    "ru": {"тыс": 3, "тысяч*": 3, "млн": 6, "миллион*": 6, "млрд": 9, "миллиард*": 9, "трлн": 12, "триллион*": 12},
    "uk": {"тис": 3, "тисяч*": 3, "млн": 6, "мільйон*": 6, "млрд": 9, "мільярд*": 9, "трлн": 12},
    "pl": {"tys": 3, "tysi*": 3, "mln": 6, "milion*": 6, "mld": 9, "miliard*": 9, "bln": 12},
    "ar": {"ألف": 3, "آلاف": 3, "مليون": 6, "ملايين": 6, "مليار": 9, "مليارات": 9, "تريليون": 12},
    "zh": {"十": 1, "百": 2, "千": 3, "万": 4, "萬": 4, "亿": 8, "億": 8, "兆": 12},
    "ja": {"十": 1, "百": 2, "千": 3, "万": 4, "億": 8, "兆": 12},
    "ko": {"천": 3, "만": 4, "억": 8, "조": 12},
}  # fmt: skip
"""Language → word → power of ten. *Billón* is 10^12 in Spanish, *bilhão* 10^9 in Brazil."""

# value word word|value word …
_WORDS: dict[str, str] = {
    "en": (
        "0 zero|1 one first once single a an|2 two second twice double both half pair couple|3 three third triple|4"
        " four fourth quarter|5 five fifth|6 six sixth|7 seven seventh|8 eight eighth|9 nine ninth|10 ten tenth|11"
        " eleven|12 twelve dozen|13 thirteen|14 fourteen|15 fifteen|16 sixteen|17 seventeen|18 eighteen|19"
        " nineteen|20 twenty|30 thirty|40 forty|50 fifty half|60 sixty|70 seventy|80 eighty|90 ninety|100"
        " hundred|1000 thousand|1000000 million"
    ),
    "es": (
        "0 cero|1 un uno una primer primero primera|2 dos segundo segunda doble ambos ambas mitad medio media"
        " par|3 tres tercer tercero tercera tercio terceras tercios|4 cuatro cuarto cuarta cuartos cuartas|5 cinco"
        " quinto quinta|6 seis sexto|7 siete|8 ocho|9 nueve|10 diez décimo décima|11 once|12 doce docena|13 trece|14"
        " catorce|15 quince|16 dieciséis|17 diecisiete|18 dieciocho|19 diecinueve|20 veinte|30 treinta|40"
        " cuarenta|50 cincuenta|60 sesenta|70 setenta|80 ochenta|90 noventa|100 cien ciento centenar|1000 mil"
    ),
    "ca": (
        "0 zero|1 un una primer primera|2 dos dues segon segona doble meitat mig|3 tres tercer tercera|4 quatre"
        " quart|5 cinc cinquè|6 sis|7 set|8 vuit|9 nou|10 deu|11 onze|12 dotze|13 tretze|14 catorze|15 quinze|20"
        " vint|30 trenta|40 quaranta|50 cinquanta|60 seixanta|70 setanta|80 vuitanta|90 noranta|100 cent|1000 mil"
    ),
    "gl": (
        "0 cero|1 un unha primeiro primeira|2 dous dúas segundo segunda dobre metade|3 tres terceiro|4 catro|5"
        " cinco|6 seis|7 sete|8 oito|9 nove|10 dez|11 once|12 doce|13 trece|14 catorce|15 quince|20 vinte|30"
        " trinta|50 cincuenta|100 cen cento|1000 mil"
    ),
    "pt": (
        "0 zero|1 um uma primeiro primeira|2 dois duas segundo segunda dobro metade meio|3 três terceiro terceira"
        " terço|4 quatro quarto|5 cinco quinto|6 seis|7 sete|8 oito|9 nove|10 dez|11 onze|12 doze dúzia|13"
        " treze|14 catorze quatorze|15 quinze|20 vinte|30 trinta|40 quarenta|50 cinquenta|60 sessenta|70"
        " setenta|80 oitenta|90 noventa|100 cem cento|1000 mil"
    ),
    "fr": (
        "0 zéro|1 un une premier première|2 deux second seconde deuxième double moitié demi|3 trois troisième"
        " tiers|4 quatre quart|5 cinq|6 six|7 sept|8 huit|9 neuf|10 dix|11 onze|12 douze douzaine|13 treize|14"
        " quatorze|15 quinze|16 seize|20 vingt|30 trente|40 quarante|50 cinquante|60 soixante|100 cent|1000 mille"
    ),
    "it": (
        "0 zero|1 un uno una primo prima|2 due secondo seconda doppio metà mezzo|3 tre terzo terza|4 quattro"
        " quarto|5 cinque|6 sei|7 sette|8 otto|9 nove|10 dieci|11 undici|12 dodici|13 tredici|14 quattordici|15"
        " quindici|20 venti|30 trenta|40 quaranta|50 cinquanta|100 cento|1000 mille"
    ),
    "de": (
        "0 null|1 ein eine einem einen einer eines eins erste ersten erster erstes|2 zwei zweite zweiten beide"
        " doppelt halb hälfte|3 drei dritte dritten drittel|4 vier vierte viertel|5 fünf fünfte|6 sechs|7 sieben|8"
        " acht|9 neun|10 zehn|11 elf|12 zwölf dutzend|13 dreizehn|14 vierzehn|15 fünfzehn|20 zwanzig|30 dreißig|40"
        " vierzig|50 fünfzig|100 hundert|1000 tausend"
    ),
    "nl": (
        "0 nul|1 een één eerste|2 twee tweede beide dubbel half helft|3 drie derde|4 vier vierde kwart|5 vijf"
        " vijfde|6 zes|7 zeven|8 acht|9 negen|10 tien|11 elf|12 twaalf dozijn|13 dertien|14 veertien|15"
        " vijftien|20 twintig|30 dertig|40 veertig|50 vijftig|100 honderd|1000 duizend"
    ),
    "ru": (
        "0 ноль нуль|1 один одна одно одного одной одному одним одну первый первая первое первого первой первом"
        " первые первых|2 два две двух двум двумя оба обе обоих второй вторая второе второго вторую вдвое половина"
        " половины половину пара пары|3 три трёх трех трём трем тремя третий третья третьей треть третьего трое|4"
        " четыре четырёх четырех четверть четвёртый четвертый четвертого|5 пять пяти пятый|6 шесть шести|7 семь"
        " семи|8 восемь восьми|9 девять девяти|10 десять десяти десятый|11 одиннадцать|12 двенадцать|13"
        " тринадцать|14 четырнадцать|15 пятнадцать|16 шестнадцать|17 семнадцать|18 восемнадцать|19 девятнадцать|20"
        " двадцать двадцати|30 тридцать|40 сорок|50 пятьдесят|60 шестьдесят|70 семьдесят|80 восемьдесят|90"
        " девяносто|100 сто ста|1000 тысяча тысячи|1000000 миллион миллиона"
    ),
    "uk": (
        "1 один одна перший перша|2 два дві двох другий обидва|3 три трьох третій|4 чотири|5 п'ять|6 шість|7"
        " сім|8 вісім|9 дев'ять|10 десять|100 сто"
    ),
    "ar": (
        "1 واحد واحدة أول الأول الأولى|2 اثنان اثنين اثنتين الثاني الثانية نصف|3 ثلاث ثلاثة الثالث الثالثة ثلث|4"
        " أربع أربعة الرابع ربع|5 خمس خمسة|6 ست ستة|7 سبع سبعة|8 ثمان ثمانية|9 تسع تسعة|10 عشر عشرة|100 مئة"
        " مائة|1000 ألف"
    ),
}

_CHINESE_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "兩": 2}
_CHINESE_UNITS = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}
_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}


@cache
def magnitude_pattern(language: str) -> re.Pattern[str] | None:
    """Matches what :func:`magnitude_words` does, and what may be between a figure and them."""
    words = magnitude_words(language)
    if words is None:
        return None
    between = r"\s?[多余餘]?" if language in ("zh", "ja", "ko") else r"\+?[\s-]*[$€£¥]?[\s-]*"
    return re.compile(between + words.pattern, re.IGNORECASE)


@cache
def magnitude_words(language: str) -> re.Pattern[str] | None:
    """Matches the magnitude words that may follow a figure, several in a row (``mil millones``, ``千万``): a group."""
    table = MAGNITUDES.get(language)
    if table is None:
        return None
    stems = sorted(table, key=len, reverse=True)
    said = "|".join(re.escape(stem.rstrip("*")) + (r"[^\W\d]*" if stem.endswith("*") else "") for stem in stems)
    if language in ("zh", "ja", "ko"):
        return re.compile(rf"((?:{said})+)")
    word = rf"(?:{said})(?:\.|(?!\w))"
    return re.compile(rf"({word}(?:\s+(?:de\s+)?{word})*)", re.IGNORECASE)


@cache
def power_of(words: str, language: str) -> int:
    """The power of ten of what :func:`magnitude_words` matched."""
    table = MAGNITUDES[language]
    if language in ("zh", "ja", "ko"):
        return sum(table[char] for char in words)
    total = 0
    for word in re.findall(r"[^\W\d]+", words.lower()):
        for stem, power in table.items():
            if word == stem or (stem.endswith("*") and word.startswith(stem[:-1])):
                total += power
                break
    return total


@cache
def word_values(language: str) -> dict[str, set[Decimal]]:
    """Number words, lower case, and what they may count."""
    found: dict[str, set[Decimal]] = {}
    for entry in _WORDS.get(language, "").split("|"):
        value, _, said = entry.partition(" ")
        for word in said.split():
            found.setdefault(word, set()).add(Decimal(value))
    return found


@cache
def month_numbers(locale: str) -> dict[str, int]:
    """Month names of a locale, lower case and without points, by Babel (CLDR)."""
    from babel import Locale, UnknownLocaleError

    found: dict[str, int] = {}
    try:
        months = Locale.parse(locales.language(locale)).months
    except (UnknownLocaleError, ValueError):
        return found
    for style in ("format", "stand-alone"):
        for width in ("wide", "abbreviated"):
            for number, name in months[style][width].items():
                if not name[:1].isdigit():
                    found[name.lower().rstrip(".")] = int(number)
    return found


def chinese_value(text: str) -> Decimal | None:
    """The value of a Chinese numeral: 三 → 3, 二十一 → 21, 两千万 → 20,000,000."""
    if all(char in _CHINESE_DIGITS for char in text):
        return Decimal("".join(str(_CHINESE_DIGITS[char]) for char in text))
    total = section = digit = 0
    for char in text:
        if char in _CHINESE_DIGITS:
            digit = _CHINESE_DIGITS[char]
        elif _CHINESE_UNITS[char] >= 10**4:
            total = (total + section + digit or 1) * _CHINESE_UNITS[char]
            section = digit = 0
        else:
            section += (digit or 1) * _CHINESE_UNITS[char]
            digit = 0
    return Decimal(total + section + digit)


def roman_value(text: str) -> Decimal | None:
    """The value of a Roman numeral, None where it is none."""
    if not re.fullmatch(r"M{0,3}(CM|CD|D?C{0,3})(XC|XL|L?X{0,3})(IX|IV|V?I{0,3})", text) or not text:
        return None
    values = [_ROMAN[char] for char in text]
    return Decimal(sum(-one if one < other else one for one, other in zip(values, [*values[1:], 0], strict=True)))
