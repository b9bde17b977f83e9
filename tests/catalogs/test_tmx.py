"""TMX in and out: what comes back, and what hostile files meet."""

from __future__ import annotations

import time
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pinglot import inline
from pinglot.catalogs.memory import Pair
from pinglot.catalogs.tmx import MAX_SEGMENT, read, write
from pinglot.errors import CatalogError

HEAD = '<?xml version="1.0"?>\n'
BODY = """<tmx version="1.4"><header srclang="en"/><body>
<tu><tuv xml:lang="en"><seg>{source}</seg></tuv><tuv xml:lang="es"><seg>{target}</seg></tuv></tu>
</body></tmx>"""


def parsed(text, target="es"):
    data = text if isinstance(text, bytes) else text.encode()
    return [pair for unit in read("m.tmx", data).units for pair in unit.pairs("en", target, "m")]


def pair_of(source, target):
    return parsed(HEAD + BODY.format(source=source, target=target))


# --- hostile ----------------------------------------------------------------------------------------------------

LAUGHS = "".join(f'<!ENTITY l{number} "{f"&l{number - 1};" * 10 if number else "lol"}">' for number in range(12))
HOSTILE = {
    "billion laughs": f"<!DOCTYPE tmx [{LAUGHS}]>" + BODY.format(source="&l11;", target="x"),
    "quadratic blowup": f'<!DOCTYPE tmx [<!ENTITY a "{"a" * 5000}">]>' + BODY.format(source="&a;" * 5000, target="x"),
    "file by entity": '<!DOCTYPE tmx [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    + BODY.format(source="&x;", target="x"),
    "address by entity": '<!DOCTYPE tmx [<!ENTITY x SYSTEM "http://127.0.0.1:9/x">]>'
    + BODY.format(source="&x;", target="x"),
    "parameter entity": '<!DOCTYPE tmx [<!ENTITY % p SYSTEM "http://127.0.0.1:9/p"> %p;]>'
    + BODY.format(source="a", target="b"),
    "entity of an outer document type": '<!DOCTYPE tmx SYSTEM "tmx14.dtd">' + BODY.format(source="&x;", target="b"),
    "internal subset without entities": "<!DOCTYPE tmx [<!ELEMENT tmx ANY>]>" + BODY.format(source="a", target="b"),
    "default attributes": '<!DOCTYPE tmx [<!ATTLIST tuv xml:lang CDATA "es">]>' + BODY.format(source="a", target="b"),
    "unparsed entity": '<!DOCTYPE tmx [<!NOTATION n SYSTEM "n"><!ENTITY u SYSTEM "u" NDATA n>]>'
    + BODY.format(source="a", target="b"),
    "deep": "<tmx><body>" + "<x>" * 100_000,
    "deep in a segment": BODY.format(source="<hi>" * 5000 + "a" + "</hi>" * 5000, target="b"),
    "long segment": BODY.format(source="a" * (MAX_SEGMENT + 1), target="b"),
    "undefined entity": BODY.format(source="&nbsp;", target="b"),
    "no XML": "just text",
    "cut": BODY.format(source="a", target="b")[:90],
    "nothing": "",
    "another root": "<html><body/></html>",
    "another version": '<tmx version="2.0"><header/><body/></tmx>',
    "unknown element in a segment": BODY.format(source="<script>a</script>", target="b"),
    "unit in a unit": "<tmx><body><tu><tu></tu></tu></body></tmx>",
    "segment outside": "<tmx><body><seg>a</seg></body></tmx>",
    "two segments": '<tmx><body><tu><tuv xml:lang="en"><seg>a</seg><seg>b</seg></tuv></tu></body></tmx>',
    "no segment": '<tmx><body><tu><tuv xml:lang="en"></tuv></tu></body></tmx>',
    "no language": "<tmx><body><tu><tuv><seg>a</seg></tuv></tu></body></tmx>",
    "no known language": '<tmx><body><tu><tuv xml:lang="../../x"><seg>a</seg></tuv></tu></body></tmx>',
    "language outside": '<tmx><body><tuv xml:lang="en"><seg>a</seg></tuv></body></tmx>',
    "NUL": BODY.format(source="a\0b", target="b"),
    "unknown encoding": '<?xml version="1.0" encoding="x-nobody"?>' + BODY.format(source="a", target="b"),
    "multi-byte encoding": '<?xml version="1.0" encoding="shift_jis"?>' + BODY.format(source="a", target="b"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_refused_at_once_with_file_and_line(name):
    start = time.monotonic()
    with pytest.raises(CatalogError) as refused:
        parsed(HOSTILE[name] if HOSTILE[name].startswith("<?xml") else HEAD + HOSTILE[name])
    assert time.monotonic() - start < 5
    assert refused.value.path == "m.tmx" and refused.value.line >= 1
    assert "\n" not in str(refused.value) and "root:" not in str(refused.value)


def test_a_file_over_the_limit_is_refused(tmp_path):
    path = tmp_path / "big.tmx"
    path.write_text(BODY.format(source="a" * 2000, target="b"), encoding="utf-8")
    with pytest.raises(CatalogError, match="limit"):
        read(path, limit=1000)
    with pytest.raises(CatalogError, match="limit"):
        read(path, path.read_bytes(), limit=1000)


def test_the_standards_own_document_type_is_passed_over():
    (pair,) = parsed(
        HEAD + '<!DOCTYPE tmx SYSTEM "http://127.0.0.1:9/tmx14.dtd">' + BODY.format(source="a", target="b")
    )
    assert (pair.source, pair.texts) == ("a", ("b",))


# --- what other tools write ---------------------------------------------------------------------------------------


def test_encodings_languages_and_old_attributes():
    text = (
        '<?xml version="1.0" encoding="UTF-16"?><tmx version="1.1"><header srclang="EN-US"/><body>'
        '<tu><tuv lang="EN-US"><seg>Year</seg></tuv><tuv lang="es-es"><seg>Año</seg></tuv></tu></body></tmx>'
    )
    assert parsed(text.encode("utf-16"))[0].texts == ("Año",)
    assert read("m.tmx", text.encode("utf-16")).source == "en-US"
    latin = '<?xml version="1.0" encoding="ISO-8859-1"?>' + BODY.format(source="Year", target="Año")
    assert parsed(latin.encode("latin-1"))[0].texts == ("Año",)


def test_the_narrowest_language_counts_and_others_do_not():
    text = (
        '<tmx version="1.4"><body><tu><tuv xml:lang="en"><seg>bus</seg></tuv><tuv xml:lang="es-MX"><seg>camión</seg>'
        '</tuv><tuv xml:lang="es"><seg>autobús</seg></tuv><tuv xml:lang="pt"><seg>ônibus</seg></tuv></tu></body></tmx>'
    )
    said = {tag: [pair.texts[0] for pair in parsed(text, tag)] for tag in ("es", "es-MX", "es-AR", "fr")}
    assert said == {"es": ["autobús"], "es-MX": ["camión"], "es-AR": ["autobús"], "fr": []}


@pytest.mark.parametrize(
    ("source", "target", "wanted"),
    [
        (
            'Read <bpt i="7" x="1">&lt;b&gt;</bpt>this<ept i="7">&lt;/b&gt;</ept>.',
            'Lea <bpt i="2" x="1">&lt;b&gt;</bpt>esto<ept i="2">&lt;/b&gt;</ept>.',
            ("Read <g1>this</g1>.", "Lea <g1>esto</g1>."),
        ),
        (
            '<ph x="1"/> and <ph x="2"/>',
            '<ph x="2"/> y <ph x="1"/>',
            ("<x1/> and <x2/>", "<x2/> y <x1/>"),
        ),
        ("a <ph>{0}</ph> b <ph>{1}</ph>", "c <ph>{0}</ph> d <ph>{1}</ph>", ("a <x1/> b <x2/>", "c <x1/> d <x2/>")),
        ("a <hi>b</hi> c", "d <hi>e</hi> f", ("a <g1>b</g1> c", "d <g1>e</g1> f")),
        ('a <it pos="begin">x</it> b', 'c <it pos="begin">x</it> d', ("a <x1/> b", "c <x1/> d")),
        ('a <bpt i="1">(</bpt>b', 'c <bpt i="1">(</bpt>d', ("a <x1/>b", "c <x1/>d")),
        ("a <ph>img<sub>alt text</sub></ph> b", "c <ph>img</ph> d", ("a <x1/> b", "c <x1/> d")),
        (
            "&lt;g1&gt; is text, &amp; so is &lt;x2/&gt;",
            "&lt;g1&gt; es texto",
            ("&lt;g1> is text, & so is &lt;x2/>", "&lt;g1> es texto"),
        ),
        ("a <![CDATA[<b>]]> c", "d <![CDATA[<b>]]> f", ("a <b> c", "d <b> f")),
    ],
)
def test_inline_codes(source, target, wanted):
    assert [(pair.source, pair.texts[0]) for pair in pair_of(source, target)] == [wanted]


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("a <ph/> b", "c d"),
        ("a b", "c <ph/> d"),
        ('<bpt i="1"/><bpt i="2"/>a<ept i="1"/><ept i="2"/>', "b"),
        ("", "b"),
        ("a", "  "),
    ],
)
def test_what_cannot_serve_is_passed_over(source, target):
    assert pair_of(source, target) == []


