"""Updating: exact, revived, fuzzy, new; numbers and codes mended or the match refused; msgmerge as the judge."""

from __future__ import annotations

from copy import deepcopy

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pinglot import inline
from pinglot.catalogs import po
from pinglot.catalogs.merge import mend, merge
from pinglot.catalogs.po import Entry
from pinglot.catalogs.update import update_catalog
from pinglot.errors import CatalogError, UsageError

HEAD = (
    'msgid ""\nmsgstr ""\n"Project-Id-Version: x\\n"\n"Language: es\\n"\n"MIME-Version: 1.0\\n"\n'
    '"Content-Type: text/plain; charset=UTF-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n'
    '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
)


@pytest.mark.parametrize(
    ("old", "new", "text", "wanted"),
    [
        ("20 cats", "21 cats", "20 gatos", "21 gatos"),
        ("20 cats and 3 dogs", "3 cats and 20 dogs", "20 gatos y 3 perros", "20 gatos y 3 perros"),
        ("from 1 to 2", "from 2 to 3", "del 1 al 2", "del 2 al 3"),
        ("at 10:30 and 10:30", "at 11:30 and 11:30", "a las 10:30 y 10:30", "a las 11:30 y 11:30"),
        ("in 1999", "in 2000", "en el 1999", "en el 2000"),
        ("20 cats", "21 cats", "veinte gatos", None),  # the number is in words: a person must
        ("20 cats", "21 cats", "20 gatos de 20", None),  # which one?
        ("1,000 cats", "2,000 cats", "1.000 gatos", None),
        ("20 cats", "20 cats and 1 dog", "20 gatos", None),
        ("2 or 2", "2 or 3", "2 o 2", None),
        ("see <g1>this</g1>", "see this", "vea <g1>esto</g1>", "vea esto"),
        ("see this", "see <g1>this</g1>", "vea esto", None),
        ("run <x1/> 5 times", "run <x1/> 6 times", "5 veces <x1/>", "6 veces <x1/>"),
        ("<g1>a</g1> <g2>b</g2>", "<g1>a</g1> b", "<g2>b</g2> <g1>a</g1>", "b <g1>a</g1>"),
        ("<x1/> or <x1/>", "<x1/>", "<x1/> o <x1/>", None),
        ("%d cats of 5", "%d cats of 6", "%d gatos de 5", "%d gatos de 6"),
        ("%5d cats", "%6d cats", "%5d gatos", None),
        ("{0} cats", "{1} cats", "{0} gatos", None),
        ("%s cats", "many cats", "%s gatos", None),
    ],
)
def test_numbers_and_codes_are_mended_or_the_match_is_refused(old, new, text, wanted):
    assert mend(old, new, text) == wanted


WORDS = st.lists(st.sampled_from(["cats", "7", "12", "<g1>", "</g1>", "<x1/>", "%s", "{a}", "on"]), max_size=7)


@given(WORDS, WORDS, WORDS)
def test_a_mended_text_has_the_new_sources_codes_if_the_old_text_had_the_old_ones(old, new, text):
    source, changed, said = " ".join(old), " ".join(new), " ".join(text)
    mended = mend(source, changed, said)
    if mended is not None and not inline.verify(source, said):
        # Which codes there are is mend's affair; whether they nest is what a merge looks at afterwards.
        assert not [problem for problem in inline.verify(changed, mended) if "close" not in problem]


def merged(old, wanted, **options):
    return [
        (entry.msgid, entry.msgstr[0], entry.fuzzy, entry.previous_msgid, entry.obsolete)
        for entry in merge(deepcopy(old), deepcopy(wanted), 2, **options)
    ]


