"""Writes the vectors of the fiches' questions that travel with the product (`knowledge/vectors/`).

    python -m evals.knowledge.ship_vectors

To be run when many questions of the fiches have changed; what is missing is embedded at the first start.
"""

from __future__ import annotations

import json

import numpy as np

from coach.knowledge.embedders import Memory, make_embedder, shipped_vectors
from coach.knowledge.fiches import fiche_questions, read_fiche
from coach.knowledge.library import fiche_files, out_of_scope_questions
from coach.resources import data_dir


def main() -> None:
    embedder = make_embedder("e5")
    memory = Memory(embedder, shipped_vectors(embedder), "query")
    folder = data_dir("knowledge")
    texts = sorted(
        {q for path in fiche_files(folder / "fiches") for q in fiche_questions(path)}
        | {q for path in fiche_files(folder / "fiches") for p in read_fiche(path) for q in p.questions}
        | set(out_of_scope_questions())
    )
    table = memory.embed(texts, "query").astype(np.float16)
    (folder / "vectors").mkdir(exist_ok=True)
    path = folder / "vectors" / f"{embedder.name}-{embedder.version}.npz"
    head = np.frombuffer(json.dumps(texts, ensure_ascii=False).encode(), dtype=np.uint8)
    np.savez_compressed(path, texts=head, vectors=table)
    print(f"{path.name}: {len(texts)} questions, {path.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
