"""Catalogs: gettext's PO, POT and MO files; who wrote an entry; merging, validating and compiling."""
