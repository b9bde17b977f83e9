"""A project: its settings, and where each article's catalogs and translations lie."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pinglot import locales
from pinglot.config import Settings
from pinglot.documents.reading import Options
from pinglot.errors import UsageError
from pinglot.glossary import Glossary

__all__ = ["Project"]


@dataclass(frozen=True, slots=True)
class Project:
    """The settings of a run, and the places that follow from them."""

    settings: Settings

    @property
    def options(self) -> Options:
        """How documents are read."""
        return Options(max_size=self.settings.max_file_size, front_matter=self.settings.front_matter)

    def glossary(self, target: str) -> Glossary:
        """The terms for one locale.

        Raises:
            GlossaryError: a file is missing or broken.
        """
        return Glossary.load(list(self.settings.glossary), target=target)

    def domain(self, article: str | Path) -> str:
        """A catalog's name: the article's path from the root without its suffix.

        From outside the root it is the article's bare name; from inside the folder of catalogs (a template that
        another tool made) the path from there.
        """
        path = Path(os.path.abspath(article))
        for base in (self.settings.locales, self.settings.root):
            base = Path(os.path.abspath(base))
            if path.is_relative_to(base):
                return path.relative_to(base).with_suffix("").as_posix()
        return path.stem

    def domains(self, articles: Iterable[Path], chosen: str | None = None) -> dict[Path, str]:
        """The domain of each article.

        Raises:
            UsageError: two articles claim one domain; both are named.
        """
        owners: dict[str, Path] = {}
        found: dict[Path, str] = {}
        for article in articles:
            domain = chosen or self.domain(article)
            other = owners.setdefault(domain, article)
            if other.absolute() != article.absolute():
                raise UsageError(
                    f"{other} and {article} both claim the domain '{domain}'; "
                    "rename one, or translate them one by one with --domain"
                )
            found[article] = domain
        return found

    def article_path(self, article: Path, locale: str) -> Path:
        """Where the translated article goes: ``<stem>.<locale><suffix>`` beside its source or in ``out``."""
        suffix = ".po" if article.suffix == ".pot" else article.suffix
        name = f"{article.stem}.{locales.normalize(locale)}{suffix}"
        return (self.settings.out or article.parent) / name