def test_exact_then_revived_then_fuzzy_then_new_in_the_templates_order():
    old = [
        Entry("The bridge over the river is closed.", ["El puente está cerrado."]),
        Entry("Exact as it was.", ["Exacto."]),
        Entry("Gone for good.", ["Ido."]),
        Entry("Never translated.", [""]),
        Entry("Back again.", ["De vuelta."], obsolete=True),
    ]
    wanted = [
        Entry("Completely new words here"),
        Entry("The bridge over the river is open."),
        Entry("Back again."),
        Entry("Exact as it was."),
    ]
    assert merged(old, wanted) == [
        ("Completely new words here", "", False, None, False),
        ("The bridge over the river is open.", "El puente está cerrado.", True, old[0].msgid, False),
        ("Back again.", "De vuelta.", False, None, False),
        ("Exact as it was.", "Exacto.", False, None, False),
        ("Gone for good.", "Ido.", False, None, True),
    ]


def test_fuzzy_stays_in_its_context():
    old = [Entry("Open the file now", ["Abrir"], context="menu")]
    wanted = [Entry("Open the file now!"), Entry("Open the file now!", context="list")]
    assert [entry[1] for entry in merged(old, wanted)] == ["", "", "Abrir"]
    assert merged(old, [Entry("Open the file now!", context="menu")])[0][1] == "Abrir"


def test_the_best_pair_wins_and_a_text_goes_to_one_entry():
    old = [Entry("The old house by the sea", ["A"])]
    wanted = [Entry("The old house by the lake"), Entry("The old house by the sea.")]
    assert [entry[1] for entry in merged(old, wanted)] == ["", "A"]
    assert [entry[1] for entry in merged(old, wanted, reuse=True)] == ["A", "A"]


@pytest.mark.parametrize("script", ["the {} of {} by {}", "дом {} у {} моря {}", "{}之家在{}海邊的{}"])
def test_among_thousands_the_nearest_is_found(script):
    old = [Entry(script.format(f"a{n}b", f"{n * 7919 % 5003}x", f"w{n * 31}"), [f"said {n}"]) for n in range(3000)]
    wanted = [Entry(entry.msgid + "!") for entry in old[::300]]
    assert [entry[1] for entry in merged(old, wanted) if not entry[4]] == [f"said {n}" for n in range(0, 3000, 300)]


def test_a_text_still_unread_keeps_the_source_it_was_made_for():
    old = [Entry("The house by the sea, v2", ["A"], fuzzy=True, previous_msgid="The house by the sea")]
    assert merged(old, [Entry("The house by the sea, v2!")])[0][3] == "The house by the sea"


def test_a_paragraph_that_resembles_one_that_stays_is_new():
    old = [Entry("Chapter 1: the beginning", ["Capítulo 1: el comienzo"])]
    wanted = [Entry("Chapter 1: the beginning"), Entry("Chapter 2: the beginning")]
    assert [entry[1] for entry in merged(old, wanted)] == ["Capítulo 1: el comienzo", ""]


def test_obsolete_entries_keep_comments_flags_and_previous():
    old = [Entry("a", ["b"], comments=[" t"], extracted=[" e"], references=["r:1"], flags=["c-format"], fuzzy=True)]
    old[0].previous_msgid = "was"
    (gone,) = merge(old, [], 2)
    assert (gone.comments, gone.flags, gone.fuzzy, gone.previous_msgid) == ([" t"], ["c-format"], True, "was")
    assert (gone.extracted, gone.references) == ([], [])
    assert gone.text().startswith('# t\n#, fuzzy, c-format\n#~| msgid "was"\n#~ msgid "a"')


