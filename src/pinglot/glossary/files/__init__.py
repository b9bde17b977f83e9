"""Glossary files: CSV and TSV, read strictly and written back without touching what did not change.

The format is RFC 4180 with any of comma, semicolon and tab between cells, UTF-8 with or without a byte order mark,
any line ends. The first line names the columns (``term`` must be one); a file of two columns may leave it out. A
file keeps the spelling of each record, so that a person's quoting, blanks and unknown columns survive a rewriting.
"""

from pinglot.glossary.files.places import canonical, check_place, expand, locale_of, lookup
from pinglot.glossary.files.reading import check_translation, read
from pinglot.glossary.files.table import COLUMNS, Row, Table, one_line, place
from pinglot.glossary.files.writing import amend, cell, render, rewritten, write

__all__ = [
    "COLUMNS",
    "Row",
    "Table",
    "amend",
    "canonical",
    "cell",
    "check_place",
    "check_translation",
    "expand",
    "locale_of",
    "lookup",
    "one_line",
    "place",
    "read",
    "render",
    "rewritten",
    "write",
]
