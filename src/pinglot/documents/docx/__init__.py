"""Word documents (.docx): ECMA-376 and ISO/IEC 29500, transitional and strict.

Units are paragraphs wherever they stand (body, table cells, text boxes, headers, footers, notes), what pictures and
tables are said to show, and the document's title. Comments, charts and diagrams are left alone. What is no unit comes
back byte for byte, part by part; without a translation the file does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pinglot.documents.docx.changes import accepted, refuse_changes
from pinglot.documents.docx.markup import checked, encoded_as
from pinglot.documents.docx.package import Package
from pinglot.documents.docx.parts import Part, text_parts, tree
from pinglot.documents.docx.places import Story
from pinglot.documents.docx.styles import kinds_of
from pinglot.documents.docx.writing import Patch, spliced
from pinglot.documents.reading import Options
from pinglot.model import Unit

__all__ = ["WordDocument", "parse"]


def parse(data: bytes, path: str, options: Options) -> WordDocument:
    """Reads a .docx file.

    Raises:
        DocumentError: it is no such file, broken, encrypted, with macros or tracked changes, or would inflate to more
            than is read.
    """
    package = Package(data, path, options.max_size)
    parts, styles = text_parts(package)
    kinds = kinds_of(tree(package, styles)) if styles else {}
    units: list[Unit] = []
    counts: dict[str, int] = {}
    number = 0
    for part in parts:
        story = Story(_text(package.read(part.name), part, path, options.accept_changes), part, path, kinds, number)
        known = len(units)
        for place in story.places():
            units += place.units
        counts[part.name] = len(units) - known
        number = story.number
    return WordDocument(
        path, tuple(units), package, tuple((part, counts[part.name]) for part in parts), kinds, options.accept_changes
    )


@dataclass(frozen=True)
class WordDocument:
    """A Word document; satisfies :class:`pinglot.model.Document`.

    Attributes:
        path, units: see :class:`pinglot.model.Document`.
        package: the file.
        parts: each part that holds text, and how many of the units are in it.
        kinds: see :func:`pinglot.documents.docx.styles.kinds_of`.
        accept_changes: whether tracked changes are taken as accepted.
    """

    path: str
    units: Sequence[Unit]
    package: Package
    parts: tuple[tuple[Part, int], ...]
    kinds: Mapping[str, str]
    accept_changes: bool = False

    @property
    def type(self) -> str:
        """See :class:`pinglot.model.Document`."""
        return "docx"

    @property
    def encoding(self) -> str:
        """None: the file is binary."""
        return ""

    def render(self, translations: Mapping[int, str | Sequence[str]], locale: str = "") -> bytes:
        """See :meth:`pinglot.model.Document.render`. A blank translation leaves its unit as it is."""
        said = {
            index: text
            for index, given in translations.items()
            if (text := given if isinstance(given, str) else given[0] if given else "").strip()
        }
        contents: dict[str, bytes] = {}
        first = 0
        for part, count in self.parts:
            if self.accept_changes or any(index in said for index in range(first, first + count)):
                content = self._rendered(part, first, said, locale)
                if content is not None:
                    contents[part.name] = content
            first += count
        return self.package.replaced(contents)

    def _rendered(self, part: Part, first: int, said: Mapping[int, str], locale: str) -> bytes | None:
        """A part with its translations, None where nothing in it changes."""
        original = self.package.read(part.name)
        data = _text(original, part, self.path, self.accept_changes)
        story = Story(data, part, self.path, self.kinds)
        patches: list[Patch] = []
        for place in story.places():
            count = len(place.units)
            own = [said.get(index, "") for index in range(first, first + count)]
            if any(own):
                patches += place.patches(own, locale)
            first += count
        if locale and patches:
            patches += story.directions(patches, locale)
        rendered = encoded_as(spliced(data, patches), original)
        return None if rendered == original else rendered


def _text(original: bytes, part: Part, path: str, accept_changes: bool) -> bytes:
    """A part's XML, its tracked changes accepted or refused."""
    data = checked(original, part.name, path)
    if accept_changes:
        return accepted(data, part.name, path)
    refuse_changes(data, part, path)
    return data
