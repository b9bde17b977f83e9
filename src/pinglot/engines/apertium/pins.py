"""How a pinned term goes through the pipeline: as one unit whose target is written by us.

The matched words become one unit with the tags of a noun, a name, an adjective or a verb, so that tagger and
transfer treat it as such. After the bilingual look-up its target is a made-up lemma with the gender and number of the
pinned translation, so that determiners, adjectives and verbs agree with it. Before generation the made-up lemma is
replaced by the form that shall stand there, so that the post-generator sees its letters (*del*, *l'*, *e*).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pinglot.engines.apertium import inflection
from pinglot.engines.apertium.morphology import Analyser, Generator, Reading, Token
from pinglot.model import Match, Term

__all__ = ["Plan", "Planner", "marker"]

_NOUN, _NAME, _ADJECTIVE, _VERB = "n", "np", "adj", "vblex"
_POS = {
    "noun": _NOUN, "n": _NOUN, "common noun": _NOUN, "substantive": _NOUN,
    "proper noun": _NAME, "name": _NAME, "propn": _NAME, "np": _NAME,
    "adjective": _ADJECTIVE, "adj": _ADJECTIVE,
    "verb": _VERB, "v": _VERB,
}  # fmt: skip
_CASES = {"acc", "dat", "gen", "ins", "loc", "abl"}  # a noun in the nominative is as the glossary has it
_ARTICLES = {"ca": "el", "es": "el", "gl": "o", "pt": "o"}
_ENGLISH_ADJECTIVE = re.compile(r"[a-z]{2}(?:al|ic|ous|[ai]ble|less|ful|ed|ive)$")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_STOPS = ("pr", "cnjcoo", "cnjsub", "rel", "cm", "sent", "guio")


def marker(index: int) -> str:
    """The made-up lemma of a sentence's n-th held-out place; letters only, beginning with a consonant."""
    letters = ""
    while True:
        index, rest = divmod(index, 26)
        letters = chr(97 + rest) + letters
        if not index:
            return "xqpin" + letters
        index -= 1


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be written for one match.

    Attributes:
        kind: the first tag of the unit: ``n``, ``np``, ``adj`` or ``vblex``.
        sources: the unit's readings in the source, as the stream has them, ``{}`` where the lemma goes.
        lemma: the source lemma, ``""`` to use the made-up one.
        tags: the target's tags in angle brackets, ``""`` to keep those of the bilingual dictionary.
        form: what shall stand in the translation.
        head: for an adjective, a verb or a noun of one word that the dictionary knows, its lemma, inflected as transfer
            wants it (a noun only into another case); then ``tail`` follows.
        participle: whether ``head`` is a verb whose participle serves as the adjective.
        determiner: the article that the form needs behind a preposition, as a unit and a blank: English says
            *in Kashgar prefecture*, Spanish *en la prefectura de Kashgar*.
        article: whether ``form`` begins with an article, which takes the place of one in the source.
        name: whether ``form`` keeps its letters as they are.
    """

    kind: str
    sources: tuple[str, ...]
    tags: str
    form: str
    lemma: str = ""
    head: str = ""
    tail: str = ""
    participle: bool = False
    determiner: str = ""
    article: bool = False
    name: bool = False


class Planner:
    """Plans pins for one pair of languages."""

    def __init__(self, source: str, target: str, analyse: Analyser, read: Analyser | None, write: Generator) -> None:
        self._source, self._target = source, target
        self._analyse, self._read, self._write = analyse, read, write
        self._plans: dict[tuple[Term, str, bool], Plan] = {}

    def prepare(self, matches: Sequence[Match]) -> None:
        """Asks the dictionaries about many matches at once."""
        new = [match for match in matches if (match.term, match.text, False) not in self._plans]
        self._analyse.prepare(text for match in new for text in (match.text, match.term.term))
        if self._read:
            self._read.prepare(text for match in new for text in (match.term.target, *match.term.forms))

    def counts(self, match: Match) -> bool:
        """Whether a match is a number word (*billion*): the rules for figures know better what to do with it."""
        tokens = self._analyse(match.text)
        return len(tokens) == 1 and tokens[0].text == match.text and tokens[0].reading("num") is not None

    def reads_alike(self, match: Match) -> bool:
        """Whether the unit of a match has the readings that its word would have without it."""
        tokens = self._analyse(match.text)
        if len(tokens) != 1 or tokens[0].text != match.text:
            return False
        own = {"{}" + "".join(f"<{tag}>" for tag in reading.tags) + reading.joined for reading in tokens[0].readings}
        return own == set(self.plan(match).sources)

    def plan(self, match: Match, article_before: bool = False) -> Plan:
        key = (match.term, match.text, article_before)
        if key not in self._plans:
            self._plans[key] = self._make(match.term, match.text, article_before)
        return self._plans[key]

    def _make(self, term: Term, text: str, article_before: bool) -> Plan:
        source = self._analyse(text)
        target = _Phrase(term.target, self._tokens(term.target))
        kind = self._kind(term, text, source, target)
        single = len(source) == 1 and source[0].text == text
        if kind in (_ADJECTIVE, _VERB):
            return self._modifier(kind, term, source[0] if single else None, target)
        number = self._number(term, text, source, target)
        gender = self._gender(term, target, kind, article_before)
        # Where the glossary says the number of what it lists, the dictionary's opinion of it does not count.
        as_listed = term.number in ("sg", "pl") and text.casefold() == term.term.casefold()
        as_it_is = kind == _NAME or as_listed or number == target.number
        form = term.target if as_it_is else self._renumbered(term, target, number)
        if kind == _NOUN and form != term.target.upper() and _is_spreadsheet_capital(term, target):
            form = form[:1].lower() + form[1:]
        if _shouts(text, term):
            form = form.upper()
        noun = _noun_reading(source, self._source)
        own = single and noun is not None and noun.kind == kind and not noun.joined and not target.article
        article = target.article > 0
        tagged = _NAME if article else kind  # a name takes no second article
        return Plan(
            kind=tagged,
            sources=(self._source_tags(tagged, text, noun, term),),
            lemma=noun.lemma if own and noun else "",
            tags=self._target_tags(tagged, gender, number, target),
            form=form,
            head=target.head_reading.lemma if target.head_reading is not None and len(target.tokens) == 1 else "",
            determiner=self._determiner(text, target, gender) if kind == _NOUN and number == "sg" else "",
            article=article,
            name=kind == _NAME,
        )

    def _tokens(self, text: str) -> tuple[Token, ...]:
        if self._read:
            return self._read(text)
        return tuple(Token(match[0], match.start()) for match in _WORD.finditer(text))

    def _kind(self, term: Term, text: str, source: tuple[Token, ...], target: _Phrase) -> str:
        said = _POS.get(term.pos.strip().lower(), "")
        if said in (_NOUN, _NAME):
            return said
        if term.is_name and not said:
            return _NAME
        kinds = {reading.kind for token in source[-1:] for reading in token.readings}
        if said != _VERB and (
            target.begins("pr") or (_ADJECTIVE in kinds and target.begins(_ADJECTIVE) and not target.nouns)
        ):
            return _ADJECTIVE
        if said == _ADJECTIVE or (target.no_noun and (kinds == {_ADJECTIVE} or self._seems_adjective(source, said))):
            return _ADJECTIVE
        if (said == _VERB or "n" not in kinds) and _VERB in kinds and target.first(_VERB) is not None:
            return _VERB
        if _ADJECTIVE in kinds and "n" not in kinds and target.begins(_ADJECTIVE):
            return _ADJECTIVE
        return _NOUN

    def _seems_adjective(self, source: tuple[Token, ...], said: str) -> bool:
        """Whether a word that the dictionary does not have ends as English adjectives do: *asymptomatic*, *viral*."""
        alone = len(source) == 1 and not source[0].readings and not said and self._source == "en"
        return alone and bool(_ENGLISH_ADJECTIVE.search(source[0].text))

    def _modifier(self, kind: str, term: Term, token: Token | None, target: _Phrase) -> Plan:
        """The plan for an adjective or a verb, whose form transfer chooses."""
        kept = [reading for reading in token.readings if reading.kind == kind and not reading.joined] if token else []
        participle = target.first(_VERB, "pp")
        head = target.first(kind) or (participle if kind == _ADJECTIVE else None)
        if kind == _VERB and head is not None:
            if participle:  # infected → infectado: never infectó
                head, kept = participle, [reading for reading in kept if "pp" in reading.tags]
            elif "inf" not in head.tags and _POS.get(term.pos.strip().lower()) != _VERB:
                head = None  # a finite form that is not said to be a verb: as it is, or it would not count as held
        if kind == _VERB and not kept:
            kind, head = (_ADJECTIVE, participle) if participle else (_NOUN, None)
        gendered = self._target in inflection.GENDERED
        mf = head.gender == "mf" if head else not inflection.has_feminine(term.target, self._target)
        tags = {_VERB: "", _ADJECTIVE: "<adj><mf>" if mf else "<adj>"}.get(
            kind, "<n><m><sg>" if gendered else "<n><sg>"
        )
        sources = ["{}" + "".join(f"<{tag}>" for tag in reading.tags) for reading in kept if reading.kind == kind]
        bare = f"{{}}<{kind}>" + ("<sg>" if kind == _NOUN else "")
        return Plan(
            kind=kind,
            sources=tuple(sources) or (bare,),
            lemma=kept[0].lemma if sources else "",
            tags=tags,
            form=term.target,
            head=head.lemma if head else "",
            tail=term.target[target.tokens[0].end :] if head else "",
            participle=kind == _ADJECTIVE and head is participle and head is not None,
        )

    def _number(self, term: Term, text: str, source: tuple[Token, ...], target: _Phrase) -> str:
        """The number of the translation: its own where the source is as the glossary has it, else the source's."""
        same = text.casefold() == term.term.casefold()
        if term.number in ("sg", "pl") and same:
            return term.number
        here = _number_of(source, self._source)
        listed = _number_of(self._analyse(term.term), self._source)
        if same or not here or here == listed:
            return target.number
        if here == "pl" or not listed:
            return here
        return here if target.number == "pl" else target.number

    def _gender(self, term: Term, target: _Phrase, kind: str, article_before: bool) -> str:
        said = term.gender.strip().lower()[:1]
        if self._target not in inflection.GENDERED:
            return ""
        if said in ("m", "f"):
            return said
        if target.head and target.head_reading and target.head_reading.gender in ("m", "f"):
            return target.head_reading.gender
        word = target.head.text if target.head else term.target
        if kind == _NAME and article_before and word.isupper() and len(word) > 1:
            return "f"  # an institution's short name: most are organisations, unions, agencies
        return inflection.gender(word, self._target)

    def _source_tags(self, kind: str, text: str, noun: Reading | None, term: Term) -> str:
        if noun is not None and noun.kind == kind:
            return "{}" + "".join(f"<{tag}>" for tag in noun.tags)
        gender = "<m>" if self._source in inflection.GENDERED else ""
        number = noun.number if noun is not None and noun.number in ("sg", "pl") else "sg"
        return "{}" + (f"<np><al>{gender}<sg>" if kind == _NAME else f"<n>{gender}<{number}>")

    def _target_tags(self, kind: str, gender: str, number: str, target: _Phrase) -> str:
        reading = target.head_reading
        if reading is not None and reading.kind == kind and self._target not in inflection.GENDERED:
            kept = (tag for tag in reading.tags if tag not in _CASES and tag != "nom")  # transfer gives the case
            return "".join(f"<{number if tag in ('sg', 'pl', 'sp') else tag}>" for tag in kept)
        return f"<{kind}>" + ("<al>" if kind == _NAME else "") + (f"<{gender}>" if gender else "") + f"<{number}>"

    def _determiner(self, text: str, target: _Phrase, gender: str) -> str:
        lemma = _ARTICLES.get(self._target, "")
        proper = any(token.text[:1].isupper() for token in target.rest[1:])
        if not lemma or target.article or not proper or not text[:1].isupper() or target.text[:1].isupper():
            return ""
        article = f"{lemma}<det><def><{gender}><sg>"
        return f"^{article}$ " if self._write(article) else ""

    def _renumbered(self, term: Term, target: _Phrase, number: str) -> str:
        """The translation in the other number: a listed form, else the head and the adjectives behind it."""
        made = self._inflected(target, number)
        for form in term.forms:
            if form.casefold() == made.casefold():
                return form
        for form in term.forms:
            phrase = _Phrase(form, self._tokens(form))
            if phrase.head_reading and target.head_reading and phrase.head_reading.lemma == target.head_reading.lemma:
                if phrase.number == number:
                    return form
            elif number == "pl" and target.number == "sg" and not target.head_reading and _is_plural_of(phrase, target):
                return form
        return made

    def _inflected(self, target: _Phrase, number: str) -> str:
        text = target.text
        for token in reversed(target.agreeing):
            form = self._form(token, number)
            text = text[: token.start] + form + text[token.end :]
        return text

    def _form(self, token: Token, number: str) -> str:
        other = {"sg": "pl", "pl": "sg"}[number]
        for kind in ("det", "n", "adj", "vblex"):
            for reading in token.readings:
                if reading.kind == kind and reading.number == other:
                    tags = tuple(number if tag == other else tag for tag in reading.tags)
                    form = self._write(replace(reading, tags=tags).stream())
                    if form:
                        return form.capitalize() if token.text.istitle() and form[1:].islower() else form
                if reading.kind == kind and reading.number == "sp":
                    return token.text
        # Short names have no plural of their own (los ARN), and of a joined unit (millones de) the noun is not known.
        if number == "sg" or token.text.isupper() or " " in token.text:
            return token.text
        return inflection.plural(token.text, self._target)

    def inflect(self, plan: Plan, tags: str) -> str:
        """The form with the tags that transfer gave it, where they decide on it; else the form as planned."""
        if plan.head and (plan.kind not in (_NOUN, _NAME) or _CASES.intersection(re.findall(r"<(\w+)>", tags))):
            if plan.participle:
                tags = "<vblex><pp>" + "".join(re.findall("<(?:m|f|sg|pl)>", tags))
            form = self._write(_escaped(plan.head) + tags)
            if form:
                return form + plan.tail
        if plan.kind == _ADJECTIVE and not plan.head and " " not in plan.form:
            return inflection.adjective(plan.form, "<f>" in tags, "<pl>" in tags, self._target)
        return plan.form


