"""Names: runs of capitalised words, with what belongs to them and without what does not.

A capital in the middle of a sentence is what says that a word is a name. At the head of a sentence, where every word
has one, a word counts where a dictionary does not have it in small letters, or where it has its capital elsewhere.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pinglot import locales
from pinglot.glossary.extract.stopwords import (
    ADJECTIVES,
    CLASSES,
    LINKS,
    PARTICLES,
    PLACE_TAILS,
    PLURAL_OWNERS,
    TITLES,
    is_common,
    is_proper,
    stop_words,
)
from pinglot.glossary.extract.words import Text, Word

__all__ = ["Name", "acronyms", "fold_names", "names"]

_MOST = 6  # capitalised words; a longer chain is cut at "of the"
_INITIAL = re.compile(r"\.[ \u00a0]+")
_AMPERSAND = re.compile(r"[ \u00a0]+&[ \u00a0]+")
_TAILS = sorted((tail.split() for tail in PLACE_TAILS), key=len, reverse=True)
_PLURAL_OWNER = re.compile(r"['’][ \u00a0]+")
_AFTER_NUMERAL = CLASSES | {"and", "or", "of", "in", "for", "from", "by", "at", "on", "to", "with"}
_CONTRACTION = re.compile(r"(?:n['’]t|['’](?:re|ll|ve|m|d))$")
_SPELT_LIKE_SMALL_WORDS = {"us", "it", "who", "un"}
_NO_NAMES = frozenset({"table", "figure", "fig", "section", "chapter", "page", "appendix", "box", "note"})
_OPENER = re.compile(r"(?:ing|ed|ly)$")


@dataclass(frozen=True, slots=True)
class Name:
    """A name where it stands.

    Attributes:
        text: as it stands, blanks folded to one.
        words: its words.
        strong: whether the place alone says that it is a name.
        titled: whether a title before it says that it is a person's.
    """

    text: str
    words: tuple[Word, ...]
    strong: bool
    titled: bool = False

    @property
    def start(self) -> int:
        return self.words[0].start

    @property
    def end(self) -> int:
        return self.words[-1].end


def names(texts: Sequence[Text], source: str) -> list[list[Name]]:
    """The names of each text, in order; of a text whose capitals say nothing, none."""
    finder = _Finder(texts, source)
    return [list(finder.names(text)) for text in texts]


class _Finder:
    def __init__(self, texts: Sequence[Text], source: str) -> None:
        self.source = source
        self.english = locales.language(source) == "en"
        self.stop = stop_words(source)
        self.calendar = locales.calendar_names(source)
        inside = (word for text in texts if text.trusted for word in text.words if not word.heads)
        self.seen = Counter(word.text for word in inside if word.is_capital and not word.is_acronym)
        self.alone: Counter[str] = Counter()
        self.numbered: Counter[str] = Counter()
        self.surnames: set[str] = set()
        self.found = {id(text): list(self.runs(text.words)) for text in texts if text.trusted}
        for text in texts:
            for first, end in self.found.get(id(text), ()):
                self.learn(text.words, first, end)

    def learn(self, words: Sequence[Word], first: int, end: int) -> None:
        """What a run says about others: words that stand alone with a capital, figures that come back, surnames."""
        if end - first == 1:
            self.alone[words[first].text] += not words[first].heads
            if self.has_number(words, end):
                self.numbered[f"{words[first].text} {words[end].text}"] += 1
        else:
            run = tuple(words[first:end])
            if self.untitled(run) != run:
                self.surnames.add(run[-1].text)

    def names(self, text: Text) -> Iterator[Name]:
        for start, end in self.found.get(id(text), ()):
            for first, last in self.parts(text.words, start, end):
                name = self.name(text, first, last)
                if name:
                    yield name

    def runs(self, words: Sequence[Word]) -> Iterator[tuple[int, int]]:
        """Stretches of words that may be a name."""
        index = 0
        while index < len(words):
            if self.begins(words, index):
                end = self.end(words, index)
                yield index, end
                index = end
            else:
                index += 1

    def has_number(self, words: Sequence[Word], index: int) -> bool:
        """``Line 4``: a figure after a capital."""
        return index < len(words) and words[index].text.isdecimal() and words[index].follows

    def begins(self, words: Sequence[Word], index: int) -> bool:
        word = words[index]
        if not word.is_capital or word.small in self.calendar:
            return False
        if word.is_acronym:
            return word.small not in self.stop or word.small in _SPELT_LIKE_SMALL_WORDS
        if self.english and _CONTRACTION.search(word.small):
            return False
        if word.small in self.stop or len(word.text) == 1:
            # "The Irish Times", and "J. K. Rowling"
            goes_on = index + 1 < len(words) and self.joined(words, index + 1) and self.is_cap(words[index + 1])
            return goes_on and not word.heads if len(word.text) > 1 else goes_on and word.small != "i"
        return True

    def is_cap(self, word: Word) -> bool:
        return word.is_capital and (word.is_acronym or word.small not in self.stop) and word.small not in self.calendar

    def joined(self, words: Sequence[Word], index: int) -> bool:
        """Whether a word belongs to the same run of words as the one before it."""
        before, word = words[index - 1], words[index]
        if before.possessive and before.small not in PLURAL_OWNERS:
            # "Glovers' Lane" is a name, "Brandt's Lane" is somebody's.
            return before.text.endswith("s") and bool(_PLURAL_OWNER.fullmatch(word.gap)) and word.is_capital
        if word.follows or _AMPERSAND.fullmatch(word.gap):
            return True
        initial = len(before.text) == 1 or before.small == "st"
        return initial and before.is_capital and bool(_INITIAL.fullmatch(word.gap))

    def end(self, words: Sequence[Word], start: int) -> int:
        """Where the run that begins at a word ends: the index after its last word."""
        last, linked = start, False
        while last + 1 < len(words) and self.joined(words, last + 1):
            following = words[last + 1]
            numeral = following.is_roman and (following.text != "I" or self.is_one(words, last))
            if self.is_cap(following) or numeral:
                last += 1
                continue
            if self.is_inner(words, last + 1):
                last += 2
                continue
            tail = self.tail(words, last + 1)
            if tail and not words[last].is_acronym:
                return last + 1 + tail
            beyond = self.link(words, start, last, linked)
            if not beyond:
                break
            last, linked = beyond, True
        return last + 1

    def is_inner(self, words: Sequence[Word], index: int) -> bool:
        """``Doctors Without Frontiers``: a small word with a capital, before another capital."""
        word = words[index]
        if word.heads or not word.is_capital or word.small in self.calendar or len(word.text) < 2:
            return False
        return index + 1 < len(words) and self.joined(words, index + 1) and self.is_cap(words[index + 1])

    def is_one(self, words: Sequence[Word], last: int) -> bool:
        """``PEACE I``: a numeral after a name, and not the pronoun, which a verb follows."""
        if words[last + 1].text != "I" or not (words[last].is_acronym or words[last].text.istitle()):
            return False
        following = words[last + 2] if last + 2 < len(words) else None
        return following is None or not following.follows or following.small in _AFTER_NUMERAL

    def tail(self, words: Sequence[Word], index: int) -> int:
        """How many small words from here belong to the name before them."""
        if not self.english:
            return 0
        for tail in _TAILS:
            here = words[index : index + len(tail)]
            if [word.text for word in here] == tail and all(word.follows for word in here):
                return len(tail)
        return 0

    def link(self, words: Sequence[Word], start: int, last: int, linked: bool) -> int:
        """The capitalised word behind small ones that hold a name together; 0 where none do."""
        small: list[str] = []
        index = last + 1
        while index < len(words) and self.joined(words, index) and not self.is_cap(words[index]) and len(small) < 3:
            small.append(words[index].small)
            index += 1
        if not small or index >= len(words) or not self.joined(words, index) or not self.is_cap(words[index]):
            return 0
        if not self.english:
            return index if set(small) <= LINKS else 0
        if set(small) <= PARTICLES:
            return index
        if small[0] not in ("of", "for", "on", "and") or small[1:] not in ([], ["the"]):
            return 0
        if small[0] == "and":
            return index if len(small) == 1 and self.is_pair(words, last, index, linked) else 0
        head = words[last]
        if small[0] in ("for", "on"):
            return index if head.small in CLASSES else 0
        return index if head.small in CLASSES or is_common(head.text, self.source) else 0

    def is_pair(self, words: Sequence[Word], last: int, index: int, linked: bool) -> bool:
        """Whether ``and`` stands inside one name: ``Food and Agriculture Organization``, not ``Belfast and Derry``."""
        left, right = words[last], words[index]
        if left.small in CLASSES or is_proper(left.text, self.source) or is_proper(right.text, self.source):
            return False
        end = index
        while end + 1 < len(words) and self.joined(words, end + 1) and self.is_cap(words[end + 1]):
            end += 1
        classed = any(word.small in CLASSES for word in words[index : end + 1])
        return not classed if linked else words[end].small in CLASSES

    def parts(self, words: Sequence[Word], first: int, end: int) -> list[tuple[int, int]]:
        """A run without what its head and its length add to it."""
        first = self.after_opener(words, first, end)
        cut = self.cut(words, first, end)
        return [(first, end)] if not cut else [(first, cut), *self.parts(words, cut + 2, end)]

    def after_opener(self, words: Sequence[Word], first: int, end: int) -> int:
        word = words[first]
        known = self.seen[word.text] or word.is_acronym or is_proper(word.text, self.source)
        if end - first < 2 or not word.heads or known or word.small in CLASSES or word.small in ADJECTIVES:
            return first
        following = first + 1
        if words[following].is_capital:
            return following if _OPENER.search(word.small) else first
        while following < end and not self.is_cap(words[following]):
            following += 1
        return following if following < end else first

    def cut(self, words: Sequence[Word], first: int, end: int) -> int:
        """Where ``of the`` parts a run that is too long; 0 where it is not."""
        capitals = [index for index in range(first, end) if self.is_cap(words[index])]
        if len(capitals) <= _MOST:
            return 0
        places = [
            index
            for index in range(first + 1, end - 2)
            if words[index].small == "of" and words[index + 1].small == "the"
        ]
        fitting = [place for place in places if sum(index < place for index in capitals) <= _MOST]
        return fitting[-1] if fitting else 0

    def name(self, text: Text, first: int, end: int) -> Name | None:
        words = text.words[first:end]
        if len(words) == 1 and self.has_number(text.words, end):
            both = text.words[first : end + 1]
            back = self.numbered[f"{both[0].text} {both[1].text}"] > 1 and both[0].small.rstrip("s") not in _NO_NAMES
            if back and not is_proper(both[0].text, self.source):
                return _name(text, both, strong=True)
        titled = len(words)
        words = self.untitled(words)
        if len(words) == 1:
            return self.single(text, words[0])
        if all(word.small in TITLES for word in words) and not any(word.small in CLASSES for word in words):
            return None
        return replace(_name(text, words, strong=True), titled=len(words) < titled)

    def untitled(self, words: tuple[Word, ...]) -> tuple[Word, ...]:
        """A person's name without what stands before it: ``Energy Minister Paulo Teixeira``."""
        for place in range(len(words) - 1, 0, -1):
            if words[place - 1].small not in TITLES:
                continue
            office, rest = words[:place], words[place:]
            if any(word.text.islower() for word in office) or not 1 <= len(rest) <= 5:
                return words
            if any(word.small in CLASSES or word.small in ADJECTIVES for word in rest):
                return words
            if not all(self.is_cap(word) or word.small in PARTICLES or len(word.text) == 1 for word in rest):
                return words
            return rest if any(is_proper(word.text, self.source) for word in rest) else words
        return words

    def single(self, text: Text, word: Word) -> Name | None:
        # Outside English the dictionaries lack many a verb's forms, so that they say little of what has no capital.
        proper = word.is_acronym or is_proper(word.text, self.source)
        sure = proper and (self.english or word.is_acronym)
        if (
            len(word.text) < 2
            or word.small.rstrip("s") in _NO_NAMES
            or word.small in ADJECTIVES
            or word.small in TITLES
        ):
            return None
        if word.is_roman and not proper:
            return None
        if word.heads and not sure and not self.alone[word.text] and word.text not in self.surnames:
            return None
        if "." in word.text and re.fullmatch(r",\s+", word.gap):  # "Washington, D.C."
            return None
        if self.english and _is_adjective(text, word):
            return None
        return _name(text, (word,), strong=proper)


