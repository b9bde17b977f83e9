"""Sentences as items: nothing of them is lost, and the key has all that an answer depends on."""

from __future__ import annotations

from dataclasses import replace

from pinglot.batch.shards import Spelling
from pinglot.model import Match, Sentence, Term

GRANT = Term("grant", "subvención")


def test_a_sentence_comes_back_and_whether_it_is_aligned_is_part_of_its_key():
    spelling = Spelling([GRANT], "00" * 32)
    plain = Sentence("The grant ends.", (Match(GRANT, 4, 9, "grant"),))
    sentences = [plain, replace(plain, align=False), replace(plain, matches=()), Sentence("The grant ends!")]
    items = [spelling.item(sentence) for sentence in sentences]
    assert [spelling.sentence(item) for item in items] == sentences
    assert len({spelling.key(item) for item in items}) == len(items)