def _escaped(lemma: str) -> str:
    return Reading(lemma, ()).stream()


class _Phrase:
    """A translation with its head found: its first noun, behind an article."""

    def __init__(self, text: str, tokens: tuple[Token, ...]) -> None:
        self.text = text
        self.tokens = tokens
        first = tokens[0] if tokens else None
        determiner = first.reading("det") if first and len(tokens) > 1 else None
        self.article = 1 if determiner is not None and first is not None and not first.reading("n") else 0
        self.rest = tokens[self.article :]
        self._place = self._find_head()
        self.head = self.rest[self._place] if self.rest else None
        self.head_reading = self.head.reading("n", "np") if self.head else None

    def _find_head(self) -> int:
        for place, token in enumerate(self.rest):
            if token.reading("n"):
                return place
            if not token.reading("adj", "det", "num", "np"):
                return 0
        return 0

    @property
    def nouns(self) -> bool:
        return any(token.reading("n", "np") for token in self.rest[:1])

    @property
    def number(self) -> str:
        return "pl" if self.head_reading is not None and self.head_reading.number == "pl" else "sg"

    @property
    def no_noun(self) -> bool:
        """Whether it is one word, and the dictionary does not have it, or as an adjective alone."""
        return len(self.tokens) == 1 and {reading.kind for reading in self.tokens[0].readings} <= {_ADJECTIVE}

    def begins(self, kind: str) -> bool:
        return bool(self.rest) and self.rest[0].reading(kind) is not None

    def first(self, kind: str, tag: str = "") -> Reading | None:
        """The first word's reading of a kind, with a tag among its tags if one is asked for."""
        readings = self.tokens[0].readings if self.tokens and self.tokens[0].start == 0 else ()
        return next(
            (reading for reading in readings if reading.kind == kind and (not tag or tag in reading.tags)), None
        )

    @property
    def agreeing(self) -> list[Token]:
        """The article, the head and what agrees with it: adjectives before it and right behind it."""
        if self.head is None:
            return []
        found = [*self.tokens[: self.article], *self.rest[: self._place + 1]]
        for token in self.rest[self._place + 1 :]:
            if token.reading(*_STOPS) or not token.text[:1].isalpha():
                break
            adjective = token.reading("adj", "vblex")
            if adjective is None or (adjective.kind == "vblex" and "pp" not in adjective.tags):
                if token.readings:
                    break
                if not self.head.readings:
                    break
            found.append(token)
        return found


