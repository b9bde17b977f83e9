"""Terms that an article suggests: see :mod:`pinglot.glossary.extract.candidates`."""

from pinglot.glossary.extract.candidates import Candidate, Context, Kind, extract
from pinglot.glossary.extract.words import Passage

__all__ = ["Candidate", "Context", "Kind", "Passage", "extract"]
