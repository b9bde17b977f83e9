"""TICO-19: its sentences, and its glossaries as they came and as ``glossary lint --fix`` leaves them.

The files lie in ``shared/data/tico19`` (CC0; see the README there). Their columns have other names than ours, so their
first line is written anew; every other byte goes to lint as it came.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pinglot.glossary import files
from pinglot.glossary.fix import Repair, fix
from pinglot.glossary.fold import fold_text
from pinglot.glossary.matcher import Matcher
from pinglot.model import Match, Term

__all__ = ["DATA", "Line", "Occurrences", "lines", "occurrences", "prepare"]

DATA = Path(__file__).parents[1] / ".." / "shared" / "data" / "tico19"
_GLOSSARIES = {"f": "terms.f_en-es_XX.csv", "g": "terms.g_en_es-419.csv"}
_COLUMNS = {"sourceString": "term", "targetString": "translation", "description": "definition", "stringID": "id"}
_ARTICLES = ("the ", "a ", "an ")


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence and its translation by a person."""

    id: str
    source: str
    reference: str


def lines(path: Path = DATA / "en-es.tsv") -> list[Line]:
    """All sentences, in order."""
    if not path.exists():
        sys.exit("TICO-19 is not here: it belongs into shared/data/tico19 beside the repository")
    cells = (line.rstrip("\n").split("\t") for line in path.open(encoding="utf-8"))
    return [Line(*three) for three in cells]


def prepare(folder: Path, names: Sequence[str]) -> tuple[list[Term], list[Repair]]:
    """Writes glossaries into a folder and has them fixed; returns their rows as they came, and what was done."""
    raw: list[Term] = []
    for name in names:
        head, _, rest = (DATA / _GLOSSARIES[name]).read_text(encoding="utf-8").partition("\n")
        columns = (_COLUMNS.get(column, column) for column in head.strip().removeprefix("\ufeff").split(","))
        path = folder / f"{name}.es.csv"
        path.write_text(",".join(columns) + "\n" + rest, encoding="utf-8")
        raw += files.read(path, go_on=True).terms
    return raw, fix([folder])


@dataclass(frozen=True, slots=True)
class Occurrences:
    """What stands in the sentences, counted before the glossary was cleaned.

    Attributes:
        matches: a sentence → its matches with the row as it is now; rows that were dropped are not among them.
        dropped: occurrences of rows that cleaning took away or put aside: they count as missed.
        rows: those rows.
    """

    matches: list[list[Match]]
    dropped: int
    rows: list[Term]

    @property
    def total(self) -> int:
        """All occurrences."""
        return self.dropped + sum(map(len, self.matches))


def occurrences(raw: Sequence[Term], clean: Sequence[Term], sentences: Sequence[Line]) -> Occurrences:
    """Counts the terms as they came, the longest where several begin together, none overlapping another."""
    now = {_identity(term): term for term in clean if term.status == "approved"}
    like = {(_bare(term.term), _bare(term.translation)): term for term in reversed(list(now.values()))}
    successor = {
        id(term): now.get(_identity(term)) or like.get((_bare(term.term), _bare(term.translation))) for term in raw
    }
    matcher = Matcher([term for term in raw if term.translation or term.keep], "en")
    found: list[list[Match]] = []
    dropped: list[Term] = []
    for line in sentences:
        here = []
        for match in matcher.find(line.source):
            term = successor[id(match.term)]
            if term is None:
                dropped.append(match.term)
            else:
                here.append(Match(term, match.start, match.end, match.text))
        found.append(here)
    return Occurrences(found, len(dropped), list({id(term): term for term in dropped}.values()))


def _identity(term: Term) -> tuple[str, str]:
    """The file and the row's own number there."""
    return Path(term.path).name, dict(term.extra).get("id", "")


def _bare(text: str) -> str:
    text = fold_text(text).lower()
    for article in (*_ARTICLES, "el ", "la ", "los ", "las ", "un ", "una "):
        text = text.removeprefix(article)
    return text