MESSAGES = st.lists(
    st.builds(
        Entry,
        msgid=st.text("abc ", min_size=30, max_size=30),
        msgstr=st.sampled_from([["uno"], ["dos"], [""]]),
        context=st.sampled_from([None, "", "c"]),
        comments=st.sampled_from([[], [" mine"]]),
        obsolete=st.booleans(),
    ),
    max_size=8,
    unique_by=lambda entry: entry.key,
)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(old=MESSAGES, kept=st.sets(st.integers(0, 7)), new=MESSAGES)
def test_exact_revived_and_obsolete_are_msgmerges(old, kept, new, gettext, tmp_path):
    """Without fuzzy matching, where every tool has its own measure, msgmerge and we give the same entries."""
    catalog, template = tmp_path / "es.po", tmp_path / "a.pot"
    entries = [entry for entry in old if not (entry.obsolete and not entry.translated)]
    header = po.parse(HEAD.encode()).entries
    catalog.write_bytes(po.render(po.PoFile([*header, *sorted(entries, key=lambda entry: entry.obsolete)])))
    keys = {entry.key for entry in entries}
    wanted = [deepcopy(entry) for index, entry in enumerate(entries) if index in kept]
    wanted += [entry for entry in new if entry.key not in keys]
    for number, entry in enumerate(wanted):
        entry.obsolete, entry.msgstr, entry.comments, entry.references = False, [""], [], [f"a.c:{number}"]
    template.write_bytes(po.render(po.PoFile([*header, *wanted])))
    theirs = po.parse(gettext("msgmerge", "-N", "-q", catalog, template).stdout)
    ours = merge(po.parse(catalog.read_bytes()).messages, wanted, 2)
    exact = [entry.content() for entry in theirs.messages]
    plain = [entry for entry in ours if not entry.fuzzy]
    assert [entry.content() for entry in plain] == [
        content for content, entry in zip(exact, theirs.messages, strict=True) if _is_in(plain, entry)
    ]
    assert {entry.key for entry in ours if not entry.obsolete} == {
        entry.key for entry in theirs.messages if not entry.obsolete
    }


def _is_in(entries, entry):
    return any(one.key == entry.key for one in entries)


def test_update_in_place_as_msgmerge_does(gettext, tmp_path):
    catalog, template = tmp_path / "es.po", tmp_path / "a.pot"
    body = '# Ana\n#. old comment\n#: old.c:1\n#, c-format, no-wrap\nmsgid "%d cats on the roof"\nmsgstr "%d gatos"\n\n'
    body += '#| msgid "was"\n#, fuzzy\nmsgid "one"\nmsgstr "uno"\n\nmsgid "gone"\nmsgstr "ido"\n'
    catalog.write_text(
        HEAD + body.replace('#| msgid "was"\n#, fuzzy\n', '#, fuzzy\n#| msgid "was"\n'), encoding="utf-8"
    )
    template.write_text(
        HEAD + '#: new.c:9\nmsgid "one"\nmsgstr ""\n\n#. new comment\n#: new.c:1\n#, c-format\n'
        'msgid "%d cats on the roofs"\nmsgstr ""\n',
        encoding="utf-8",
    )
    theirs = po.parse(gettext("msgmerge", "--previous", "-q", catalog, template).stdout)
    before = catalog.read_bytes()
    assert update_catalog(catalog, template, tmp_path / "state", check=True).changed
    assert catalog.read_bytes() == before
    done = update_catalog(catalog, template, tmp_path / "state")
    assert (done.changed, done.counts.fuzzy, done.counts.obsolete) == (True, 2, 1)
    ours = po.parse(catalog.read_bytes())
    assert [entry.content() for entry in ours.messages] == [entry.content() for entry in theirs.messages]
    assert not update_catalog(catalog, template, tmp_path / "state").changed
    gettext("msgcmp", "--use-fuzzy", catalog, template)


def test_update_needs_both_files_and_a_locale(tmp_path):
    (tmp_path / "a.pot").write_text(HEAD, encoding="utf-8")
    (tmp_path / "messages.po").write_text(HEAD.replace('"Language: es\\n"\n', ""), encoding="utf-8")
    with pytest.raises(CatalogError, match="no such file"):
        update_catalog(tmp_path / "es.po", tmp_path / "a.pot", tmp_path / "state")
    with pytest.raises(UsageError, match="does not say its locale"):
        update_catalog(tmp_path / "messages.po", tmp_path / "a.pot", tmp_path / "state")
    assert update_catalog(tmp_path / "messages.po", tmp_path / "a.pot", tmp_path / "state", locale="fr").changed
    assert '"Language: fr\\n"' in (tmp_path / "messages.po").read_text(encoding="utf-8")
