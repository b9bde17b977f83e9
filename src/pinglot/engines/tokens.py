"""Text ⇄ pieces of a package's own tokenizer, with where each piece stands in the text.

SentencePiece (Kudo and Richardson 2018, arXiv:1808.06226) normalises text before it cuts it, so a piece's letters
need not be those of the text; the *surfaces* it returns, put together, are the text, and they give the offsets.
Older packages have a ``bpe.model`` (subword-nmt behind Moses's tokenizer) instead: Argos's own class reads it.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

from pinglot.errors import PackageError
from pinglot.scripts import Span

__all__ = ["BytePairs", "Pieces", "SentencePieces", "Tokenizer"]

Pieces = tuple[list[str], list[Span]]
"""Pieces, and the span of each in the text, in code points."""


class Tokenizer(Protocol):
    """What the engine needs of a tokenizer."""

    def encode(self, text: str) -> Pieces:
        """Cuts a text into pieces, and says where each stands in it."""
        ...

    def pieces(self, texts: Sequence[str]) -> list[list[str]]:
        """The pieces of many texts, which costs far less without their places."""
        ...

    def decode(self, pieces: Sequence[str]) -> tuple[str, list[Span]]:
        """Joins pieces to a text, without outer blanks, and says where each stands in it."""
        ...

    def joined(self, pieces: Sequence[str]) -> str:
        """The text of :meth:`decode`, which costs far less without the places."""
        ...

    def unknown(self, text: str) -> list[str]:
        """The stretches of a text for which there is no piece."""
        ...


class SentencePieces:
    """A package's ``sentencepiece.model``.

    Raises:
        PackageError: the file is no SentencePiece model.
    """

    def __init__(self, path: Path) -> None:
        import sentencepiece

        self._processor: Any = sentencepiece.SentencePieceProcessor()
        try:
            self._processor.Load(str(path))
        except (OSError, RuntimeError):
            raise PackageError("is no SentencePiece model; install the package again", path) from None
        # The name of the result that has surfaces changed in sentencepiece 0.2.2.
        self._result = {"return_type": "proto"} if _has_return_type(sentencepiece) else {"out_type": "immutable_proto"}

    def encode(self, text: str) -> Pieces:
        found = self._processor.Encode(text, **self._result).pieces
        surfaces = [piece.surface for piece in found]
        # Leading blanks are in no surface; from there on the surfaces are the text.
        return [piece.piece for piece in found], _tile(surfaces, max(text.find("".join(surfaces)), 0))

    def pieces(self, texts: Sequence[str]) -> list[list[str]]:
        # One thread: the others are the model's.
        found: list[list[str]] = self._processor.Encode(list(texts), out_type=str, num_threads=1)
        return found

    def joined(self, pieces: Sequence[str]) -> str:
        # What decode() says of a blank sign holds here as well.
        return str(self._processor.Decode(list(pieces))).replace("▁", " ").strip() if pieces else ""

    def decode(self, pieces: Sequence[str]) -> tuple[str, list[Span]]:
        if not pieces:
            return "", []
        found = self._processor.Decode(list(pieces), **self._result).pieces
        # A piece that the model does not know (a copied source word) keeps its blank sign.
        surfaces = [piece.surface.replace("▁", " ") for piece in found]
        return _stripped("".join(surfaces), _tile(surfaces))

    def unknown(self, text: str) -> list[str]:
        """The stretches of a text for which there is no piece, or only one for each of their bytes."""
        found = self._processor.Encode(text, **self._result).pieces
        lacking = (piece for piece in found if self._processor.IsUnknown(piece.id) or self._processor.IsByte(piece.id))
        return [surface for piece in lacking if (surface := piece.surface.strip())]


def _has_return_type(module: Any) -> bool:
    import inspect

    return "return_type" in inspect.signature(module.SentencePieceProcessor.Encode).parameters


class BytePairs:
    """A package's ``bpe.model``, through ``argostranslate.tokenizer.BPETokenizer``.

    Args:
        path: the file.
        source_code, target_code: Argos's codes, which choose Moses's rules.
    """

    def __init__(self, path: Path, source_code: str, target_code: str) -> None:
        from argostranslate import tokenizer

        made = getattr(tokenizer, "BPETokenizer", None)
        if made is None:
            raise PackageError("needs a newer argostranslate, which reads bpe.model; upgrade it", path)
        self._tokenizer: Any = made(path, source_code, target_code)
        try:
            self._tokenizer.lazy_load()
        except Exception as trouble:
            raise PackageError(f"cannot be read as a BPE model ({trouble}); install the package again", path) from None

    def encode(self, text: str) -> Pieces:
        pieces = list(self._tokenizer.encode(text)) if text.strip() else []
        return pieces, _located(pieces, text)

    def pieces(self, texts: Sequence[str]) -> list[list[str]]:
        return [self.encode(text)[0] for text in texts]

    def joined(self, pieces: Sequence[str]) -> str:
        return self.decode(pieces)[0]

    def unknown(self, text: str) -> list[str]:
        """Byte pairs fall back to single characters; which of those the model has, only the model's files say."""
        return []

    def decode(self, pieces: Sequence[str]) -> tuple[str, list[Span]]:
        text = str(self._tokenizer.decode(list(pieces))) if pieces else ""
        return _stripped(text, _located(pieces, text))


# What Moses's tokenizer writes for characters that had a meaning in its own files.
_MOSES_ESCAPES = {
    "&apos;": "'",
    "&quot;": '"',
    "&lt;": "<",
    "&gt;": ">",
    "&#124;": "|",
    "&#91;": "[",
    "&#93;": "]",
    "&amp;": "&",
}


def _located(pieces: Sequence[str], text: str) -> list[Span]:
    """Finds pieces in a text in their order; what is written otherwise there gets an empty span."""
    spans: list[Span] = []
    position = 0
    for piece in pieces:
        surface = piece.removesuffix("@@")
        for escape, char in _MOSES_ESCAPES.items():
            surface = surface.replace(escape, char)
        found = text.find(surface, position) if surface else -1
        # A far hit is a later occurrence of something that is written otherwise here.
        if found < 0 or found - position > 12:
            spans.append((position, position))
        else:
            position = found + len(surface)
            spans.append((found, position))
    return spans


def _tile(surfaces: Sequence[str], position: int = 0) -> list[Span]:
    spans: list[Span] = []
    for surface in surfaces:
        spans.append((position, position + len(surface)))
        position += len(surface)
    return spans


def _stripped(text: str, spans: list[Span]) -> tuple[str, list[Span]]:
    lead = len(text) - len(text.lstrip())
    stripped = text.strip()
    size = len(stripped)
    return stripped, [(min(max(start - lead, 0), size), min(max(end - lead, 0), size)) for start, end in spans]
