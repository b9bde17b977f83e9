"""What an English sentence shows of a term that another noun is to stand in for."""

from __future__ import annotations

import re

__all__ = ["has_determiner", "is_person", "is_plural", "mended_article", "names_a_place"]


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


_DETERMINERS = _listed(
    "a all an another any both each either every few her his its many more most my neither no other our several"
    " some such that the their these this those two three four five six seven eight nine ten what which whose your"
)
_PLACE = re.compile(r"(?i)\b(?:across|around|at|from|in|into|near|outside|throughout|to|towards?|visit\w*|within)\s+$")
_ARTICLE = re.compile(r"(?<!\w)(a)n?(?=\s+$)", re.IGNORECASE)
_PERSONS = _listed(
    "adult adviser advisor ambassador artist author boy child citizen client coach colleague director doctor"
    " driver editor employee employer engineer entrepreneur expert farmer father friend girl governor guide"
    " interpreter journalist judge lawyer leader manager mayor mayoress member mentor minister mother neighbour"
    " neighbor nurse officer owner parent partner patient pensioner person physician president prisoner professor"
    " pupil refugee reporter representative researcher resident scientist secretary soldier speaker student"
    " teacher trainer translator tutor user victim visitor volunteer voter winner witness woman man worker writer"
)
_PERSON_ENDINGS = ("ologist", "ician", "woman", "man", "women", "men", "people")


def has_determiner(text: str, start: int, reach: int = 3) -> bool:
    """Whether an article, a number or the like stands in the ``reach`` words before ``start``."""
    before = re.split(r"[^\w\s'’-]", text[:start])[-1].split()[-reach:]
    return any(
        word.lower() in _DETERMINERS or word[0].isdigit() or re.search(r"\w['’]s?$", word) is not None
        for word in before
    )


def names_a_place(text: str, start: int) -> bool:
    """Whether what begins at ``start`` follows a preposition of place."""
    return _PLACE.search(text[:start]) is not None


def is_person(term: str) -> bool:
    """Whether a term's last word says a person, as far as a list and a few endings tell."""
    last = term.split()[-1].lower()
    return last.removesuffix("s") in _PERSONS or last in _PERSONS or last.endswith(_PERSON_ENDINGS)


def is_plural(term: str) -> bool:
    """Whether a term is written as a plural by itself: *health services*, not *virus*."""
    last = term.split()[-1].lower()
    return len(last) > 3 and last.endswith("s") and not last.endswith(("ss", "us", "is", "ics", "ous"))


def mended_article(before: str, noun: str) -> str:
    """The text before a noun with the indefinite article right before it as the noun wants it: *an* before a vowel."""
    wanted = "an" if noun[:1].lower() in "aeio" else "a"
    return _ARTICLE.sub(lambda found: found.group(1) + wanted[1:], before)
