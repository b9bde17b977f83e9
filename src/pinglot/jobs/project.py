"""A project: its settings, and where each article's catalogs and translations lie."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
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
            if other != article:
                raise UsageError(
                    f"{other} and {article} both claim the domain '{domain}'; "
                    "rename one, or translate them one by one with --domain"
                )
            found[article] = domain
        return found

    def check_places(self, articles: Sequence[Path]) -> None:
        """Sees that no result takes the place of another, or of an article.

        Raises:
            UsageError: a target is the articles' own locale, two targets share a folder of catalogs, two translated
                articles would be one file, or one would overwrite an article.
        """
        settings = self.settings
        folders: dict[str, str] = {}
        owners = {os.path.abspath(article): "" for article in articles}
        for target in settings.targets:
            if target == settings.source:
                raise UsageError(
                    f"the articles are in '{target}' already; name another target, or their locale with --from"
                )
            name = locales.gettext_name(target)
            other = folders.setdefault(name, target)
            if other != target:
                raise UsageError(f"'{other}' and '{target}' are one locale to gettext, {name}; choose one of them")
            for article in articles:
                path = self.article_path(article, target)
                owner = owners.setdefault(os.path.abspath(path), str(article))
                if not owner:
                    raise UsageError(
                        f"the translation of {article} would overwrite {path}, which is an article of this run, too; "
                        "leave it out, or choose a folder with --out"
                    )
                if owner != str(article):
                    raise UsageError(
                        f"the translations of {owner} and {article} would both be {path}; "
                        "translate them one by one, with another --out"
                    )

    def article_path(self, article: Path, locale: str) -> Path:
        """Where the translated article goes: ``<stem>.<locale><suffix>`` beside its source or in ``out``."""
        suffix = ".po" if article.suffix == ".pot" else article.suffix
        name = f"{article.stem}.{locales.normalize(locale)}{suffix}"
        return (self.settings.out or article.parent) / name
