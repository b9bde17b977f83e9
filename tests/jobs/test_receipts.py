"""Receipts of glossary rows: what a digest of rows stands for, within bounds."""

from __future__ import annotations

import json

from pinglot.glossary import Glossary
from pinglot.jobs import receipts
from pinglot.jobs.receipts import Receipts
from pinglot.model import Term


def test_receipts_come_back_and_an_archive_keeps_no_more_than_there_is_room_for(tmp_path, monkeypatch):
    monkeypatch.setattr(receipts, "_MOST", 2)
    terms = [Term("aid", "ayuda"), Term("grant", "subvención"), Term("road", "camino “vecinal”")]
    glossary = Glossary(terms, "es")
    made = Receipts(tmp_path, "es")
    digests = [glossary.digest([term]) for term in terms]
    for digest, term in zip(digests[1:], terms[1:], strict=True):
        made.note(digest, [term], glossary)
    made.save()
    made.note(digests[0], terms[:1], glossary)
    made.save()
    again = Receipts(tmp_path, "es")
    assert again.rows(digests[2]) == {"road": ("camino “vecinal”", digests[2])}
    assert again.rows(digests[1]) == {"grant": ("subvención", digests[1])} and again.rows(digests[0]) is None
    assert list(json.loads(again.path.read_bytes())) == sorted(digests[1:])
