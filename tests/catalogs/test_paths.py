"""Where catalogs lie; folders under other names; domains that want to leave."""

from __future__ import annotations

from pathlib import Path

import pytest

from pinglot.catalogs.paths import catalog_path, locale_of, template_path
from pinglot.errors import UsageError


@pytest.mark.parametrize(
    ("locale", "folder"),
    [("es", "es"), ("es-MX", "es_MX"), ("zh-Hans", "zh_CN"), ("zh-Hant", "zh_TW"), ("ca-valencia", "ca@valencia")],
)
def test_gettexts_names(locale, folder, tmp_path):
    assert catalog_path(tmp_path, locale, "docs/guide") == tmp_path / folder / "LC_MESSAGES/docs/guide.po"
    assert template_path(tmp_path, "docs/guide") == tmp_path / "docs/guide.pot"


@pytest.mark.parametrize(
    ("locale", "existing"),
    [
        ("zh-Hans", "zh_CN"), ("zh-Hans", "zh_Hans"), ("zh-Hans", "zh-Hans"), ("zh-Hans", "zh-CN"),
        ("zh-Hant", "zh_Hant"), ("es-MX", "es-MX"), ("es-MX", "es_mx"), ("pt-BR", "pt-br"), ("sr-Latn", "sr@latin"),
        ("sr-Latn", "sr-Latn"), ("ca-valencia", "ca-valencia"),
    ],
)  # fmt: skip
def test_an_existing_folder_for_the_locale_is_used(locale, existing, tmp_path):
    for name in (existing, "de", "not a locale", "es"):
        (tmp_path / name).mkdir()
    (tmp_path / "zz.txt").touch()
    assert catalog_path(tmp_path, locale, "a") == tmp_path / existing / "LC_MESSAGES/a.po"


def test_of_two_folders_the_one_with_the_catalog_is_used(tmp_path):
    for name in ("zh_CN", "zh_Hans"):
        (tmp_path / name / "LC_MESSAGES").mkdir(parents=True)
    assert catalog_path(tmp_path, "zh-Hans", "a").parts[-3] == "zh_CN"
    (tmp_path / "zh_Hans/LC_MESSAGES/a.po").touch()
    assert catalog_path(tmp_path, "zh-Hans", "a").parts[-3] == "zh_Hans"


HOSTILE = [
    "",
    "..",
    ".",
    "../a",
    "a/../../b",
    "/etc/passwd",
    "a//b",
    "a/",
    "a/.",
    "a\0b",
    "a\nb",
    "a\\..\\b",
    "a/..",
    "\x7f",
]


@pytest.mark.parametrize("domain", HOSTILE)
def test_a_domain_never_leaves_the_folder(domain):
    for path in (template_path, lambda folder, name: catalog_path(folder, "es", name)):
        with pytest.raises(UsageError, match="cannot name a catalog"):
            path("locales", domain)


@pytest.mark.parametrize("locale", ["../es", "es/../..", "", "/", "e s"])
def test_a_locale_never_leaves_the_folder(locale):
    with pytest.raises(UsageError, match="is not a locale"):
        catalog_path("locales", locale, "a")


@pytest.mark.parametrize(
    ("path", "locale"),
    [
        ("locales/zh_CN/LC_MESSAGES/docs/a.po", "zh-Hans"),
        ("po/app.po", ""),
        ("po/es_MX.po", "es-MX"),
        ("x/LC_MESSAGES/a/fr/LC_MESSAGES/b.po", "fr"),
        ("messages.po", ""),
    ],
)
def test_the_locale_of_a_path(path, locale):
    assert locale_of(Path(path)) == locale
