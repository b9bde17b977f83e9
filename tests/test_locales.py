"""The table of locales: BCP 47, gettext's names, each engine's codes, what Babel knows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pinglot import locales
from pinglot.errors import UsageError


@pytest.mark.parametrize(
    ("written", "tag"),
    [
        ("es", "es"),
        ("ES", "es"),
        (" es ", "es"),
        ("es_mx", "es-MX"),
        ("es_MX.UTF-8", "es-MX"),
        ("es-419", "es-419"),
        ("ca@valencia", "ca-valencia"),
        ("ca_ES@valencia", "ca-ES-valencia"),
        ("sr@latin", "sr-Latn"),
        ("sr_RS@latin", "sr-Latn-RS"),
        ("uz@cyrillic", "uz-Cyrl"),
        ("zh_CN", "zh-Hans"),
        ("zh_TW", "zh-Hant"),
        ("zh_HK", "zh-Hant-HK"),
        ("zh_hans", "zh-Hans"),
        ("de-DE-1996", "de-DE-1996"),
        ("hsb", "hsb"),
        ("iw", "he"),
        ("in_ID", "id-ID"),
    ],
)
def test_every_way_to_write_a_locale_is_one_tag(written, tag):
    assert locales.normalize(written) == tag


@pytest.mark.parametrize("written", ["", "C", "x", "e n", "es-", "-es", "es--MX", "español", "es,fr", "../es", "es/"])
def test_what_is_no_locale_is_refused_with_examples(written):
    with pytest.raises(UsageError, match="is not a locale; use a BCP 47 tag such as es"):
        locales.normalize(written)


@pytest.mark.parametrize(
    ("tag", "name"),
    [
        ("es", "es"),
        ("es-MX", "es_MX"),
        ("ca-valencia", "ca@valencia"),
        ("sr-Latn", "sr@latin"),
        ("sr-Latn-RS", "sr_RS@latin"),
        ("zh", "zh_CN"),
        ("zh-Hans", "zh_CN"),
        ("zh-Hant", "zh_TW"),
        ("zh-Hant-HK", "zh_HK"),
        ("de-1996", "de@1996"),
    ],
)
def test_the_folder_of_a_locale(tag, name):
    assert locales.gettext_name(tag) == name


LANGUAGES = st.sampled_from(["es", "ca", "sr", "uz", "ar", "hsb", "nb", "pt"])
REGIONS = st.sampled_from(["", "-MX", "-RS", "-419"])
SCRIPTS = st.sampled_from(["", "-Latn", "-Cyrl", "-Arab", "-Deva"])
VARIANTS = st.sampled_from(["", "-valencia", "-1996", "-tarask"])


@given(LANGUAGES, st.sampled_from(["", "-Latn", "-Cyrl", "-Arab", "-Deva"]), REGIONS, VARIANTS)
def test_a_locale_comes_back_from_its_folders_name(language, script, region, variant):
    # gettext's name has one place for a script and a variant.
    tag = locales.normalize(language + script + region + ("" if script else variant))
    assert locales.normalize(locales.gettext_name(tag)) == tag
    assert locales.normalize(tag) == tag


@given(LANGUAGES, SCRIPTS, REGIONS, VARIANTS)
def test_a_chain_begins_with_the_locale_and_ends_with_its_language(language, script, region, variant):
    tag = locales.normalize(language + script + region + variant)
    chain = locales.chain(tag)
    assert chain[0] == tag and chain[-1] == locales.language(tag) == language
    assert len(set(chain)) == len(chain)


def test_a_variant_outlives_its_region():
    assert locales.chain("ca-ES-valencia") == ["ca-ES-valencia", "ca-valencia", "ca-ES", "ca"]
    assert locales.chain("es-MX") == ["es-MX", "es"]
    assert locales.chain("sr-Latn-RS") == ["sr-Latn-RS", "sr-Latn", "sr"]


@pytest.mark.parametrize(
    ("tag", "codes"),
    [
        ("es-MX", ["es"]),
        ("pt-BR", ["pb", "pt"]),
        ("zh-Hans", ["zh"]),
        ("zh-Hant", ["zt"]),
        ("zh-TW", ["zt"]),
        ("zh-HK", ["zt"]),
        ("nb", ["nb"]),
        ("no", ["nb", "no"]),
    ],
)
def test_argos_codes(tag, codes):
    assert locales.argos_codes(tag) == codes


@pytest.mark.parametrize(
    ("tag", "first"),
    [
        ("es", "spa"),
        ("ca-valencia", "cat_valencia"),
        ("ca-ES-valencia", "cat_valencia"),
        ("pt-BR", "por_BR"),
        ("nb", "nob"),
    ],
)
def test_apertium_codes(tag, first):
    assert locales.apertium_codes(tag)[0] == first


@pytest.mark.parametrize(
    ("code", "tag"), [("spa", "es"), ("pb", "pt-BR"), ("zt", "zh-Hant"), ("cat_valencia", "ca-valencia"), ("nob", "nb")]
)
def test_tags_of_engine_codes(code, tag):
    assert locales.from_engine_code(code) == tag


@pytest.mark.parametrize(
    ("tag", "right_to_left"),
    [("ar", True), ("he", True), ("iw", True), ("ur", True), ("es", False), ("ks-Deva", False), ("ku-Arab", True),
     ("uz-Latn", False), ("pa-Arab-PK", True)],
)  # fmt: skip
def test_the_direction_is_the_scripts(tag, right_to_left):
    assert locales.is_rtl(tag) is right_to_left


def test_a_language_that_nobody_knows_has_defaults():
    assert locales.is_known("es-MX") and locales.is_known("zh_CN") and not locales.is_known("app")
    assert locales.plural_forms("app") == "nplurals=2; plural=(n != 1);"
    assert locales.separators("app") == (".", ",")
    assert locales.name("app")


def test_what_babel_knows():
    assert locales.separators("es") == (",", ".")
    assert locales.separators("es-MX") == (".", ",")
    assert locales.separators("tlh") == locales.separators("en")
    assert locales.name("es-MX") == "Spanish (Mexico)"
    assert locales.plural_forms("es") == "nplurals=2; plural=(n != 1);"
    assert locales.plural_forms("ja").startswith("nplurals=1;")
    assert locales.plural_forms("ru").startswith("nplurals=3;")
    assert locales.plural_forms("sr-Latn").startswith("nplurals=3;")
