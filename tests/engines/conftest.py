"""Small real packages, made on the spot: a genuine SentencePiece model and a genuine CTranslate2 Transformer.

The Transformer is written down, not trained: its cross attention looks at the source piece of the same position, and
its output layer says that piece's entry in a lexicon, or the piece itself. So it translates word by word, with a
diagonal attention, ends where the source ends, and copies what it has never seen.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

LEXICON = {"▁the": "▁la", "▁red": "▁roja", "▁house": "▁casa", "▁book": "▁libro", "▁is": "▁es", "▁and": "▁y"}
NAMES = ["▁Anna", "▁London"]
POSITIONS = 40
"""Source pieces after which the model no longer knows where it is."""


@pytest.fixture(scope="session", autouse=True)
def _home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    # argostranslate makes folders when it is imported.
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOME", str(home))
        for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
            patch.setenv(name, str(home / name.lower()))
        yield


@pytest.fixture
def packages_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "data" / "packages"
    folder.mkdir(parents=True)
    monkeypatch.setenv("ARGOS_PACKAGES_DIR", str(folder))
    return folder


@pytest.fixture(scope="session")
def model_files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The files of a package that translates with LEXICON, without its metadata."""
    return _model_files(tmp_path_factory.mktemp("model"), LEXICON)


@pytest.fixture(scope="session")
def long_files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The same for sentences of up to 300 pieces, which is a larger model."""
    return _model_files(tmp_path_factory.mktemp("model"), LEXICON, 300)


@pytest.fixture(scope="session")
def reverse_files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The files of a package for the other direction."""
    return _model_files(tmp_path_factory.mktemp("model"), {said: word for word, said in LEXICON.items()})


@pytest.fixture(scope="session")
def endless_files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The files of a package whose model never ends a sentence."""
    return _model_files(tmp_path_factory.mktemp("model"), {**LEXICON, "</s>": "▁y"})


@pytest.fixture(scope="session")
def circling_files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The same, but it would rather end a sentence than say anything else."""
    return _model_files(tmp_path_factory.mktemp("model"), {**LEXICON, "</s>": "▁y"}, ends=0.8)


@pytest.fixture(scope="session")
def bpe_files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The files of an older package, which has a ``bpe.model``: words are cut into ``it@@ 's``."""
    folder = tmp_path_factory.mktemp("model")
    pieces = ["<unk>", "<s>", "</s>", "the", "la", "house", "casa", ",", "An@@", "na", "it", "&apos;s"]
    _transformer(folder / "model", pieces, {"the": "la", "house": "casa"})
    merges = ["t h", "th e</w>", "h o", "ho u", "hou s", "hous e</w>", "A n", "n a</w>", "i t</w>"]
    merges += ["& a", "&a p", "&ap o", "&apo s", "&apos ;", "&apos; s</w>"]
    (folder / "bpe.model").write_text("#version: 0.2\n" + "\n".join(merges) + "\n")
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


Pack = Callable[..., Path]


@pytest.fixture
def pack(tmp_path: Path, model_files: dict[str, bytes]) -> Pack:
    """Writes a package file: ``pack(source="en", target="es", version="1.0", files=…, top=…, **metadata)``."""
    count = 0

    def make(
        source: str = "en",
        target: str = "es",
        version: str = "1.0",
        files: dict[str, bytes] | None = None,
        top: str | None = None,
        **metadata: object,
    ) -> Path:
        nonlocal count
        count += 1
        top = f"translate-{source}_{target}-{version.replace('.', '_')}" if top is None else top
        said = {
            "package_version": version,
            "argos_version": "1.9",
            "from_code": source,
            "from_name": source,
            "to_code": target,
            "to_name": target,
            "type": "translate",
            **metadata,
        }
        path = tmp_path / f"{count}-{source}_{target}.argosmodel"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(f"{top}/metadata.json", json.dumps(said))
            for name, data in (model_files if files is None else files).items():
                archive.writestr(f"{top}/{name}", data)
        return path

    return make


@pytest.fixture
def lay(packages_folder: Path, pack: Pack) -> Pack:
    """Lays a package into the packages folder as Argos Translate's own installer does, unchecked."""

    def make(**options: object) -> Path:
        file = pack(**options)
        with zipfile.ZipFile(file) as archive:
            archive.extractall(packages_folder)
            return packages_folder / archive.namelist()[0].split("/")[0]

    return make


