"""A catalog as a table for people with a spreadsheet: a line a text, and what they changed read back."""