def _is_adjective(text: Text, word: Word) -> bool:
    """``Kyrgyzstani officials``: of a people, before a noun."""
    index = text.words.index(word)
    if not re.search(r"(?:ese|ish|ian|ean|rican|stani)$", word.small) or index + 1 >= len(text.words):
        return False
    following = text.words[index + 1]
    return following.follows and following.text.islower() and following.small not in stop_words("en")


def _name(text: Text, words: tuple[Word, ...], strong: bool) -> Name:
    surface = " ".join(text.passage.text[words[0].start : words[-1].end].split())
    if len(words) == 1 and words[0].is_acronym and surface[-1] == "s":
        surface = surface[:-1]
    return Name(surface, words, strong)


# --- short forms ----------------------------------------------------------------------------------------------


def fold_names(found: Sequence[Sequence[Name]], texts: Sequence[Text], source: str) -> dict[str, str]:
    """Short forms of names: ``Wang`` → ``Wang Yang``, where only one longer name begins or ends with it.

    A proper short form is folded only into what looks like a person's name: two to four proper words, none of which
    makes it a place or an institution; and not where the text has it as a place ("in Miranda"). A common word with a
    capital is folded into what it is short for: ``Ministry`` → ``Ministry of Health``.
    """
    everything = [name for row in found for name in row]
    singles = {name.text: name.strong for name in everything if len(name.words) == 1 and not name.words[0].is_acronym}
    placed = {
        word.text
        for text in texts
        for before, word in zip(text.words, text.words[1:], strict=False)
        if before.small == "in" and word.follows
    }
    holders: dict[str, set[str]] = {}
    for name in everything:
        if len(name.words) < 2:
            continue
        person = _is_person(name, source)
        for word in (name.words[0], name.words[-1]):
            strong = singles.get(word.text)
            if (strong and person and word.text not in placed) or strong is False:
                holders.setdefault(word.text, set()).add(name.text)
    return {short: next(iter(names)) for short, names in holders.items() if len(names) == 1}


