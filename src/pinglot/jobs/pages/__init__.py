"""Pages for people: one file each, without scripts, that opens anywhere and prints."""
