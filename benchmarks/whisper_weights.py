"""The Whisper weights of a CTranslate2 folder, written for openai-whisper and for whisper.cpp.

Comparing engines means giving them the same weights: the packaged model is read here, and nothing is downloaded.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

_TYPES = {0: np.float32, 1: np.int8, 2: np.int16, 3: np.int32, 4: np.float16}
DIMS = {
    "n_mels": 80, "n_audio_ctx": 1500, "n_audio_state": 512, "n_audio_head": 8, "n_audio_layer": 6,
    "n_vocab": 51865, "n_text_ctx": 448, "n_text_state": 512, "n_text_head": 8, "n_text_layer": 6,
}  # fmt: skip
"""Whisper base."""
_KEPT_WHOLE = {
    "encoder.conv1.bias", "encoder.conv2.bias", "encoder.positional_embedding", "decoder.positional_embedding",
}  # fmt: skip
"""Of the tensors with two dimensions, those that whisper.cpp wants in 32 bits."""


def read(model: Path) -> dict[str, np.ndarray]:
    """The variables of a CTranslate2 `model.bin`, by name."""
    found: dict[str, np.ndarray] = {}
    with model.open("rb") as file:
        version = _u32(file)
        if version < 6:
            raise ValueError(f"unknown CTranslate2 binary version {version}")
        _text(file)  # the specification's name
        _u32(file)  # its revision
        for _ in range(_u32(file)):
            name = _text(file)
            shape = [_u32(file) for _ in range(file.read(1)[0])]
            kind = file.read(1)[0]
            size = _u32(file)
            found[name] = np.frombuffer(file.read(size), _TYPES[kind]).reshape(shape)
        for _ in range(_u32(file)):
            alias, target = _text(file), _text(file)
            found[alias] = found[target]
    return found


def openai_names(raw: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """The same weights under the names of openai-whisper's state, in 32 bits."""
    state: dict[str, np.ndarray] = {}

    def take(name: str, source: str) -> None:
        value = raw[source].astype(np.float32)
        scale = raw.get(f"{source}_scale")
        state[name] = value / scale.astype(np.float32).reshape(-1, 1) if scale is not None else value

    def norm(name: str, source: str) -> None:
        take(f"{name}.weight", f"{source}/gamma")
        take(f"{name}.bias", f"{source}/beta")

    def linear(name: str, source: str) -> None:
        take(f"{name}.weight", f"{source}/weight")
        take(f"{name}.bias", f"{source}/bias")

    def split(names: tuple[str, ...], source: str) -> None:
        linear("_", source)
        weights, biases = (np.split(state.pop(f"_.{part}"), len(names)) for part in ("weight", "bias"))
        for name, weight, bias in zip(names, weights, biases, strict=True):
            state[f"{name}.weight"] = weight
            if not name.endswith("key"):  # Whisper's keys have none
                state[f"{name}.bias"] = bias

    for conv in ("conv1", "conv2"):
        linear(f"encoder.{conv}", f"encoder/{conv}")
    take("encoder.positional_embedding", "encoder/position_encodings/encodings")
    norm("encoder.ln_post", "encoder/layer_norm")
    take("decoder.token_embedding.weight", "decoder/embeddings/weight")
    take("decoder.positional_embedding", "decoder/position_encodings/encodings")
    norm("decoder.ln", "decoder/layer_norm")
    for side in ("encoder", "decoder"):
        for i in range(DIMS["n_audio_layer"]):
            block, source = f"{side}.blocks.{i}", f"{side}/layer_{i}"
            norm(f"{block}.attn_ln", f"{source}/self_attention/layer_norm")
            names = tuple(f"{block}.attn.{part}" for part in ("query", "key", "value"))
            split(names, f"{source}/self_attention/linear_0")
            linear(f"{block}.attn.out", f"{source}/self_attention/linear_1")
            if side == "decoder":
                norm(f"{block}.cross_attn_ln", f"{source}/attention/layer_norm")
                linear(f"{block}.cross_attn.query", f"{source}/attention/linear_0")
                split(
                    tuple(f"{block}.cross_attn.{part}" for part in ("key", "value")),
                    f"{source}/attention/linear_1",
                )
                linear(f"{block}.cross_attn.out", f"{source}/attention/linear_2")
            norm(f"{block}.mlp_ln", f"{source}/ffn/layer_norm")
            linear(f"{block}.mlp.0", f"{source}/ffn/linear_0")
            linear(f"{block}.mlp.2", f"{source}/ffn/linear_1")
    return state


def write_ggml(state: Mapping[str, np.ndarray], tokenizer: Path, target: Path) -> None:
    """A model file of whisper.cpp, 16 bits."""
    from faster_whisper.feature_extractor import FeatureExtractor

    order = ("n_vocab", "n_audio_ctx", "n_audio_state", "n_audio_head", "n_audio_layer", "n_text_ctx",
             "n_text_state", "n_text_head", "n_text_layer", "n_mels")  # fmt: skip
    filters = np.asarray(FeatureExtractor(feature_size=DIMS["n_mels"]).mel_filters, np.float32)
    words = tokens(tokenizer)
    with target.open("wb") as file:
        file.write(struct.pack("<I", 0x67676D6C))
        file.write(struct.pack("<11i", *(DIMS[name] for name in order), 1))
        file.write(struct.pack("<2i", *filters.shape) + filters.tobytes())
        file.write(struct.pack("<i", len(words)))
        for word in words:
            file.write(struct.pack("<i", len(word)) + word)
        for name, value in state.items():
            data = value.reshape(-1, 1) if name in ("encoder.conv1.bias", "encoder.conv2.bias") else value
            whole = data.ndim < 2 or name in _KEPT_WHOLE
            data = data.astype(np.float32 if whole else np.float16)
            file.write(struct.pack("<3i", data.ndim, len(name), 0 if whole else 1))
            file.write(struct.pack(f"<{data.ndim}i", *reversed(data.shape)))
            file.write(name.encode() + data.tobytes())


def tokens(tokenizer: Path) -> list[bytes]:
    """The bytes of each ordinary token, in order, from the byte-level vocabulary."""
    vocabulary: dict[str, int] = json.loads(tokenizer.read_text("utf-8"))["model"]["vocab"]
    shown = [*range(33, 127), *range(161, 173), *range(174, 256)]
    letters = {chr(b): b for b in shown}
    letters |= {chr(256 + i): b for i, b in enumerate(b for b in range(256) if b not in shown)}
    ordered = sorted((number, word) for word, number in vocabulary.items() if number < 50257)
    return [bytes(letters[c] for c in word) for _, word in ordered if all(c in letters for c in word)]


def _u32(file: BinaryIO) -> int:
    value: int = struct.unpack("<I", file.read(4))[0]
    return value


def _text(file: BinaryIO) -> str:
    size: int = struct.unpack("<H", file.read(2))[0]
    return file.read(size).rstrip(b"\0").decode()


def export(folder: Path, target: Path) -> dict[str, Any]:
    """Write `weights.npz` and `ggml.bin` beside each other; where they are."""
    state = openai_names(read(folder / "model.bin"))
    np.savez(target / "weights.npz", **state)  # type: ignore[arg-type]
    write_ggml(state, folder / "tokenizer.json", target / "ggml.bin")
    return {"weights": target / "weights.npz", "ggml": target / "ggml.bin"}
