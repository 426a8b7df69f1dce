"""Writes the vectors of the fiches' texts that travel with the product (`knowledge/vectors/`).

    python -m evals.knowledge.ship_vectors

To be run when many questions of the fiches have changed; what is missing is embedded at the first start.
"""

from __future__ import annotations

import json

import numpy as np

from coach.knowledge.embedders import Memory, make_embedder, shipped_vectors
from coach.knowledge.fiches import fiche_questions, read_fiche
from coach.knowledge.index_store import questions_of
from coach.knowledge.library import fiche_files, out_of_scope_questions
from coach.resources import data_dir


def main() -> None:
    folder = data_dir("knowledge")
    passages = [p for path in fiche_files(folder / "fiches") for p in read_fiche(path)]
    asked = {q for path in fiche_files(folder / "fiches") for q in fiche_questions(path)}
    asked |= {q for p in passages for q in questions_of(p)}
    ship("e5", asked | set(out_of_scope_questions()))
    ship("use", asked | set(out_of_scope_questions()) | {p.opening for p in passages})


def ship(name: str, wanted: set[str]) -> None:
    """Writes the vectors of these texts; those shipped before are not embedded again."""
    embedder = make_embedder(name)
    texts = sorted(wanted)
    table = Memory(embedder, shipped_vectors(embedder)).embed(texts, "query")
    least = table.min(axis=0)
    step = np.maximum(table.max(axis=0) - least, 1e-9) / 255
    folder = data_dir("knowledge") / "vectors"
    folder.mkdir(exist_ok=True)
    path = folder / f"{embedder.name}-{embedder.version}.npz"
    np.savez_compressed(
        path,
        texts=np.frombuffer(json.dumps(texts, ensure_ascii=False).encode(), dtype=np.uint8),
        vectors=np.rint((table - least) / step).astype(np.uint8),
        least=least,
        step=step,
    )
    print(f"{path.name}: {len(texts)} texts, {path.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
