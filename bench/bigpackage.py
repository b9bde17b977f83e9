"""A package of the real size, made on the spot: random weights, and a translation as long as its source.

Argos Translate's packages hold a Transformer of six and six layers, 512 wide, with eight heads and 32,000 pieces, in
eight bits. This one has the same shape, so that every step costs what it costs there; what it says is noise. How many
steps there are must not be noise. So 65 of the 512 places of the residual stream are kept from the random weights: 64
say the position, one says "here the source ends". One head of the last decoder layer looks at the source piece of its
own position and, where that is the end, makes the end the only likely piece. Whoever decodes it, with whatever beam
and batch, gets as many pieces as the source has; no option of the decoder has to be forced on either side.
"""

from __future__ import annotations

import io
import json
import random
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

__all__ = ["make", "sentences"]

LAYERS, WIDTH, HEADS, INNER, PIECES = 6, 512, 8, 2048, 32_000
_POSITION = WIDTH // HEADS
"""Places that say the position: as many as a head has."""
_END = _POSITION
"""The place that says that the source ends here."""
_KEPT = _POSITION + 1
_ROWS = 1056
"""Positions: CTranslate2 reads up to 1,024 pieces."""
_SEED = 20_261_124


def _lexicon(chance: random.Random, count: int) -> list[str]:
    starts = [*"bcdfglmnprstv", "br", "cr", "dr", "fl", "gr", "pl", "pr", "st", "tr"]
    vowels, ends = [*"aeiou", "ai", "ea", "ou"], ["", "", *"nrstl", "nd", "st"]
    words: dict[str, None] = {}
    while len(words) < count:
        said = ""
        for _ in range(chance.choice([1, 2, 2, 3, 3, 4])):
            said += chance.choice(starts) + chance.choice(vowels) + chance.choice(ends)
        words[said] = None
    return list(words)


def sentences(count: int, seed: int = 1) -> Iterator[str]:
    """Sentences of 4 to 26 made-up words, common ones often: English in its lengths and in nothing else."""
    lexicon = _lexicon(random.Random(_SEED), 60_000)
    chance = random.Random(_SEED + seed)
    for _ in range(count):
        # Zipf's law, near enough: the rank is exponential in an even draw.
        said = [lexicon[int(60_000 ** chance.random()) - 1] for _ in range(int(chance.triangular(4, 26, 10)))]
        for at in range(6, len(said) - 2, 9):
            said[at] += ","
        yield f"{' '.join(said).capitalize()}."


def make(path: Path, splitter: bytes = b"") -> None:
    """Writes the package, ``.argosmodel``.

    Args:
        path: the file.
        splitter: an ONNX model for minisbd, which Argos Translate's own code needs; pinglot does not.
    """
    import tempfile

    vocabulary = _vocabulary()
    with tempfile.TemporaryDirectory() as folder:
        _model(Path(folder) / "model", vocabulary)
        files = {f"model/{file.name}": file.read_bytes() for file in sorted((Path(folder) / "model").iterdir())}
    files["sentencepiece.model"] = vocabulary
    if splitter:
        files["minisbd/rules.onnx"] = splitter
    metadata = {
        "package_version": "1.0",
        "argos_version": "1.9",
        "from_code": "en",
        "from_name": "English",
        "to_code": "es",
        "to_name": "Spanish",
        "type": "translate",
    }
    partial = path.with_suffix(".part")
    with zipfile.ZipFile(partial, "w") as archive:
        archive.writestr("translate-en_es-1_0/metadata.json", json.dumps(metadata))
        for name, data in files.items():
            archive.writestr(f"translate-en_es-1_0/{name}", data)
    partial.replace(path)


def _vocabulary() -> bytes:
    import sentencepiece

    written = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=sentences(60_000, seed=0),
        model_writer=written,
        vocab_size=PIECES,
        model_type="bpe",
        hard_vocab_limit=False,
        required_chars="".join(chr(code) for code in range(33, 127)),
        minloglevel=2,
        unk_id=0,
        bos_id=1,
        eos_id=2,
        pad_id=-1,
    )
    return written.getvalue()


