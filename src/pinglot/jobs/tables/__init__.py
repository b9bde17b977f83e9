"""Catalogs out to people with a spreadsheet, and their edits back."""
