"""A person's word on single entries: write one, accept one as one's own, or give it back to the machine."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from pinglot import files
from pinglot.brief import brief
from pinglot.catalogs import plurals, po, provenance, unit_ids
from pinglot.catalogs.catalog import now, read, with_line_ends
from pinglot.catalogs.po import Entry, PoFile
from pinglot.catalogs.validate import check_entry
from pinglot.errors import CatalogError, UsageError

__all__ = [
    "Reviewed",
    "accept",
    "changing",
    "changing_all",
    "copy_of",
    "digest",
    "put",
    "put_back",
    "revert",
    "rule_of",
]


@dataclass(frozen=True, slots=True)
class Reviewed:
    """One entry that a person has spoken about.

    Attributes:
        id: its unit id.
        line: 1-based line of its msgid, as the file was.
        source: its msgid.
        text: its translation, the forms in order; for a reverted entry, what stood there.
        person: whether the text was a person's before.
        changed: whether the entry says something else now.
    """

    id: str
    line: int
    source: str
    text: tuple[str, ...]
    person: bool
    changed: bool


def accept(catalog: str | Path, wanted: Sequence[str], state_folder: str | Path) -> list[Reviewed]:
    """Makes entries a person's: the fuzzy mark, the previous source and the provenance go, the text stays.

    From then on no run, no engine and no glossary changes the text.

    Args:
        catalog: the PO file.
        wanted: unit ids or lines, as :func:`pinglot.catalogs.unit_ids.find` takes them.
        state_folder: holds the locks (``.pinglot``).

    Raises:
        UsageError: a unit is not there or has no translation, or the file cannot be written; nothing was changed.
        CatalogError: the catalog is malformed, or msgfmt would refuse an entry.
    """

    def one(file: PoFile, entry: Entry) -> None:
        if not any(entry.msgstr):
            raise UsageError(f"{catalog}:{entry.line}: '{brief(entry.msgid)}' has no translation to accept")
        refused = next(check_entry(entry, rule_of(file), str(catalog)), None)
        if refused is not None:
            raise CatalogError(f"{refused.message}; correct the text, then accept it", catalog, entry.line)
        entry.fuzzy = False
        entry.forget_previous()
        provenance.erase(entry)

    return _review(catalog, wanted, state_folder, one)


def revert(catalog: str | Path, wanted: Sequence[str], state_folder: str | Path, force: bool = False) -> list[Reviewed]:
    """Gives entries back to the machine: emptied, so that the next run translates them again.

    Args:
        catalog: the PO file.
        wanted: unit ids or lines, as :func:`pinglot.catalogs.unit_ids.find` takes them.
        state_folder: holds the locks (``.pinglot``).
        force: take a person's text away, too. It stays in the entry as a translator comment.

    Raises:
        UsageError: a unit is not there, or its text is a person's and ``force`` is not given, or the file cannot be
            written; nothing was changed.
        CatalogError: the catalog is malformed.
    """

    def one(file: PoFile, entry: Entry) -> None:
        if not any(entry.msgstr):
            return
        person = not provenance.is_machine(entry)
        if person and not force:
            raise UsageError(
                f"{catalog}:{entry.line}: the translation of '{brief(entry.msgid)}' is a person's; "
                "--force takes it away and keeps it as a comment"
            )
        provenance.erase(entry)
        if person:
            entry.comments += [f" was: {_quoted(form)}" for form in entry.msgstr if form]
        entry.msgstr = [""] * len(entry.msgstr)
        entry.fuzzy = False
        entry.forget_previous()

    return _review(catalog, wanted, state_folder, one)


def digest(entry: Entry) -> str:
    """What an entry says to a person who edits it, in sixteen characters: it changes where that would surprise them.

    Source, translation, mark and people's comments count; places in the source, hints for translators and pinglot's
    own comment do not, since they move while nobody touches the text.
    """
    said = (
        entry.context, entry.msgid, entry.plural, entry.msgstr, entry.fuzzy, provenance.peoples_comments(entry),
    )  # fmt: skip
    text = json.dumps(said).encode("ascii")
    return base64.b32encode(hashlib.sha256(text).digest()[:10]).decode("ascii").lower()


def put(entry: Entry, forms: Sequence[str], fuzzy: bool = False) -> None:
    """Writes a person's text into an entry; the previous source goes, and so does pinglot's comment.

    Line ends at both ends of a text are made like the source's, as gettext asks. Without any text the entry is
    untranslated and open to the machine again.
    """
    entry.msgstr = [with_line_ends(form, entry.msgid) for form in forms]
    entry.fuzzy = fuzzy and any(entry.msgstr)
    if not entry.fuzzy:
        entry.forget_previous()
    provenance.erase(entry)


def copy_of(entry: Entry) -> Entry:
    """An entry that later changes leave alone."""
    return replace(
        entry, msgstr=[*entry.msgstr], comments=[*entry.comments], extracted=[*entry.extracted],
        references=[*entry.references], flags=[*entry.flags],
    )  # fmt: skip


def put_back(file: PoFile, entry: Entry, before: Entry) -> None:
    """Gives an entry what an edit has taken: text, mark, comments and previous source, as :func:`copy_of` kept them.

    Where nothing else has changed, the lines of the file are again those that were read.
    """
    entry.msgstr, entry.comments, entry.fuzzy = [*before.msgstr], [*before.comments], before.fuzzy
    entry.previous_context, entry.previous_msgid = before.previous_context, before.previous_msgid
    entry.previous_plural = before.previous_plural
    if entry.content() == before.content():
        place = next(index for index, one in enumerate(file.entries) if one is entry)
        file.entries[place] = copy_of(before)


@contextmanager
def changing(catalog: str | Path, state_folder: str | Path, dry: bool = False) -> Iterator[PoFile]:
    """A catalog to change under its lock; it is written when the block ends, if something in it has changed.

    Args:
        catalog: the PO file.
        state_folder: holds the locks (``.pinglot``).
        dry: write nothing, whatever changed.

    Raises:
        UsageError: the file cannot be written, or another process holds it.
        CatalogError: the catalog is malformed; it stays as it is.
    """
    path = Path(catalog)
    with changing_all([path], state_folder, dry) as opened:
        yield opened[path]


@contextmanager
def changing_all(
    catalogs: Iterable[Path], state_folder: str | Path, dry: bool = False
) -> Iterator[Mapping[Path, PoFile]]:
    """Catalogs to change under their locks; those that have changed are written when the block ends: all, or none.

    Arguments and errors are those of :func:`changing`; whatever is raised, every catalog stays as it is.
    """
    with ExitStack() as locks:
        opened: dict[Path, PoFile] = {}
        for path in sorted(catalogs):  # one order for all, so that two processes never wait for each other
            locks.enter_context(files.locked(path, state_folder))
            opened[path] = read(path)
        before = {path: file.content() for path, file in opened.items()}
        yield opened
        if not dry:
            changed = {path: file for path, file in opened.items() if file.content() != before[path]}
            files.write_all({path: _stamped(file) for path, file in changed.items()})


def _stamped(file: PoFile) -> bytes:
    """A changed catalog's bytes."""
    file.header.set("PO-Revision-Date", now())
    if file.charset.upper().replace("_", "-") not in ("UTF-8", "UTF8"):
        file.header.set("Content-Type", "text/plain; charset=UTF-8")
    return po.render(file)


def rule_of(file: PoFile) -> plurals.PluralRule | None:
    """The catalog's plural rule; None where its header has none that can be read.

    `pinglot check` says so; it is no reason to refuse a text without plural.
    """
    try:
        return plurals.parse(file.header.get("Plural-Forms") or "")
    except ValueError:
        return None


def _review(
    catalog: str | Path, wanted: Sequence[str], state_folder: str | Path, action: Callable[[PoFile, Entry], None]
) -> list[Reviewed]:
    """Does something to each entry in turn and writes once, under the catalog's lock."""
    with changing(catalog, state_folder) as file:
        done: dict[int, Reviewed] = {}
        for name in wanted:
            entry = unit_ids.find(file.messages, name, catalog)
            if id(entry) in done:
                continue
            before, text, person = entry.content(), tuple(entry.msgstr), not provenance.is_machine(entry)
            action(file, entry)
            name_ = unit_ids.unit_id(entry.context, entry.msgid)
            changed = entry.content() != before
            done[id(entry)] = Reviewed(name_, entry.line, entry.msgid, text, any(text) and person, changed)
        return list(done.values())


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
