"""A small project in the current folder, and what its files hold."""

from __future__ import annotations

from pathlib import Path

import pytest

ARTICLE = """\
# Aid to the regions

The European Union helps **Northern Ireland** and its [border counties](https://example.org/).

- The programme began in 1995.
- It cost 667 euros.
"""
GLOSSARY = """\
term,translation,pos,gender
European Union,Unión Europea,proper noun,f
Northern Ireland,Irlanda del Norte,proper noun,f
programme,programa,noun,m
"""


@pytest.fixture
def project(tmp_path, monkeypatch):
    (tmp_path / "glossary").mkdir()
    (tmp_path / "glossary" / "aid.es.csv").write_text(GLOSSARY, encoding="utf-8")
    (tmp_path / "article.md").write_text(ARTICLE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def files_in():
    """What lies in a folder, locks and other throw-away state left out: path → bytes."""

    def look(folder: Path) -> dict[str, bytes]:
        return {
            str(path.relative_to(folder)): path.read_bytes()
            for path in sorted(folder.rglob("*"))
            if path.is_file() and ".pinglot" not in path.parts
        }

    return look
