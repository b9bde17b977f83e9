"""Updating a large catalog, entry by entry beside ``msgmerge --previous``: the same, but where ours is stricter.

docs/catalogs.md, "Where an update is stricter than msgmerge's", lists the classes of difference with their reasons; a
difference of any other class fails here.
"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from pathlib import Path

from rapidfuzz import fuzz

from pinglot.catalogs import po
from pinglot.catalogs.merge import SIMILAR, Neighbours, mend
from pinglot.catalogs.po import Entry
from pinglot.catalogs.update import update_catalog

CLASSES = {"less alike", "another context", "out of sight", "mended", "not mended", "kept"}
DOCS = Path(__file__).parents[2] / "docs" / "catalogs.md"
SYLLABLES = ("ka", "ri", "mo", "ten", "sul", "ba", "ne", "go", "pir", "da", "lu", "vem", "sho", "ti", "ur", "yan")
HEADER = (
    'msgid ""\nmsgstr ""\n"Project-Id-Version: merge 1\\n"\n"POT-Creation-Date: 2026-01-0{day} 00:00+0000\\n"\n'
    '"PO-Revision-Date: 2026-01-01 00:00+0000\\n"\n"Last-Translator: Nobody <nobody@example.org>\\n"\n'
    '"Language-Team: Spanish\\n"\n"Language: es\\n"\n"MIME-Version: 1.0\\n"\n'
    '"Content-Type: text/plain; charset=UTF-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n'
    '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
)


def material(folder: Path, size: int) -> tuple[Path, Path]:
    """A catalog of ``size`` entries of every kind, and its template with 2% changed, 1% new and 1% gone.

    Half of the changes are to a word, a quarter to a number and the rest to an inline code, a plural or the context.
    """
    chance = random.Random(size)
    known = ["".join(chance.choices(SYLLABLES, k=chance.randint(1, 4))) for _ in range(6000)]
    weights = [1 / rank for rank in range(1, len(known) + 1)]

    def sentence(length: int) -> str:
        words = chance.choices(known, weights, k=length)
        if chance.random() < 0.3:
            words[chance.randrange(length)] = str(chance.randint(2, 999))
        if chance.random() < 0.2:
            at = chance.randrange(length)
            words[at] = f"<g1>{words[at]}</g1>"
        return " ".join(words).capitalize() + "."

    sources: dict[tuple[str | None, str], Entry] = {}
    while len(sources) < size:
        number = len(sources)
        entry = Entry(sentence(chance.randint(4, 18)), references=[f"docs/a{number % 40}.md:{number}"])
        entry.context = chance.choice(["menu", ""]) if number % 23 == 0 else None
        entry.plural = f"{entry.msgid} (many)" if number % 29 == 0 else None
        entry.extracted = [" paragraph"]
        sources[entry.key] = entry
    old: list[Entry] = []
    wanted: list[Entry] = []
    for number, entry in enumerate(sources.values()):
        text = [entry.msgid.upper().replace("G1>", "g1>")]
        said = replace(entry, msgstr=text if entry.plural is None else [text[0], f"{text[0]} +"])
        said.fuzzy = number % 97 == 0
        if said.fuzzy:
            said.previous_msgid = f"{entry.msgid} (before)"
        said.comments = [" Ana was here."] if number % 31 == 0 else []
        said.obsolete = number % 101 == 0
        if said.obsolete:
            said.references, said.extracted = [], []
        elif number % 37 == 0:
            said.msgstr, said.fuzzy = [""] * len(said.msgstr), False
            said.forget_previous()
        old.append(said)
        fate = chance.random()
        if (said.obsolete and fate > 0.5) or fate < 0.01:
            continue  # most of what is obsolete stays so; some of it comes back
        want = replace(
            entry,
            msgstr=[""] if entry.plural is None else ["", ""],
            references=[f"docs/b{number % 40}.md:{number}"],
        )
        if fate < 0.03:
            change(want, chance)
        wanted.append(want)
        if fate > 0.99:
            wanted.append(Entry(f"{sentence(12)} {number}", references=["docs/new.md:1"]))
    header = [po.parse(HEADER.format(day=day).encode()).entries[0] for day in (1, 2)]
    catalog, template = folder / "es.po", folder / "a.pot"
    old.sort(key=lambda entry: entry.obsolete)
    catalog.write_bytes(po.render(po.PoFile([header[0], *old])))
    template.write_bytes(po.render(po.PoFile([header[1], *wanted])))
    return catalog, template


def change(want: Entry, chance: random.Random) -> None:
    """Changes one thing about a message, as an author does."""
    words = want.msgid.split(" ")
    numbers = [place for place, word in enumerate(words) if word.isdigit()]
    codes = [place for place, word in enumerate(words) if word.startswith("<g1>")]
    what = chance.random()
    if what < 0.25 and numbers:
        words[numbers[0]] = str(chance.randint(1000, 2000))
    elif what < 0.35 and codes:
        words[codes[0]] = words[codes[0]].removeprefix("<g1>").replace("</g1>", "")
    elif what < 0.42 and want.plural is None:
        want.plural, want.msgstr = f"{want.msgid} (many)", ["", ""]
        return
    elif what < 0.5 and want.context is None:
        want.context = "menu"
        return
    else:
        words[chance.randrange(len(words))] = "changed"
    if want.plural is not None:
        want.plural = f"{' '.join(words)} (many)"
    want.msgid = " ".join(words)


class Comparison:
    """Ours and msgmerge's, both in msgcat's canonical form, difference by difference."""

    def __init__(self, ours: po.PoFile, theirs: po.PoFile, old: po.PoFile) -> None:
        self.ours = {entry.key: entry for entry in ours.messages}
        self.theirs = {entry.key: entry for entry in theirs.messages}
        self.old = {entry.key: entry for entry in old.messages}
        self.used = {(entry.previous_context, entry.previous_msgid) for entry in theirs.messages if not entry.obsolete}

    def classes(self) -> tuple[int, Counter[str], list[tuple[str, str]]]:
        """How many entries are equal, how many of each class differ, and those that are of none."""
        equal = 0
        found: Counter[str] = Counter()
        other = []
        for key in {**self.ours, **self.theirs}:
            ours, theirs = self.ours.get(key), self.theirs.get(key)
            if ours is not None and theirs is not None and ours.content() == theirs.content():
                equal += 1
                continue
            kind = self._one_sided(ours) if ours is None or theirs is None else self._class(ours, theirs)
            if kind:
                found[kind] += 1
            else:
                other.append((ours.text() if ours else "", theirs.text() if theirs else ""))
        return equal, found, other

    def _class(self, ours: Entry, theirs: Entry) -> str:
        """Of an entry that both have, and not alike."""
        was = self.old.get((theirs.previous_context, theirs.previous_msgid or ""))
        if not theirs.fuzzy or theirs.obsolete or ours.obsolete:
            return ""
        similarity = fuzz.ratio(theirs.previous_msgid or "", ours.msgid)
        if not ours.fuzzy and not any(ours.msgstr) and ours.previous_msgid is None:
            if similarity < SIMILAR:
                return "less alike"
            if theirs.previous_context != ours.context:
                return "another context"
            if was is not None and not self._seen(was, ours):
                return "out of sight"
            if was is not None and any(mend(was.msgid, ours.msgid, text) is None for text in was.msgstr):
                return "not mended"
            return ""
        if ours.previous_msgid == theirs.previous_msgid and ours.previous_context == theirs.previous_context:
            mended = [mend(theirs.previous_msgid or "", ours.msgid, text) for text in theirs.msgstr]
            return "mended" if ours.fuzzy and ours.msgstr == mended != theirs.msgstr else ""
        return ""

    def _seen(self, was: Entry, ours: Entry) -> bool:
        """Whether the old entry is among those that an update compares with a new one."""
        group = [entry.msgid for entry in self.old.values() if entry.context == ours.context and entry.translated]
        return was.msgid in [group[place] for place in Neighbours(group).of(ours.msgid)]

    def _one_sided(self, ours: Entry | None) -> str:
        """Of an obsolete entry that we alone have: msgmerge's match has used it up, and we took no such match."""
        if ours is None or not ours.obsolete:
            return ""
        # A match that was fuzzy before keeps the source it was made for.
        sources = {ours.key, (ours.previous_context, ours.previous_msgid)}
        return "kept" if sources & self.used else ""


