"""``python -m pinglot``."""

from pinglot.cli import entry

entry()
