"""Where templates and catalogs lie: ``locales/<domain>.pot`` and ``locales/<locale>/LC_MESSAGES/<domain>.po``."""

from __future__ import annotations

import re
from pathlib import Path

from pinglot import locales
from pinglot.errors import UsageError

__all__ = ["catalog_path", "locale_of", "template_path"]

_FORBIDDEN = re.compile(r"[\x00-\x1f\x7f\\\ud800-\udfff]")
"""Control characters, the backslash, and what a file's name has for bytes that are no UTF-8."""


def template_path(folder: str | Path, domain: str) -> Path:
    """The template of a domain.

    Args:
        folder: the locales folder.
        domain: the catalog's name; it may hold ``/``.

    Raises:
        UsageError: the domain would leave the folder or is no name.
    """
    return Path(folder) / f"{_checked(domain)}.pot"


def catalog_path(folder: str | Path, locale: str, domain: str) -> Path:
    """The catalog of a domain in a locale.

    A folder that stands for the locale under another name (``zh_Hans`` or ``zh-CN`` where gettext says ``zh_CN``)
    is used; where several do, the one that has the catalog, and else the one with gettext's name.

    Raises:
        UsageError: as :func:`template_path`, or the locale is none.
    """
    inner = Path("LC_MESSAGES") / f"{_checked(domain)}.po"
    usual = locales.gettext_name(locale)
    names = [usual, *(name for name in _folders(folder) if name != usual and _is_locale(name, usual))]
    existing = [name for name in names if (Path(folder) / name).is_dir()]
    for name in existing:
        if (Path(folder) / name / inner).exists():
            return Path(folder) / name / inner
    return Path(folder) / (existing[0] if existing else usual) / inner


def locale_of(path: str | Path) -> str:
    """The BCP 47 tag of the locale folder a catalog lies in, or that its name says (``po/es.po``); ``""`` if none."""
    path = Path(path)
    names = [path.parts[index - 1] for index in range(1, len(path.parts)) if path.parts[index] == "LC_MESSAGES"]
    for name in [*names[::-1], path.stem]:
        try:
            tag = locales.normalize(name)
        except UsageError:
            continue
        if locales.is_known(tag):  # app.po has the form of a locale's name
            return tag
    return ""


def _folders(folder: str | Path) -> list[str]:
    try:
        return sorted(child.name for child in Path(folder).iterdir() if child.is_dir())
    except OSError:
        return []


def _is_locale(name: str, usual: str) -> bool:
    try:
        return locales.gettext_name(name) == usual
    except UsageError:
        return False


def _checked(domain: str) -> str:
    parts = domain.split("/")
    if _FORBIDDEN.search(domain) or any(part in ("", ".", "..") for part in parts):
        raise UsageError(
            f"{domain!r} cannot name a catalog; a domain is a relative name such as docs/guide, in UTF-8, without '..' "
            "and '\\': rename the article, or name the catalog with --domain"
        )
    return domain