def _is_person(name: Name, source: str) -> bool:
    words = [word for word in name.words if word.small not in PARTICLES]
    if name.titled:
        return True
    if not 2 <= len(words) <= 4 or any(
        not word.is_capital or word.is_acronym or word.small in CLASSES or word.small in ADJECTIVES for word in words
    ):
        return False
    common = sum(not is_proper(word.text, source) for word in words)
    return common <= (len(words) > 2)


# --- acronyms -------------------------------------------------------------------------------------------------

_BRACKETED = re.compile(r"\(\s*(?P<inner>[^()]{2,80}?)\s*\)")
_SHORT = re.compile(r"(?=(?:.*[A-Z]){2})[A-Z][A-Za-z0-9&.+/-]{1,11}")


def acronyms(texts: Sequence[Text], found: Sequence[Sequence[Name]]) -> dict[str, str]:
    """Acronyms and their long forms, where the text explains them: ``Cohesion Fund (CF)`` or ``CF (Cohesion Fund)``.

    The letters are looked for from the end of the long form backwards, and the first must begin a word (Schwartz and
    Hearst, "A simple algorithm for identifying abbreviation definitions in biomedical text", 2003). A name that
    stands right before the bracket is taken whole.
    """
    explained: dict[str, str] = {}
    for text, row in zip(texts, found, strict=True):
        whole = text.passage.text
        for match in _BRACKETED.finditer(whole):
            inner = re.split(r"[;,:]", match["inner"])[0].strip().strip("\"“”'‘’")
            before = whole[: match.start()].rstrip()
            if _SHORT.fullmatch(inner):
                ending = next((name for name in row if name.end == len(before) and len(name.words) > 1), None)
                long = ending.text if ending and _has_letters(inner, ending.text) else _long_form(inner, before)
            else:
                last = re.search(rf"({_SHORT.pattern})$", before)
                short, long = (last.group(1), inner) if last else ("", "")
                long = _long_form(short, long) if short and len(long.split()) > 1 else ""
                inner = short
            if long and len(long.split()) > 1:
                explained.setdefault(inner.rstrip("."), " ".join(long.split()))
    return explained


def _has_letters(short: str, long: str) -> bool:
    letters = iter(long.lower())
    return short[0].lower() == long[0].lower() and all(char in letters for char in short.lower() if char.isalnum())


def _long_form(short: str, before: str) -> str:
    """The shortest ending of a text that spells the acronym, ``""`` where none does."""
    words = before.split()
    letters = [char.lower() for char in short if char.isalnum()]
    window = " ".join(words[-min(len(letters) + 5, 2 * len(letters)) :])
    small, place = window.lower(), len(window)
    for number, letter in enumerate(reversed(letters)):
        first = number == len(letters) - 1
        place -= 1
        while place >= 0 and (small[place] != letter or (first and place > 0 and small[place - 1].isalnum())):
            place -= 1
        if place < 0:
            return ""
    found = window[place:].strip()
    return "" if re.search(r"[.!?;:()\"“”]", found) or len(found) < 2 * len(letters) else found
