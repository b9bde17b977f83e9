"""TBX-Basic, the XML format of terminology (ISO 30042): version 3 of 2019 in its DCA style, and version 2 of 2008.

| row | TBX |
|---|---|
| ``term``, ``variants`` | terms of the source's language section, variants with ``termType`` ``variant`` |
| ``translation`` | the target's term, ``preferredTerm-admn-sts`` where the row is approved |
| ``forms``, ``forbidden`` | terms with ``admittedTerm-admn-sts``, ``deprecatedTerm-admn-sts`` |
| ``pos``, ``gender`` | ``partOfSpeech``, ``grammaticalGender`` of the translation |
| ``definition``, ``note`` | ``descrip`` of the concept, ``note`` of the target's section |
| ``reviewer``, ``reviewed`` | a ``transacGrp`` of the translation |
| ``keep`` | a note "Do not translate"; the source's term is the translation for those who do not read the note |
| all else | notes ``pinglot COLUMN: VALUE``, because TBX-Basic has nothing for it |

TBX of others is read in the styles DCA and DCT: a superseded term is forbidden, an obsolete one, too; further
preferred terms are forms; an acronym or a short form beside a term is another term and is reported, not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pinglot import locales, xmltree
from pinglot.errors import GlossaryError, UsageError
from pinglot.glossary import files
from pinglot.glossary.exchange.imported import Imported, finding, made_term
from pinglot.model import Finding, Severity, Status, Term
from pinglot.xmltree import Element, attribute, escaped

__all__ = ["read", "write"]

KEEP_NOTE = "Do not translate"
_KEEP = re.compile(r"(?:do[ -]not[ -]translate|dnt|not to be translated|untranslatable)\.?", re.IGNORECASE)
_OWN = re.compile(r"pinglot (?P<column>[a-z]+(?: [^:]+)?): ?(?P<value>.*)", re.DOTALL)
_SET_NOTE = "pinglot "

_POS = {"noun": "noun", "proper noun": "properNoun", "verb": "verb", "adjective": "adjective", "adverb": "adverb"}
_POS_BACK = {value: key for key, value in _POS.items()}
_GENDER = {"m": "masculine", "f": "feminine", "n": "neuter", "c": "other"}
_GENDER_BACK = {value: key for key, value in _GENDER.items()}
_NUMBER_BACK = {"singular": "sg", "plural": "pl"}
_FORBIDDEN = ("deprecated", "superseded", "forbidden", "obsolete", "notrecommended")
_OTHER_TERMS = {"acronym", "abbreviation", "initialism", "shortform", "short form", "symbol"}
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_XCS = "http://www.lisa.org/fileadmin/standards/tbx_basic/TBXBasicXCSV02.xcs"


@dataclass(frozen=True, slots=True)
class _Names:
    concept: str
    language: str
    term: str


_V3 = _Names("conceptEntry", "langSec", "termSec")
_V2 = _Names("termEntry", "langSet", "tig")


# --- writing --------------------------------------------------------------------------------------------------


def write(terms: Sequence[Term], source: str, target: str, version: int = 3) -> bytes:
    """Rows as TBX-Basic in UTF-8; the same rows give the same bytes.

    Args:
        terms: rows; those that say the same of their source, in several locales, are one concept.
        source: BCP 47 tag of the terms.
        target: BCP 47 tag for rows that name no locale.
        version: 3 or 2.
    """
    names = _V3 if version == 3 else _V2
    lines = ['<?xml version="1.0" encoding="UTF-8"?>']
    described = "Glossary written by pinglot"
    if version == 3:
        lines += [
            f'<tbx type="TBX-Basic" style="dca" xml:lang={attribute(source)} xmlns="urn:iso:std:iso:30042:ed-2">',
            f"<tbxHeader><fileDesc><sourceDesc><p>{described}</p></sourceDesc></fileDesc></tbxHeader>",
        ]
    else:
        lines += [
            '<!DOCTYPE martif SYSTEM "TBXBasiccoreStructV02.dtd">',
            f'<martif type="TBX-Basic" xml:lang={attribute(source)}>',
            f"<martifHeader><fileDesc><sourceDesc><p>{described}</p></sourceDesc></fileDesc>"
            f'<encodingDesc><p type="XCSURI">{_XCS}</p></encodingDesc></martifHeader>',
        ]
    lines.append("<text><body>")
    for number, rows in enumerate(_concepts(terms), 1):
        lines += _concept(rows, number, source, target, names)
    lines += ["</body></text>", "</tbx>" if version == 3 else "</martif>", ""]
    return "\n".join(lines).encode()


def _concepts(terms: Sequence[Term]) -> list[list[Term]]:
    """Rows that say the same of their source are one concept, each language once in it."""
    concepts: list[list[Term]] = []
    open_: dict[tuple[object, ...], list[Term]] = {}
    for term in terms:
        group = open_.get(_shared(term))
        if group is None or not _has_target(term) or term.locale in {row.locale for row in group}:
            group = []
            concepts.append(group)
            if _has_target(term):
                open_[_shared(term)] = group
        group.append(term)
    return concepts


def _shared(term: Term) -> tuple[object, ...]:
    return term.term, term.variants, term.definition


def _has_target(term: Term) -> bool:
    return bool(term.target or term.forms or term.forbidden)


def _concept(rows: Sequence[Term], number: int, source: str, target: str, names: _Names) -> Iterator[str]:
    head = rows[0]
    yield f'<{names.concept} id="c{number}">'
    if head.definition:
        yield f'  <descrip type="definition">{escaped(head.definition)}</descrip>'
    if not _has_target(head):
        # Nothing is there to hang it on.
        yield from _notes([*_own_notes(head, bare=True), ("locale", head.locale or target)], "  ")
        if head.note:
            yield f"  <note>{_plain_note(head.note)}</note>"
    yield f"  <{names.language} xml:lang={attribute(source)}>"
    yield from _term(head.term, names)
    for variant in head.variants:
        yield from _term(variant, names, [("termType", "variant")])
    yield f"  </{names.language}>"
    for row in rows:
        if _has_target(row):
            yield from _target(row, row.locale or target, names)
    yield f"</{names.concept}>"


def _target(row: Term, locale: str, names: _Names) -> Iterator[str]:
    yield f"  <{names.language} xml:lang={attribute(locale)}>"
    if row.keep:
        yield f"    <note>{KEEP_NOTE}</note>"
    if row.note:
        yield f"    <note>{_plain_note(row.note)}</note>"
    yield from _notes(_own_notes(row), "    ")
    if row.target:
        about = [("partOfSpeech", _POS[row.pos])] if row.pos in _POS else []
        about += [("grammaticalGender", _GENDER[row.gender])] if row.gender in _GENDER else []
        if row.status is Status.APPROVED:
            about.append(("administrativeStatus", "preferredTerm-admn-sts"))
        yield from _term(row.target, names, about, row.reviewer, row.reviewed)
    for form in row.forms:
        yield from _term(form, names, [("administrativeStatus", "admittedTerm-admn-sts")])
    for form in row.forbidden:
        yield from _term(form, names, [("administrativeStatus", "deprecatedTerm-admn-sts")])
    yield f"  </{names.language}>"


def _own_notes(row: Term, bare: bool = False) -> list[tuple[str, str]]:
    """What TBX-Basic has no place for: ``(column, value)``."""
    notes = []
    if row.status is not Status.APPROVED or (bare and not row.target):
        notes.append(("status", row.status.value))
    if row.keep and (bare or row.translation):
        notes.append(("translation", row.translation))
    if not row.target and not bare:
        notes.append(("translation", ""))
    if row.case:
        notes.append(("case", row.case.value))
    if row.pos and (row.pos not in _POS or not row.target):
        notes.append(("pos", row.pos))
    if row.gender and (row.gender not in _GENDER or not row.target):
        notes.append(("gender", row.gender))
    if row.number:
        notes.append(("number", row.number))
    dated = bool(row.target) and _DAY.fullmatch(row.reviewed)
    if row.reviewer and not dated:
        notes.append(("reviewer", row.reviewer))
    if row.reviewed and not dated:
        notes.append(("reviewed", row.reviewed))
    return [*notes, *((f"extra {column}", value) for column, value in row.extra)]


def _notes(notes: Iterable[tuple[str, str]], indent: str) -> Iterator[str]:
    for column, value in notes:
        yield f"{indent}<note>{_SET_NOTE}{escaped(column)}: {escaped(value)}</note>"


def _plain_note(note: str) -> str:
    own = note.startswith(_SET_NOTE) or _KEEP.fullmatch(note)
    return escaped(f"{_SET_NOTE}note: {note}" if own else note)


def _term(
    text: str, names: _Names, about: Sequence[tuple[str, str]] = (), reviewer: str = "", reviewed: str = ""
) -> Iterator[str]:
    notes = "".join(f'<termNote type="{kind}">{escaped(value)}</termNote>' for kind, value in about)
    history = ""
    if _DAY.fullmatch(reviewed):
        person = f'<transacNote type="responsibility">{escaped(reviewer)}</transacNote>' if reviewer else ""
        history = (
            f'<transacGrp><transac type="transactionType">modification</transac><date>{reviewed}</date>'
            f"{person}</transacGrp>"
        )
    yield f"    <{names.term}><term>{escaped(text)}</term>{notes}{history}</{names.term}>"


# --- reading --------------------------------------------------------------------------------------------------


def read(data: bytes, path: Path, source: str, target: str = "") -> Imported:
    """Rows from a TBX file.

    Args:
        data: its bytes.
        path: for messages.
        source: BCP 47 tag of the language that terms are taken from.
        target: BCP 47 tag of the translations; ``""`` for every language but the source's.

    Raises:
        GlossaryError: it is no TBX, or has what :func:`pinglot.xmltree.parse` refuses.
    """
    root = xmltree.parse(data, path, GlossaryError)
    if root.name.lower() not in ("tbx", "martif"):
        raise GlossaryError(f"is no TBX: its root is <{root.name}>", path, root.line)
    reader = _Reader(path, source, target)
    for concept in root.descendants("conceptEntry", "termEntry"):
        reader.concept(concept)
    if not reader.terms and not reader.findings:
        reader.findings.append(finding("empty", f"holds no concept with terms in {source}", path, root.line))
    return Imported(reader.terms, reader.findings)


class _Reader:
    def __init__(self, path: Path, source: str, target: str) -> None:
        self.path = path
        self.source, self.target = locales.normalize(source), locales.normalize(target) if target else ""
        self.terms: list[Term] = []
        self.findings: list[Finding] = []

    def concept(self, concept: Element) -> None:
        sections = [
            (tag, section)
            for section in concept.descendants("langSec", "langSet", "langGroup")
            if (tag := self.tag(section))
        ]
        given = _best(sections, self.source)
        if given is None:
            self.say("language", f"a concept has no term in {self.source}", concept, Severity.INFO)
            return
        names = self.source_names(given)
        if not names:
            self.say("term", "a concept has an empty term", concept)
            return
        shared, shared_notes = _told(concept, deep=False)
        definition = next(filter(None, map(_definition, (concept, given, *_terms(given)))), "")
        others = [pair for pair in sections if pair[1] is not given and self.wanted(pair[0])]
        if "locale" in shared and self.wanted(shared["locale"]):
            self.row(names, definition, shared["locale"], None, shared, shared_notes, concept)
        elif not others:
            said = f"“{names[0]}” has no translation in {self.target or 'any language'}"
            self.say("language", said, concept, Severity.INFO)
        for tag, section in others:
            told, notes = _told(section, deep=True)
            self.row(names, definition, tag, section, {**shared, **told}, [*shared_notes, *notes], section)

    def tag(self, section: Element) -> str:
        said = section.attributes.get("xml:lang") or section.attributes.get("lang") or ""
        try:
            return locales.normalize(said)
        except UsageError:
            self.say("language", f"a section names the language “{said}”, which cannot be read", section)
            return ""

    def wanted(self, tag: str) -> bool:
        if not self.target:
            return True
        own, asked = files.canonical(tag), files.canonical(self.target)
        return own == asked or (own in files.lookup(self.target)) or asked in files.lookup(tag)

    def source_names(self, section: Element) -> list[str]:
        found: list[tuple[bool, str]] = []
        for each in _terms(section):
            about = _about(each)
            text = _term_text(each)
            if not text:
                continue
            if found and about.get("termtype", "").lower() in _OTHER_TERMS:
                self.say(
                    "term", f"“{text}” is an {about['termtype']} of “{found[0][1]}”; give it a row of its own", each
                )
            elif not _is_forbidden(about):
                found.append((about.get("administrativestatus", "").lower().startswith("preferred"), text))
        found.sort(key=lambda pair: not pair[0])
        return [text for _, text in found]

    def row(
        self,
        names: Sequence[str],
        definition: str,
        locale: str,
        section: Element | None,
        told: dict[str, str],
        notes: Sequence[str],
        at: Element,
    ) -> None:
        best: tuple[str, dict[str, str], Element] | None = None
        forms: list[str] = []
        forbidden: list[str] = []
        has_main = told.get("translation") != "" or told.get("keep") == "yes"
        for each in _terms(section) if section else ():
            about, text = _about(each), _term_text(each)
            if not text:
                continue
            status = about.get("administrativestatus", "").lower()
            if _is_forbidden(about):
                forbidden.append(text)
            elif status.startswith("admitted") or best is not None or not has_main:
                forms.append(text)
            else:
                best = (text, about, each)
        if best is None and forms and has_main and section and "translation" not in told:
            best = (forms.pop(0), {}, section)
        about = best[1] if best else {}
        cells = {
            "pos": _POS_BACK.get(about.get("partofspeech", ""), about.get("partofspeech", "")),
            "gender": _GENDER_BACK.get(about.get("grammaticalgender", ""), about.get("grammaticalgender", "")),
            "number": _NUMBER_BACK.get(about.get("grammaticalnumber", ""), about.get("grammaticalnumber", "")),
            "reviewed": _reviewed(best[2]) if best else "",
            "reviewer": _reviewer(best[2]) if best else "",
            "translation": best[0] if best else "",
            "status": "",
            "note": "\n".join(notes),
        }
        keep = told.get("keep") == "yes"
        if keep:
            cells["translation"] = ""
        cells |= {column: value for column, value in told.items() if not column.startswith("extra ")}
        if not cells["status"]:
            cells["status"] = "approved" if cells["translation"] or keep else "proposed"
        extra = tuple((column[6:], value) for column, value in told.items() if column.startswith("extra "))
        lists = {"variants": tuple(names[1:]), "forms": tuple(forms), "forbidden": tuple(forbidden)}
        cells |= {"term": names[0], "definition": definition, "locale": locale}
        made = made_term(cells, lists, extra, self.path, at.line)
        if isinstance(made, Finding):
            self.findings.append(made)
        else:
            self.terms.append(made)

    def say(self, check: str, message: str, at: Element, severity: Severity = Severity.WARNING) -> None:
        self.findings.append(finding(check, message, self.path, at.line, severity))


def _best(sections: Sequence[tuple[str, Element]], wanted: str) -> Element | None:
    """The section of a language, or of the same language in another place."""
    for fits in (lambda tag: tag == wanted, lambda tag: locales.language(tag) == locales.language(wanted)):
        found = next((section for tag, section in sections if fits(tag)), None)
        if found is not None:
            return found
    return None


def _terms(section: Element) -> list[Element]:
    return list(section.descendants("termSec", "tig", "ntig", "termGroup"))


def _term_text(each: Element) -> str:
    term = next(each.descendants("term"), None)
    return " ".join(term.text.split()) if term else ""


def _about(each: Element) -> dict[str, str]:
    """What is said of a term: the category in small letters → its value; in the style DCT the name is the category."""
    found: dict[str, str] = {}
    for child in each.descendants("termNote", "descrip", "admin"):
        found.setdefault(child.attributes.get("type", "").lower(), child.text.strip())
    for name in ("partOfSpeech", "grammaticalGender", "grammaticalNumber", "administrativeStatus", "termType"):
        for child in each.descendants(name):
            found.setdefault(name.lower(), child.text.strip())
    return found


def _is_forbidden(about: dict[str, str]) -> bool:
    status = (about.get("administrativestatus") or about.get("usage status") or "").lower()
    return status.startswith(_FORBIDDEN)


def _definition(holder: Element) -> str:
    for child in holder.elements:
        if child.name in ("descripGrp",):
            found = _definition(child)
            if found:
                return found
        if (child.name == "descrip" and child.attributes.get("type", "").lower() == "definition") or (
            child.name == "definition"
        ):
            return child.text.strip()
    return ""


def _told(holder: Element, deep: bool) -> tuple[dict[str, str], list[str]]:
    """What the notes say: our own by column, and the others in order."""
    found: dict[str, str] = {}
    others: list[str] = []
    notes = holder.descendants("note") if deep else holder.all("note")
    for note in notes:
        text = note.text
        own = _OWN.fullmatch(text)
        if own and own["column"] == "note":
            others.append(own["value"])
        elif own and (own["column"] in _TOLD or own["column"].startswith("extra ")):
            found[own["column"]] = own["value"]
        elif _KEEP.fullmatch(text.strip()):
            found["keep"] = "yes"
        elif text.strip():
            others.append(text.strip())
    for child in holder.descendants("descrip", "termNote", "translationNote") if deep else holder.all("descrip"):
        kind = child.attributes.get("type", child.name).lower().replace(" ", "")
        if kind in ("translationneeded", "translationnote") and child.text.strip().lower() in ("no", "not needed"):
            found["keep"] = "yes"
    return found, others


_TOLD = {"status", "translation", "case", "pos", "gender", "number", "reviewer", "reviewed", "locale"}


def _reviewed(each: Element) -> str:
    day = next(each.descendants("date"), None)
    return day.text.strip() if day else ""


def _reviewer(each: Element) -> str:
    for note in each.descendants("transacNote", "responsibility"):
        if note.attributes.get("type", "responsibility") == "responsibility":
            return note.text.strip()
    return ""