def _model(folder: Path, vocabulary: bytes) -> None:
    import sentencepiece
    from ctranslate2.converters.converter import Converter

    processor = sentencepiece.SentencePieceProcessor(model_proto=vocabulary)
    pieces = [processor.id_to_piece(number) for number in range(processor.get_piece_size())]
    spec = _spec(pieces)

    class Written(Converter):  # type: ignore[misc]
        def _load(self) -> Any:
            return spec

    Written().convert(str(folder), quantization="int8", force=True)


def _spec(pieces: list[str]) -> Any:
    import numpy as np
    from ctranslate2.specs import TransformerSpec

    chance = np.random.default_rng(_SEED)
    end = pieces.index("</s>")

    def noise(rows: int, columns: int, spread: float = 0.02, kept: bool = True) -> Any:
        """Random weights; where they write to the residual stream, nothing to the places that are kept."""
        made = chance.normal(0, spread, (rows, columns)).astype("float32")
        if kept:
            made[:_KEPT] = 0
        return made

    def norm(layer: Any) -> None:
        layer.gamma, layer.beta = np.ones(WIDTH, "float32"), np.zeros(WIDTH, "float32")

    def linear(layer: Any, weight: Any) -> None:
        layer.weight, layer.bias = weight, np.zeros(weight.shape[0], "float32")

    def attend(layer: Any, *, crossed: bool = False) -> None:
        norm(layer.layer_norm)
        if crossed:
            linear(layer.linear[0], noise(WIDTH, WIDTH, kept=False))
            linear(layer.linear[1], noise(2 * WIDTH, WIDTH, kept=False))
        else:
            linear(layer.linear[0], noise(3 * WIDTH, WIDTH, kept=False))
        linear(layer.linear[-1], noise(WIDTH, WIDTH))

    spec = TransformerSpec.from_config((LAYERS, LAYERS), HEADS, pre_norm=True)
    frequencies = chance.uniform(0.05, 3.0, _POSITION // 2)
    angles = np.outer(np.arange(_ROWS), frequencies)
    places = np.zeros((_ROWS, WIDTH), "float32")
    places[:, :_POSITION:2], places[:, 1:_POSITION:2] = np.sin(angles), np.cos(angles)
    for side, embeddings in ((spec.encoder, spec.encoder.embeddings[0]), (spec.decoder, spec.decoder.embeddings)):
        table = noise(len(pieces), WIDTH)
        table[:, :_KEPT] = 0
        embeddings.weight = table
        norm(side.layer_norm)
        side.position_encodings.encodings = places
        for layer in side.layer:
            attend(layer.self_attention)
            norm(layer.ffn.layer_norm)
            linear(layer.ffn.linear_0, noise(INNER, WIDTH, kept=False))
            linear(layer.ffn.linear_1, noise(WIDTH, INNER))
    spec.encoder.embeddings[0].weight[end, _END] = 20 / WIDTH**0.5
    for layer in spec.decoder.layer:
        attend(layer.attention, crossed=True)
    _look_at_own_position(spec.decoder.layer[-1].attention)
    say = noise(len(pieces), WIDTH, 0.05, kept=False)
    say[:, :_KEPT] = 0
    say[:, _END] = -6
    say[end] = 0
    say[end, _END] = 30
    linear(spec.decoder.projection, say)
    spec.decoder.projection.bias[end] = -100
    spec.config.add_source_eos = True
    spec.config.decoder_start_token = "<s>"
    spec.config.eos_token = "</s>"
    spec.register_source_vocabulary(pieces)
    spec.register_target_vocabulary(pieces)
    return spec


def _look_at_own_position(attention: Any) -> None:
    """The first head: asks with its position, is answered by positions, and hands on whether the source ends there."""
    head = range(_POSITION)
    asks, answers = attention.linear[0].weight, attention.linear[1].weight
    asks[head], answers[head] = 0, 0
    asks[head, head], answers[head, head] = 4, 4
    said = WIDTH  # where the values begin
    answers[said : said + _POSITION] = 0
    answers[said, _END] = 1
    attention.linear[2].weight[:, head] = 0
    attention.linear[2].weight[_END, 0] = 1
