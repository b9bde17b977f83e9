"""Units by their ids and lines."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pinglot.catalogs import po
from pinglot.catalogs.unit_ids import find, unit_id
from pinglot.errors import UsageError

CATALOG = b"""msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgid "Open"
msgstr "Abrir"

msgctxt "menu"
msgid "Open"
msgstr "Abre"

#~ msgid "Gone"
#~ msgstr "Ido"
"""


@pytest.fixture
def entries():
    return po.parse(CATALOG).messages


def test_an_id_is_short_stays_and_tells_contexts_apart(entries):
    ids = [unit_id(entry.context, entry.msgid) for entry in entries]
    assert len(set(ids)) == 3 and all(re.fullmatch("[a-z2-7]{8}", one) for one in ids)
    # Written down: an id in somebody's note must mean the same unit in every later version.
    assert ids[0] == "opaopchg"
    assert unit_id("", "Open") != unit_id(None, "Open")


def test_units_are_found_by_id_its_beginning_and_line(entries):
    plain, menu, _ = entries
    for entry in (plain, menu):
        name = unit_id(entry.context, entry.msgid)
        assert find(entries, name) is entry
        assert find(entries, name.upper()[:5]) is entry
        assert find(entries, str(entry.line)) is entry
        assert find(entries, f":{entry.line}") is entry


@pytest.mark.parametrize("name", ["", "abc", "zzzzzzzz", "9999", ":", "msgid"])
def test_what_names_no_unit_is_said(entries, name):
    with pytest.raises(UsageError, match="has no unit"):
        find(entries, name, "es.po")


def test_an_obsolete_entry_is_not_found(entries):
    with pytest.raises(UsageError):
        find(entries, unit_id(None, "Gone"))


def test_a_beginning_that_several_share_is_refused():
    entries = [po.Entry(f"Text {number}", line=number) for number in range(5000)]
    beginnings: dict[str, list[str]] = {}
    for entry in entries:
        beginnings.setdefault(unit_id(None, entry.msgid)[:4], []).append(entry.msgid)
    shared = next(one for one, texts in beginnings.items() if len(texts) > 1)
    with pytest.raises(UsageError, match=r"names \d units"):
        find(entries, shared)


@given(st.text(), st.text(), st.one_of(st.none(), st.text()))
def test_another_text_has_another_id(one, other, context):
    if one != other:
        assert unit_id(context, one) != unit_id(context, other)
    assert unit_id(context, one) == unit_id(context, one)