def _model_files(
    folder: Path, lexicon: dict[str, str], positions: int = POSITIONS, ends: float = 0.0
) -> dict[str, bytes]:
    pieces = _sentencepiece(folder / "sentencepiece.model")
    _transformer(folder / "model", pieces, lexicon, positions, ends)
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def _sentencepiece(path: Path) -> list[str]:
    import sentencepiece

    written = io.BytesIO()
    # Lines enough of each word, so that each becomes one piece; every other ASCII sign is a piece of its own.
    words = [piece.removeprefix("▁") for piece in (*LEXICON, *LEXICON.values(), *NAMES)]
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter([" ".join([word, other]) for word in words for other in words] * 3),
        model_writer=written,
        vocab_size=150,
        hard_vocab_limit=False,
        required_chars="".join(chr(code) for code in range(33, 127)),
        minloglevel=2,
        unk_id=0,
        bos_id=1,
        eos_id=2,
        pad_id=-1,
    )
    path.write_bytes(written.getvalue())
    processor = sentencepiece.SentencePieceProcessor(model_proto=written.getvalue())
    pieces = [processor.id_to_piece(number) for number in range(processor.get_piece_size())]
    assert set(LEXICON) | set(LEXICON.values()) | set(NAMES) <= set(pieces), pieces
    return [*pieces, ">>es<<"]


def _transformer(
    folder: Path, pieces: list[str], lexicon: dict[str, str], positions: int = POSITIONS, ends: float = 0.0
) -> None:
    import numpy as np
    from ctranslate2.converters.converter import Converter
    from ctranslate2.specs import TransformerSpec

    tokens, width = len(pieces), len(pieces) + positions
    token_part = np.concatenate([np.ones(tokens), np.zeros(positions)])
    pick_token = np.diag(token_part).astype("float32")
    pick_position = np.diag(1 - token_part).astype("float32")
    zeros = np.zeros((width, width), "float32")

    def linear(layer, *blocks) -> None:
        layer.weight = np.concatenate(blocks).astype("float32")
        layer.bias = np.zeros(layer.weight.shape[0], "float32")

    def norm(layer) -> None:
        layer.gamma = np.ones(width, "float32")
        layer.beta = np.zeros(width, "float32")

    rows = 1056  # CTranslate2 reads up to 1024 pieces, and wants a position for each
    spec = TransformerSpec.from_config((1, 1), 1, pre_norm=True)
    table = np.eye(tokens, width, dtype="float32")
    places = np.zeros((rows, width), "float32")
    places[np.arange(rows), tokens + np.arange(rows) % positions] = width**0.5
    for side, embeddings in ((spec.encoder, spec.encoder.embeddings[0]), (spec.decoder, spec.decoder.embeddings)):
        embeddings.weight = table
        norm(side.layer_norm)
        side.position_encodings.encodings = places
        for layer in side.layer:
            norm(layer.self_attention.layer_norm)
            linear(layer.self_attention.linear[0], zeros, zeros, zeros)
            linear(layer.self_attention.linear[1], zeros)
            norm(layer.ffn.layer_norm)
            linear(layer.ffn.linear_0, zeros)
            linear(layer.ffn.linear_1, zeros)
    for layer in spec.decoder.layer:
        norm(layer.attention.layer_norm)
        linear(layer.attention.linear[0], 3 * pick_position)
        linear(layer.attention.linear[1], 3 * pick_position, pick_token)
        linear(layer.attention.linear[2], 50 * pick_token)
    say = np.zeros((tokens, width), "float32")
    for number, piece in enumerate(pieces):
        say[pieces.index(lexicon.get(piece, piece)), number] = 1
    say[pieces.index("</s>"), pieces.index("</s>")] += ends
    linear(spec.decoder.projection, say)
    spec.config.add_source_eos = True
    spec.config.decoder_start_token = "<s>"
    spec.config.eos_token = "</s>"
    spec.register_source_vocabulary(pieces)
    spec.register_target_vocabulary(pieces)

    class Written(Converter):  # type: ignore[misc]
        def _load(self):
            return spec

    Written().convert(str(folder), force=True)
