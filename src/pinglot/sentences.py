"""Text ⇄ sentences, without loss.

sentencex (Wikimedia; rules for some 300 languages) proposes where a sentence ends. It is given text in which every
blank is one plain space and every paragraph stands alone, because it cuts at a single line break before a bullet,
cuts between CR and LF, and panics on some wide blanks (U+2028, U+3000) after an initial. The fold keeps lengths, so
its offsets are ours. What it proposes is then judged by a few rules that hold for running prose, and some cuts that
it misses are added. Nothing of the text is lost: a sentence is a span, and what is in no span is blank.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence, Set
from functools import cache
from itertools import accumulate

from pinglot import locales
from pinglot.model import OBJECT

__all__ = ["join", "split"]

# Zero-width characters that stand between words and say nothing by themselves; str.isspace does not know them.
_ZERO_WIDTH = "\u180e\u200b\u2060\ufeff"
# Every blank but the usual one, which is most of them.
_ODD_BLANK = re.compile(rf"[\t-\r\x1c-\x1f\x85\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000{_ZERO_WIDTH}]")
_SURROGATE = re.compile("[\ud800-\udfff]")  # cannot be handed to a library that speaks UTF-8
_NO_BREAK = "\u00a0\u202f\u2007"

_LINE_END = r"(?:\r\n|[\n\r\x0b\x0c\x1c-\x1e\x85\u2028])"
_INDENT = rf"(?:(?!{_LINE_END})[\s{_ZERO_WIDTH}])*"
_BULLET = r"(?:[-*+•‣⁃◦▪●·](?=\s)|1[.)](?=\s))"
_ANY_LINE_END = re.compile("[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_PARAGRAPH = re.compile(rf"\u2029|{_LINE_END}(?:{_INDENT}{_LINE_END})+|{_LINE_END}(?={_INDENT}{_BULLET})")
_NUMBERED = re.compile(rf"{_LINE_END}{_INDENT}(?P<number>\d{{1,3}})[.)](?=\s)")

_OPENING = "\"'“‘«‹„‚「『（(［[【《〈¿¡{"
_CLOSING = "\"'”’»›“‘」』）)］]】》〉}"
_QUOTE = re.compile('["“”„«»]')
_HEAD_BRACKET = re.compile(r"^[(\[][^()\[\]]*[)\]](?= )")
_LONG = 120  # code points: a quoted question or exclamation is shorter, a speech is longer
_FULL_WIDTH = "。！？｡．"
# Terminators that end a sentence without a blank after them: CJK, danda, Arabic, Armenian, Ethiopic, Burmese, Khmer.
_SELF_STANDING = frozenset(_FULL_WIDTH + "।॥؟۔։።፧፨။។៕")
_CJK = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]")
_NOTE = rf"(?:{OBJECT}|\[\d{{1,3}}\]|[¹²³⁰⁴-⁹])"

_NOTE_CUT = re.compile(rf"[.!?…][{re.escape(_CLOSING)}]*{_NOTE}+[ ]+(?=\S)")
_STOP_CUT = re.compile(rf"\.[{re.escape(_CLOSING)}]*[ ]+(?=\S)")
_BRACKET_CUT = re.compile(r"[.!?…][)\]][ ]+(?=\S)")
_FULL_WIDTH_CUT = re.compile(r"[。！？｡]+[」』”’）】》〉]*[ ]*(?=\S)")
_LAST_TOKEN = re.compile(rf"[^\s{re.escape(_OPENING)}]+$")
_FIRST_WORD = re.compile(rf"[{re.escape(_OPENING)}]*(?:[–—―-]+ ?)?[{re.escape(_OPENING)}]*(?P<word>[^\W\d_]+)")
_WORD = re.compile(r"[^\W_]")
_NOTES = re.compile(_NOTE)
_ENUMERATOR = re.compile(r"^[(\[]?(?:[^\W\d_]|[ivx]{1,4}|\d{1,3})[)\]] ")  # (b) It …
_LIST_MARK = re.compile(r"[(\[]?(?:\d{1,3}|[a-zA-Zа-яА-Я])[.)\]]?|[-*+•‣⁃◦▪●·]")
_NESTING = {
    "「": 1,
    "『": 1,
    "“": 1,
    "（": 1,
    "《": 1,
    "【": 1,
    "」": -1,
    "』": -1,
    "”": -1,
    "）": -1,
    "》": -1,
    "】": -1,
}

# Abbreviations that sentencex 1.0 ends sentences at though a name or a word always follows them …
_BEFORE_WORD = {
    language: frozenset(words.split())
    for language, words in {
        "en": "messrs mr mrs ms mme mlle dr prof gov sen gen lt sgt capt rev hon ft mt",
        "es": "sr sra srta dr dra prof dña dª d fco mª hnos sto sta pza c/",
        "fr": "mme mmes mlle mlles mgr me ste st sts",
        "de": "hr fr hrn frl st",
        "it": "sig sig.ra dott prof ing avv on",
        "pt": "sr sra srta dr dra prof profa eng d",
        "ca": "sr sra srta dr dra sta st",
        "gl": "sr sra srta dr dra sta st",
        "ru": "им св г-н г-жа напр т.е т.к ул просп пл акад проф доц тов т.н",
        "uk": "ім св напр т.зв вул просп пл акад проф доц",
        "hi": "डॉ प्रो श्री पं",
    }.items()
}
# … and abbreviations that a number follows.
_BEFORE_NUMBER = {
    language: frozenset(words.split())
    for language, words in {
        "en": "no nos vol vols ch chs p pp fig figs sec art para approx ca est ed eq app v ver "
        "jan feb mar apr aug sept sep oct nov dec",
        "es": "ca no núm núms n.º nº pág págs p pp vol cap fig art aprox tel depto ej",
        "fr": "env chap p pp art fig vol n no tél",
        "de": "nr abs art ca s bd kap abb tel",
        "it": "n pag pagg p pp vol cap fig art tel",
        "pt": "n.º nº pág págs p pp vol cap fig art tel",
        "ca": "núm pàg pp p vol cap fig art tel",
        "gl": "núm páx pp p vol cap fig art tel",
        "ru": "рис табл гл с стр п пп ст ч т д кв тел прим ок",
        "uk": "рис табл гл с стор п пп ст ч т буд кв тел",
    }.items()
}
# What ends the sentence where a capital letter follows: abbreviations that usually end a clause, and ordinary words
# that are abbreviations to sentencex (Maine, illustrated, inch; bienio, sobre, martes, automóvil).
_AT_END = {
    "en": r"etc|me|ill|in|OK|ok",
    "es": r"etc|EE\. ?UU|[ad]\. ?C|bien|no|en|con|sobre|super|mar|auto|da|di|un|extra|retro|campo",
    "fr": r"etc",
    "it": r"ecc",
    "pt": r"etc",
    "ca": r"etc",
    "gl": r"etc",
    "de": r"usw|u\. ?a|etc",
    "ru": r"и т\. ?[дп]|и др|и пр",
    "uk": r"і т\. ?[дп]|та ін|і т\. ?ін",
}

_LONGEST_ENDING = 12
"""Code points that none of them is longer than."""


def split(text: str, locale: str, keep: Sequence[tuple[int, int]] = ()) -> list[tuple[int, int]]:
    """The sentences of a text, as half-open spans of code points, in order and without outer blanks.

    A single line break is a blank; a blank line, U+2029, or a line that begins with a bullet ends a sentence.
    What is in no span is blank (white space, or zero-width), so :func:`join` gives the text back.

    Args:
        text: plain text, which may hold :data:`pinglot.model.OBJECT` characters; they count as words.
        locale: BCP 47 tag of the text's language.
        keep: spans of code points that no sentence may end inside, as those of pins. In any order.

    Raises:
        UsageError: ``locale`` is no locale.
    """
    language = locales.language(locale)
    spans: list[tuple[int, int]] = []
    holds = _crossing(keep)
    for start, end in _blocks(text):
        block = text[start:end]
        for first, last in _sentences(_fold(block), block, language):
            span = (start + first, start + last)
            if spans and holds(spans[-1][1], span[0]):
                spans[-1] = (spans[-1][0], span[1])
            else:
                spans.append(span)
    return spans


def join(text: str, spans: Sequence[tuple[int, int]], pieces: Sequence[str]) -> str:
    """The text with each span replaced by its piece, and everything between as it was.

    Args:
        text: the text that was split.
        spans: half-open, in order, as :func:`split` returned them.
        pieces: one a span. The spans' own texts give ``text`` back.
    """
    out: list[str] = []
    done = 0
    for (start, end), piece in zip(spans, pieces, strict=True):
        out += (text[done:start], piece)
        done = end
    out.append(text[done:])
    return "".join(out)


def _fold(text: str) -> str:
    """The same length, every blank one plain space: what sentencex and the rules below read."""
    if text.isprintable():  # as nearly every text: every odd blank and surrogate is not
        return text
    text = _ODD_BLANK.sub(" ", text)
    return text if text.isascii() else _SURROGATE.sub("\ufffd", text)


def _crossing(keep: Sequence[tuple[int, int]]) -> Callable[[int, int], bool]:
    """``crosses(left_end, right_start)``: whether a kept span has text on both sides of that gap."""
    ordered = sorted(keep)
    starts = [start for start, _ in ordered]
    furthest = list(accumulate((end for _, end in ordered), max))

    def crosses(left_end: int, right_start: int) -> bool:
        before = bisect_left(starts, left_end)
        return before > 0 and furthest[before - 1] > right_start

    return crosses


# --- paragraphs -----------------------------------------------------------------------------------------------


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    done = 0
    if text.isprintable() or not _ANY_LINE_END.search(text):  # as nearly every unit of an article
        yield 0, len(text)
        return
    for place in sorted({*(match.end() for match in _PARAGRAPH.finditer(text)), *_list_items(text)}):
        yield done, place
        done = place
    yield done, len(text)


def _list_items(text: str) -> Iterator[int]:
    # "in\n1997. Then" is prose that was wrapped there: a number begins an item only where it goes on counting.
    last = 0
    for match in _NUMBERED.finditer("\n" + text):
        number = int(match["number"])
        if number == 1 or (last and number == last + 1):
            last = number
            if match.start() > 0:
                yield match.start()


# --- sentences in a paragraph ---------------------------------------------------------------------------------


def _sentences(folded: str, original: str, language: str) -> Iterator[tuple[int, int]]:
    """Spans of one paragraph. ``folded`` is what the rules read, ``original`` has the blanks as they were."""
    size = len(folded.rstrip(" "))
    start = _next_word(folded, 0)
    cuts = [cut for cut in sorted(_proposed(folded, language)) if start < cut < size]
    for index, cut in enumerate(cuts):
        end = cut
        while folded[end - 1] == " ":
            end -= 1
        following = cuts[index + 1] if index + 1 < len(cuts) else size
        if _ends(folded, original, start, end, cut, following, language):
            yield start, end
            start = cut
    if start < size:
        yield start, size


def _next_word(folded: str, position: int) -> int:
    while position < len(folded) and folded[position] == " ":
        position += 1
    return position


def _proposed(folded: str, language: str) -> set[int]:
    cuts = {_before_opening(folded, _next_word(folded, place)) for place in _by_sentencex(folded, language)}
    if "]" in folded or not folded.isascii():
        cuts.update(match.end() for match in _NOTE_CUT.finditer(folded) if _may_begin(folded, match.end()))
    if "]" in folded or ")" in folded:
        cuts.update(_bracketed(folded, cuts))
    if language in _AT_END:
        cuts.update(_after_abbreviations(folded, cuts, _at_end(language)))
    if language in ("zh", "ja", "yue"):
        cuts.update(_full_width(folded))
    return cuts


@cache
def _at_end(language: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{_AT_END[language]})\Z")


def _after_abbreviations(folded: str, cuts: Set[int], ending: re.Pattern[str]) -> Iterator[int]:
    """``in New York, etc. The``: after the full stop of what usually ends a clause."""
    for match in _STOP_CUT.finditer(folded):
        cut, stop = match.end(), match.start()
        if cut not in cuts and ending.search(folded, max(0, stop - _LONGEST_ENDING), stop) and _may_begin(folded, cut):
            yield cut


def _by_sentencex(folded: str, language: str) -> set[int]:
    """Code point offsets where sentencex lets a sentence begin.

    It holds what stands in quotation marks together. That is right for "Why?" he asked, and wrong for a speech of
    several long sentences, which an engine then sees as one: a long piece is asked for again without the marks. And
    it misses the first end after a bracket at the head, as in "(a) Why? Then …": such a piece is asked for again
    without what is in the bracket.
    """
    places: set[int] = set()
    start = 0
    for piece in _segment(folded, language):
        bare = _QUOTE.sub(" ", piece) if len(piece) > _LONG else piece
        if bare.startswith(("(", "[")):
            bare = _HEAD_BRACKET.sub(lambda match: "x" * len(match.group()), bare)
        if bare != piece:
            places.update(start + place for place in accumulate(len(part) for part in _segment(bare, language)))
        start += len(piece)
        places.add(start)
    return places


def _segment(folded: str, language: str) -> list[str]:
    import sentencex

    try:
        pieces: list[str] = sentencex.segment(language, folded)
    except BaseException as trouble:
        # A Rust panic is no Exception. None is known on folded text; should one come, plain full stops still cut.
        if type(trouble).__name__ != "PanicException":
            raise
        return re.split(r"(?<=[.!?…] )(?=\S)", folded)
    return pieces


def _before_opening(folded: str, cut: int) -> int:
    """Moves a cut that fell behind a quotation mark which opens the next sentence."""
    if 1 < cut < len(folded) and folded[cut - 1] in _OPENING and folded[cut - 2] == " ":
        return cut - 1
    return cut


def _bracketed(folded: str, cuts: set[int]) -> Iterator[int]:
    """``(All of it.) Next``: the bracket opened where a sentence began, so it closes with it."""
    begins = {_next_word(folded, 0), *cuts}
    for match in _BRACKET_CUT.finditer(folded):
        opening = folded.rfind("(" if folded[match.start() + 1] == ")" else "[", 0, match.start())
        if opening in begins and _may_begin(folded, match.end()):
            begins.add(match.end())
            yield match.end()


def _full_width(folded: str) -> Iterator[int]:
    """After every 。！？ that no quotation mark or bracket encloses."""
    depth = done = 0
    for match in _FULL_WIDTH_CUT.finditer(folded):
        depth += sum(_NESTING.get(char, 0) for char in folded[done : match.end()])
        done = match.end()
        if depth <= 0:
            depth = 0
            yield match.end()


def _may_begin(folded: str, position: int) -> bool:
    first = folded[position : position + 4].lstrip(_OPENING)[:1]
    return bool(first) and not first.islower() and (first.isalnum() or first == OBJECT)


def _ends(folded: str, original: str, start: int, end: int, cut: int, following: int, language: str) -> bool:
    """Whether the sentence that began at ``start`` ends at ``end``, so that the next begins at ``cut``."""
    left, right = folded[start:end], folded[cut:following]
    if not _says_something(left) or not _says_something(right) or _LIST_MARK.fullmatch(left):
        return False
    if end == cut and not _needs_no_blank(left, right):
        return False
    mark = left.rstrip(_CLOSING)[-1:]
    if mark not in _SELF_STANDING and _goes_on(right):
        return False
    if language == "ja" and left[-1] in "」』）" and "\u3041" <= right[0] <= "\u309f":
        return False  # 「はい。」と言った: the particle goes on with what was quoted
    if left[-1] == ".":
        token = _LAST_TOKEN.search(left, left.rfind(" ") + 1)
        word = token.group() if token else ""
        if _is_abbreviation(word[:-1], right, language):
            return False
        # A blank that must not break, after a short word: "No.\u00a05", "т.\u00a0е."
        if cut - end == 1 and original[end] in _NO_BREAK and len(word) <= 3:
            return False
    return True


def _says_something(text: str) -> bool:
    return text[:1].isalpha() or _WORD.search(_NOTES.sub("", text)) is not None


def _needs_no_blank(left: str, right: str) -> bool:
    """``你好。我`` is two sentences, ``example.com`` and ``J.-C.`` are none."""
    marks = left[len(left.rstrip(_CLOSING + ".!?" + _FULL_WIDTH)) :]
    if not _SELF_STANDING.isdisjoint(left.rstrip(_CLOSING)[-1:]):
        return True
    before = left[: len(left) - len(marks)][-1:]
    return bool(marks) and bool(_CJK.match(before)) and bool(_CJK.match(right.lstrip(_OPENING)[:1]))


def _goes_on(right: str) -> bool:
    """``he asked.`` after ``"Why?"``, ``— спросил он`` after ``«Что?»``: a small letter goes on, save in ``iPhone``."""
    if right[0].isupper() and right[1:2] not in (")", "]"):
        return False  # nearly always
    found = _FIRST_WORD.match(_ENUMERATOR.sub("", right))
    return found is not None and found["word"].islower()


def _is_abbreviation(word: str, right: str, language: str) -> bool:
    word = word.rstrip(_CLOSING).lower()
    if word in _BEFORE_WORD.get(language, ()):
        return True
    if right[0].isdigit() and word in _BEFORE_NUMBER.get(language, ()):
        return True
    # In a script without capitals a single letter and a full stop is a title or an initial (د. أحمد).
    return len(word) == 1 and word.isalpha() and word == word.upper() and not _CJK.match(word)