def _is_plural_of(phrase: _Phrase, target: _Phrase) -> bool:
    """Whether a form's head looks like the plural of a head that the dictionary does not have: *kits de pruebas*."""
    if phrase.head is None or target.head is None:
        return False
    one, many = target.head.text.casefold(), phrase.head.text.casefold()
    return many != one and many[-1:] in "siejx" and many[: max(3, len(one) - 2)] == one[: max(3, len(one) - 2)]


def _is_spreadsheet_capital(term: Term, target: _Phrase) -> bool:
    """Whether the translation begins with a capital only because its cell in a spreadsheet did."""
    if any(spelling[:1].isupper() for spelling in (term.term, *term.variants)) or not target.tokens:
        return False
    first = target.tokens[0]
    kinds = {reading.kind for reading in first.readings}
    if not first.text[:1].isupper() or not first.text[1:].islower() or kinds == {"np"}:
        return False
    return bool(kinds) or (len(target.tokens) > 1 and target.text[1:].islower())


def _shouts(text: str, term: Term) -> bool:
    """Whether the source has in capitals what the glossary has not."""
    letters = [letter for letter in text if letter.isalpha()]
    if len(letters) < 2 or not all(letter.isupper() for letter in letters):
        return False
    return not any(spelling == text for spelling in (term.term, *term.variants))


def _noun_reading(tokens: tuple[Token, ...], language: str) -> Reading | None:
    """The reading of a source phrase's head: the first noun in Romance languages, else the last before *of*."""
    if language in inflection.GENDERED:
        candidates = list(tokens)
    else:
        stop = next((place for place, token in enumerate(tokens) if place and token.reading("pr")), len(tokens))
        candidates = list(reversed(tokens[:stop]))
    if language not in inflection.GENDERED:
        candidates = candidates[:1]
    for token in candidates:
        if reading := token.reading("n", "np"):
            return reading
    return None


def _number_of(tokens: tuple[Token, ...], language: str) -> str:
    reading = _noun_reading(tokens, language)
    if reading is not None and reading.number in ("sg", "pl"):
        return reading.number
    if not tokens or reading is not None:
        return ""
    word = tokens[0 if language in inflection.GENDERED else -1].text.lower()
    return "pl" if re.search(r"[^siu]s$", word) else "sg"
