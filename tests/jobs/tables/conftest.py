"""A project whose article is translated into two locales, and tables of it in a person's hands."""

from __future__ import annotations

import csv
import io
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from pinglot import config
from pinglot.catalogs import po
from pinglot.catalogs.bilingual.rows import COLUMNS
from pinglot.jobs.events import ArticleResult
from pinglot.jobs.project import Project
from pinglot.jobs.tables.back import Returned, bring_back
from pinglot.jobs.tables.out import export
from pinglot.jobs.translate import translate_articles

ARTICLE = """\
# Aid to the regions

The province counted <b>12</b> projects in *Northern Ireland*.

=SUM(A1:A9) is a formula of spreadsheets.

-5 degrees were measured; +3 are expected.

@everybody reads the `code` here.

A line with "quotes", a comma, and a semicolon; and more.

"""
GLOSSARY = "term,translation,pos\nprovince,provincia,noun\nNorthern Ireland,Irlanda del Norte,proper noun\n"
NAMES = [column.name for column in COLUMNS]


@dataclass
class Place:
    """The project, and what people do with its tables."""

    root: Path

    @property
    def project(self) -> Project:
        return Project(config.load(self.root).override(engine="pseudo", targets=("es", "ar")))

    def catalog(self, locale: str = "es") -> Path:
        return self.root / "locales" / locale / "LC_MESSAGES" / "a.po"

    def entries(self, locale: str = "es") -> dict[str, po.Entry]:
        path = self.catalog(locale)
        return {entry.msgid: entry for entry in po.parse(path.read_bytes(), path).messages if not entry.obsolete}

    def edit(self, source: str, said: str) -> None:
        """As somebody with a text editor does while the table is out."""
        path = self.catalog()
        old = self.entries()[source].msgstr[0]
        path.write_text(path.read_text("utf-8").replace(f'msgstr "{old}"\n', f'msgstr "{said}"\n'), encoding="utf-8")

    def rewrite(self, old: str, new: str) -> None:
        """Changes the article, and translates it again."""
        article = self.root / "a.md"
        article.write_text(article.read_text("utf-8").replace(old, new), encoding="utf-8")
        self.translate()

    def translate(self) -> list[ArticleResult]:
        events = translate_articles(self.project, [self.root / "a.md"])
        return [event for event in events if isinstance(event, ArticleResult)]

    def export(self, form: str, *paths: Path, **options: Any) -> Path:
        """A new table in the project's folder; no path is the Spanish catalog."""
        chosen = paths or (self.catalog(),)
        return export(self.project, chosen, self.root / f"table.{form}", force=True, **options).path

    def bring(self, path: Path, **options: Any) -> Returned:
        return bring_back(self.project, path, **options)

    def refused(self, path: Path) -> str:
        """What is said of the one bad row of a table; and nothing may be written."""
        before = self.catalog().read_bytes()
        done = self.bring(path)
        assert done.changes == () and done.written == ()
        assert self.catalog().read_bytes() == before
        (trouble,) = done.troubles
        return f"{trouble.place}: {trouble.reason}"

    def sheet(self) -> Sheet:
        return Sheet(self.export("xlsx"))

    def rows(self, *paths: Path, **options: Any) -> list[dict[str, str]]:
        return self.read(self.export("csv", *paths, **options))

    @staticmethod
    def read(path: Path) -> list[dict[str, str]]:
        return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))

    def write(self, rows: list[dict[str, str]], sign: str = ",", encoding: str = "utf-8-sig") -> Path:
        out = io.StringIO()
        writer = csv.DictWriter(out, list(rows[0]), delimiter=sign, lineterminator="\r\n")
        writer.writeheader()
        writer.writerows(rows)
        path = self.root / "edited.csv"
        path.write_bytes(out.getvalue().encode(encoding))
        return path


class Sheet:
    """A workbook in a person's hands."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.book = openpyxl.load_workbook(path)
        self.sheet = self.book.worksheets[0]

    def cell(self, source: str, column: str) -> Any:
        (row,) = [row for row in range(2, self.sheet.max_row + 1) if self.sheet.cell(row, 4).value == source]
        return self.sheet.cell(row, NAMES.index(column) + 1)

    def save(self, path: Path | None = None) -> Path:
        self.path = path or self.path
        self.book.save(self.path)
        return self.path


@pytest.fixture(scope="session")
def translated(tmp_path_factory):
    root = tmp_path_factory.mktemp("translated")
    (root / "glossary").mkdir()
    (root / "glossary" / "g.es.csv").write_text(GLOSSARY, encoding="utf-8")
    (root / "pinglot.toml").write_text("", encoding="utf-8")
    more = "".join(f"Paragraph number {number} of the article.\n\n" for number in range(30))
    (root / "a.md").write_text(ARTICLE + more, encoding="utf-8")
    Place(root).translate()
    return root


@pytest.fixture
def place(translated, tmp_path):
    return Place(Path(shutil.copytree(translated, tmp_path / "project")))