def compared(folder: Path, size: int, gettext) -> tuple[int, Counter[str], list[tuple[str, str]], list[str]]:
    catalog, template = material(folder, size)
    before = po.parse(catalog.read_bytes())
    theirs, ours = folder / "theirs.po", folder / "ours.po"
    gettext("msgmerge", "--previous", "-q", "--no-wrap", "-o", theirs, catalog, template)
    assert update_catalog(catalog, template, folder / "state").changed
    gettext("msgcat", "--sort-output", "--no-wrap", "-o", ours, catalog)
    both = [po.parse(path.read_bytes()).messages for path in (catalog, theirs)]
    live = [[entry.key for entry in messages if not entry.obsolete] for messages in both]
    assert live[0] == live[1], "not in the template's order"
    gettext("msgcat", "--sort-output", "--no-wrap", "-o", theirs, theirs)
    read = [po.parse(path.read_bytes()) for path in (ours, theirs)]
    fields = [set(file.header.entry.msgstr[0].split("\n")) for file in read]
    headers = sorted(line.partition(":")[0] for line in fields[0] ^ fields[1])
    return (*Comparison(read[0], read[1], before).classes(), headers)


def test_an_update_of_five_thousand_is_msgmerges_or_stricter(gettext, tmp_path):
    equal, found, other, headers = compared(tmp_path, 5000, gettext)
    assert other == []
    assert set(headers) == {"PO-Revision-Date"}
    said = DOCS.read_text(encoding="utf-8")
    assert {kind for kind in CLASSES if f"| {kind} |" in said} == CLASSES
    assert set(found) == CLASSES, "the material has every class, so that each is looked at"
    assert equal >= 4940 and sum(found.values()) <= 60
