"""A project: its settings, and where each article's catalogs and translations lie."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pinglot import locales
from pinglot.catalogs.paths import catalog_path
from pinglot.config import Settings
from pinglot.errors import UsageError

if TYPE_CHECKING:
    from pinglot.documents.reading import Options
    from pinglot.glossary import Glossary

if TYPE_CHECKING:
    from pinglot.jobs.translator import Translator

__all__ = ["Project"]


@dataclass(frozen=True, slots=True)
class Project:
    """The settings of a run, and the places that follow from them."""

    settings: Settings

    @property
    def options(self) -> Options:
        """How documents are read."""
        from pinglot.documents.reading import Options

        return Options(
            max_size=self.settings.max_file_size,
            front_matter=self.settings.front_matter,
            accept_changes=self.settings.accept_changes,
        )

    def glossary(self, target: str) -> Glossary:
        """The terms for one locale.

        Raises:
            GlossaryError: a file is missing or broken.
        """
        from pinglot.glossary import Glossary

        return Glossary.load(list(self.settings.glossary), target=target)

    def translator(self, target: str, source: str = "", cached: bool = True) -> Translator:
        """A translator to one locale, with the project's glossary, engine and cache; its engine is not opened yet.

        Args:
            target, source: BCP 47 tags; without a source, that of the settings.
            cached: whether what the engine said is looked up and kept.

        Raises:
            GlossaryError: a file of the glossary is missing or broken.
        """
        from pinglot.jobs.translator import Translator

        settings = self.settings
        cache = None
        if settings.cache and cached:
            from pinglot.engines.cache import Cache

            cache = Cache(settings.cache)
        return Translator(
            source or settings.source,
            target,
            settings.engine,
            self.glossary(target),
            cache=cache,
            fast=settings.fast,
        )

    def is_catalog(self, article: str | Path) -> bool:
        """Whether an article lies in the folder of catalogs: a template or a catalog, perhaps of another tool.

        Then the catalog itself is the result; no template is made, and no article is written beside it.
        """
        path = Path(os.path.abspath(article))
        return path.suffix in (".po", ".pot") and path.is_relative_to(os.path.abspath(self.settings.locales))

    def domain(self, article: str | Path) -> str:
        """A catalog's name: the article's path from the root without its suffix.

        From outside the root it is the article's bare name; from inside the folder of catalogs the path from there,
        of a catalog without its locale's folder.
        """
        path = Path(os.path.abspath(article))
        for base in map(os.path.abspath, (self.settings.locales, self.settings.root)):
            if path.is_relative_to(base) and path != Path(base):
                parts = path.relative_to(base).with_suffix("").parts
                inner = parts[2:] if parts[1:2] == ("LC_MESSAGES",) and self.is_catalog(path) else parts
                return "/".join(inner or parts)
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

    def article_path(self, article: Path, locale: str, domain: str) -> Path:
        """Where the translated article goes: ``<stem>.<locale><suffix>`` beside its source or in ``out``."""
        if self.is_catalog(article):
            return catalog_path(self.settings.locales, locale, domain)
        suffix = ".po" if article.suffix == ".pot" else article.suffix
        name = f"{article.stem}.{locales.normalize(locale)}{suffix}"
        return (self.settings.out or article.parent) / name

    def check_places(self, domains: Mapping[Path, str]) -> None:
        """Sees that no result takes the place of another, or of an article.

        Args:
            domains: article → domain.

        Raises:
            UsageError: a target is the articles' own locale, two targets share a folder of catalogs, two translated
                articles would be one file, or one would overwrite an article.
        """
        folders: dict[str, str] = {}
        for target in self.settings.targets:
            if target == self.settings.source:
                raise UsageError(
                    f"the articles are in '{target}' already; name another target, or their locale with --from"
                )
            name = locales.gettext_name(target)
            other = folders.setdefault(name, target)
            if other != target:
                raise UsageError(f"'{other}' and '{target}' are one locale to gettext, {name}; choose one of them")
        articles = {os.path.abspath(article): article for article in domains}
        results: dict[str, Path] = {}
        for target in self.settings.targets:
            for article, domain in domains.items():
                path = self.article_path(article, target, domain)
                place = os.path.abspath(path)
                if articles.get(place, article) != article:
                    raise UsageError(
                        f"the translation of {article} would overwrite {path}, which is an article of this run, too; "
                        "leave it out, or choose a folder with --out"
                    )
                other_article = results.setdefault(place, article)
                if other_article != article:
                    raise UsageError(
                        f"the translations of {other_article} and {article} would both be {path}; "
                        "translate them one by one, with another --out"
                    )
