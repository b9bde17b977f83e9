"""What ``msgfmt -c`` refuses, as findings with file and line.

The rules are those of GNU gettext's ``msgl-check.c``: the header is there and complete, ``Plural-Forms`` fits the
entries, a line end at either end of a source stands in its translation, too, and format strings take the same
arguments. Only what would be compiled is checked.
"""

from __future__ import annotations

from collections.abc import Iterator

from pinglot.catalogs import plurals
from pinglot.catalogs.formats import format_problem
from pinglot.catalogs.plurals import PluralRule
from pinglot.catalogs.po import Entry, PoFile
from pinglot.model import Finding, Severity

__all__ = ["check", "check_entry"]

_FIELDS = {
    "Project-Id-Version": "PACKAGE VERSION",
    "PO-Revision-Date": "YEAR-MO-DA HO:MI+ZONE",
    "Last-Translator": "FULL NAME <EMAIL@ADDRESS>",
    "Language-Team": "LANGUAGE <LL@li.org>",
    "Language": "",
    "MIME-Version": None,
    "Content-Type": "text/plain; charset=CHARSET",
    "Content-Transfer-Encoding": "ENCODING",
}


def check(file: PoFile, use_fuzzy: bool = False) -> list[Finding]:
    """Everything ``msgfmt -c`` has to say about a catalog: errors, for which it refuses it, and warnings.

    Args:
        use_fuzzy: whether fuzzy entries will be compiled, and so are checked.
    """
    header = next((entry for entry in file.entries if entry.is_header and not entry.obsolete), None)
    if header is None or not header.translated:
        return [
            Finding(
                "catalog.header",
                Severity.ERROR,
                'has no header entry; begin the file with msgid "" and a Content-Type field',
                file.path,
                header.line if header else 1,
            )
        ]
    messages = [
        entry for entry in file.messages if entry.translated and not entry.obsolete and (use_fuzzy or not entry.fuzzy)
    ]
    found = list(_header_warnings(file, header))
    rule, trouble = _rule(file, any(entry.plural is not None for entry in messages))
    if trouble:
        found.append(Finding("catalog.plurals", Severity.ERROR, trouble, file.path, header.line))
    for entry in messages:
        found += check_entry(entry, rule, file.path)
    return found


def check_entry(entry: Entry, rule: PluralRule | None, path: str = "") -> Iterator[Finding]:
    """What msgfmt would refuse in one entry, as errors; ``rule`` None leaves the count of its forms alone."""

    def error(kind: str, message: str) -> Finding:
        return Finding(f"catalog.{kind}", Severity.ERROR, message, path, entry.line, entry.msgid)

    if not any(entry.msgstr) or _is_plain(entry):
        return
    if rule is not None and entry.plural is not None and len(entry.msgstr) != rule.count:
        yield error("plurals", f"has {len(entry.msgstr)} plural forms where the header says nplurals={rule.count}")
    texts = [("msgid_plural", entry.plural)] if entry.plural is not None else []
    texts += [
        ("msgstr" if entry.plural is None else f"msgstr[{index}]", form) for index, form in enumerate(entry.msgstr)
    ]
    for name, text in texts:
        if text.startswith("\n") != entry.msgid.startswith("\n"):
            yield error("newline", f"has msgid and {name} that do not both begin with a line end (\\n)")
        if text.endswith("\n") != entry.msgid.endswith("\n"):
            yield error("newline", f"has msgid and {name} that do not both end with a line end (\\n)")
    for flag in entry.flags:
        problem = format_problem(flag, entry, rule)
        if problem:
            yield error("format", problem)


def _is_plain(entry: Entry) -> bool:
    """Whether nothing in an entry is what a rule is about: one form, no line end, no format."""
    return entry.plural is None and not entry.flags and "\n" not in entry.msgid and "\n" not in "".join(entry.msgstr)


def _header_warnings(file: PoFile, header: Entry) -> Iterator[Finding]:
    for field, initial in _FIELDS.items():
        value = file.header.get(field)
        if value is None:
            message = f"has no header field {field}"
        elif value == initial:
            message = f"has the header field {field} as a template leaves it"
        else:
            continue
        yield Finding("catalog.header", Severity.WARNING, message, file.path, header.line)


def _rule(file: PoFile, needed: bool) -> tuple[PluralRule | None, str]:
    field = file.header.get("Plural-Forms") or ""
    if not plurals.is_complete(field):
        return None, "has messages with plurals, but no whole Plural-Forms in its header" if needed else ""
    try:
        return plurals.parse(field), ""
    except ValueError as trouble:
        return None, f"{trouble}; correct Plural-Forms in the header"
