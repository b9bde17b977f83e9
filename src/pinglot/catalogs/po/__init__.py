"""Reading and writing gettext's PO format, strictly and without loss.

The grammar is that of the GNU gettext manual, section "The Format of PO Files", read as msgfmt reads it: what msgfmt
cannot read is refused here, too, with the line. polib is not used: it swallows a character where a closing quote is
missing, drops ``#~|`` lines, refuses ``#,fuzzy`` and ``#:file``, takes ``msgstr[10]`` for ``msgstr[1]`` and
reorders headers (``tests/catalogs/test_po.py`` shows each).

An entry that nobody changed is written as it was read, whatever its wrapping, so that a diff shows what changed.
"""

from pinglot.catalogs.po.entry import Entry
from pinglot.catalogs.po.file import Header, PoFile, render, settle
from pinglot.catalogs.po.reading import parse

__all__ = ["Entry", "Header", "PoFile", "parse", "render", "settle"]