# --- there and back -----------------------------------------------------------------------------------------------

TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"], exclude_characters="\ufffc\ufffe\uffff"), max_size=12
)


@st.composite
def coded(draw):
    """A source and a translation with the same codes, as units number them."""
    source = target = ""
    pairs = singles = 0
    for kind in draw(st.lists(st.sampled_from(["text", "pair", "single"]), max_size=5)):
        one, other = (inline.build(inline.Plain(draw(TEXT))) for _ in range(2))
        if kind == "pair":
            pairs += 1
            one, other = (f"<g{pairs}>{text}</g{pairs}>" for text in (one, other))
        elif kind == "single":
            singles += 1
            one, other = one + f"<x{singles}/>", f"<x{singles}/>" + other
        source, target = source + one, other + target
    return f"{source}a", f"{target}b"


@given(st.lists(st.tuples(coded(), st.sampled_from(["es", "zh-Hans"]), st.one_of(st.none(), TEXT)), max_size=5))
def test_what_is_written_is_read_back(items):
    pairs = [(tag, Pair(source, (target,), "d", context)) for (source, target), tag, context in items]
    pairs = [one for one in dict.fromkeys(pairs) if inline.parse(one[1].source) and not inline.verify(*_both(one[1]))]
    data, left_out = write(pairs, "en", "1")
    assert left_out == 0 and data == write(pairs, "en", "1")[0]
    ET.fromstring(data)
    back = {
        (tag, pair.source, pair.texts, pair.context)
        for unit in read("m.tmx", data).units
        for tag in ("es", "zh-Hans")
        for pair in unit.pairs("en", tag, "d")
    }
    assert back == {(tag, pair.source, pair.texts, pair.context) for tag, pair in pairs}


def _both(pair):
    return pair.source, pair.texts[0]


def test_what_the_format_cannot_hold_is_counted():
    pairs = [
        ("es", Pair("bell \a", ("campana",), "d")),
        ("es", Pair("%d day", ("%d día", "%d días"), "d", None, "%d days")),
        ("es", Pair("a\r\nb", ("c\r\nd",), "d")),
    ]
    data, left_out = write(pairs, "en", "1")
    assert left_out == 2
    assert [(pair.source, pair.texts[0]) for pair in parsed(data)] == [("a\r\nb", "c\r\nd")]


def test_two_locales_share_a_unit_and_two_ways_do_not():
    pairs = [
        ("es", Pair("Yes.", ("Sí.",), "d")),
        ("fr", Pair("Yes.", ("Oui.",), "d")),
        ("es", Pair("Yes.", ("Claro.",), "d")),
    ]
    data, _ = write(pairs, "en", "1")
    assert data.count(b"<tu>") == 2
    assert [pair.texts[0] for pair in parsed(data)] == ["Sí.", "Claro."]
    assert read("m.tmx", data).locales == {"en": 2, "es": 2, "fr": 1}
