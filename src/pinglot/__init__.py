"""pinglot."""
