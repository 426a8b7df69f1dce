"""The knowledge base: first index, an answer, a code of law of 10,000 articles, beside the usual chains.

    python -m benchmarks.knowledge                     # everything
    python -m benchmarks.knowledge --articles 2000     # a smaller code
    python -m benchmarks.knowledge --document REAC.txt # with the official documents added

Each duration is given on the clock and in processor time: on a busy machine only the second one tells.
The usual chains are `langchain-chroma` with MiniLM-L6 and `bm25s`, over the same sections and questions
(development questions); each is left out when its package is not installed.
"""

from __future__ import annotations

import argparse
import os
import platform
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from coach.knowledge.index_store import questions_of
from coach.knowledge.passages import Passage
from coach.knowledge.questions import understand
from coach.knowledge.service import KnowledgeBase
from evals.knowledge.metrics import hit
from evals.knowledge.questions import Item, load
from evals.knowledge.run import TODAY

ARTICLES = 10_000
ASKED = 60
_WHO = "employeur salarié bailleur locataire assureur assuré vendeur acheteur mandataire gérant associé créancier".split()
_WHAT = (
    "le contrat|la convention|l’acte|la déclaration|le registre|la facture|le rapport|la demande|le bail|"
    "la garantie|l’indemnité|la cotisation|le préavis|l’autorisation|l’agrément|le dépôt"
).split("|")
_DOES = (
    "établit|transmet|conserve|résilie|modifie|conteste|notifie|publie|vérifie|renouvelle|signe|refuse".split(
        "|"
    )
)
_WHERE = (
    "auprès du greffe|devant le tribunal|à la préfecture|par voie électronique|par lettre recommandée|"
    "au siège de l’établissement|à la mairie|auprès de l’organisme compétent"
).split("|")
_TRADE = (
    "navigation fluviale|élevage ovin|verrerie|transport funéraire|forage minier|pêche côtière|imprimerie|"
    "sylviculture|hôtellerie de plein air|ostréiculture|horlogerie|tannerie|apiculture|serrurerie|aviation légère"
).split("|")


@dataclass
class Spent:
    """A duration on the clock and in processor time, seconds."""

    clock: float = 0.0
    cpu: float = 0.0

    def __str__(self) -> str:
        return f"{self.clock:8.1f} s  (processor {self.cpu:.1f} s)"


@contextmanager
def spent() -> Iterator[Spent]:
    out, clock, cpu = Spent(), time.perf_counter(), time.process_time()
    yield out
    out.clock, out.cpu = time.perf_counter() - clock, time.process_time() - cpu


def code_of_law(articles: int, seed: int = 7) -> str:
    """A code of law made of sentences drawn at random: books, chapters, articles of three paragraphs."""
    chance = random.Random(seed)
    out = ["Code de démonstration", ""]
    for n in range(articles):
        book, chapter, number = n // 1000 + 1, n // 50 % 20 + 1, n % 50 + 1
        if n % 1000 == 0:
            out += [f"Livre {book}", ""]
        if n % 50 == 0:
            out += [f"Chapitre {chapter} : {chance.choice(_TRADE)}", ""]
        out.append(f"Article L. {book}{chapter:02d}-{number}")
        for _ in range(3):
            out.append(
                f"Le {chance.choice(_WHO)} {chance.choice(_DOES)} {chance.choice(_WHAT)} de "
                f"{chance.choice(_TRADE)} {chance.choice(_WHERE)} dans un délai de {chance.randint(2, 360)} jours, "
                f"sous peine d’une amende de {chance.randint(1, 90) * 500} euros."
            )
        out.append("")
    return "\n".join(out)


def times(ask: Callable[[Item], object], items: Sequence[Item]) -> tuple[float, float]:
    """Median milliseconds of a question, on the clock and in processor time."""
    clock, cpu = [], []
    for item in items:
        with spent() as t:
            ask(item)
        clock.append(t.clock * 1000)
        cpu.append(t.cpu * 1000)
    return statistics.median(clock), statistics.median(cpu)


def answering(base: KnowledgeBase) -> Callable[[Item], object]:
    def ask(item: Item) -> object:
        history = [{"role": t.role, "content": t.content} for t in item.history]
        return base.ask(item.question, date=item.date, history=history)  # type: ignore[arg-type]

    return ask


def searched(item: Item) -> str:
    history = [{"role": t.role, "content": t.content} for t in item.history]
    return understand(item.question, today=TODAY, history=history).search  # type: ignore[arg-type]


def langchain_chroma(passages: Sequence[Passage], folder: Path) -> Callable[[str], list[str]]:
    """The chain most tutorials show: Chroma, MiniLM-L6, cosine, no more."""
    from langchain_chroma import Chroma  # type: ignore[import-not-found]
    from langchain_core.embeddings import Embeddings

    from evals.knowledge.baselines import MiniLM

    encoder = MiniLM()

    class Adapter(Embeddings):
        def embed_documents(self, texts: list[str]) -> list[list[float]]:
            return [[float(x) for x in v] for v in encoder.embed(texts, "passage")]

        def embed_query(self, text: str) -> list[float]:
            return [float(x) for x in encoder.embed([text], "query")[0]]

    store = Chroma("fiches", Adapter(), persist_directory=str(folder))
    texts, ids = [], []
    for p in passages:
        for text in (p.opening, *questions_of(p)):
            texts.append(text)
            ids.append({"id": p.id})
    for start in range(0, len(texts), 1000):
        store.add_texts(texts[start : start + 1000], ids[start : start + 1000])

    def search(question: str) -> list[str]:
        found = store.similarity_search(question, k=40)
        return list(dict.fromkeys(str(d.metadata["id"]) for d in found))

    return search


def bm25s_alone(passages: Sequence[Passage], _: Path) -> Callable[[str], list[str]]:
    """`bm25s` as its guide shows it, with the French stemmer, over section and questions as one text."""
    import bm25s
    import snowballstemmer

    stemmer = snowballstemmer.stemmer("french")
    texts = [" ".join((p.source_title, p.title, p.text, *questions_of(p))) for p in passages]

    def cut(items: list[str]) -> object:
        return bm25s.tokenize(items, stopwords="fr", stemmer=stemmer.stemWords, show_progress=False)

    index = bm25s.BM25()
    index.index(cut(texts), show_progress=False)

    def search(question: str) -> list[str]:
        rows, _ = index.retrieve(cut([question]), k=min(10, len(texts)), show_progress=False)
        return [passages[int(r)].id for r in rows[0]]

    return search


def beside(passages: Sequence[Passage], base: KnowledgeBase) -> None:
    """The side-by-side table over the development questions."""
    items = [i for i in load("dev") if not i.out_of_scope]

    def product(question: str) -> list[str]:
        return [r.passage.id for r in base.search(question, top=10, as_of=TODAY).ranked]

    makers: list[tuple[str, Callable[[Sequence[Passage], Path], Callable[[str], list[str]]] | None]] = [
        ("product", None),
        ("langchain-chroma + MiniLM-L6", langchain_chroma),
        ("bm25s alone", bm25s_alone),
    ]
    lines: list[tuple[str, float, float, float, float]] = []
    for name, make in makers:
        with tempfile.TemporaryDirectory() as folder:
            try:
                search = make(passages, Path(folder)) if make else product
                search("démarrage")
            except ImportError as exc:
                print(f"{name}: not measured ({exc.name} is not installed)")
                continue
            found = {i.id: search(searched(i)) for i in items}
            ms, cpu = times(lambda item, s=search: s(searched(item)), items[:ASKED])  # type: ignore[misc]
        lines.append(
            (
                name,
                statistics.mean(hit(found[i.id], i.expect, 1) for i in items),
                statistics.mean(hit(found[i.id], i.expect, 5) for i in items),
                ms,
                cpu,
            )
        )
    print(f"\nRetrieval, {len(items)} development questions, {len(passages)} sections (ratio to the product)")
    first = lines[0]
    for name, one, five, ms, cpu in lines:
        print(
            f"  {name:30s} hit@1 {one:.3f} (×{one / first[1]:.2f})  hit@5 {five:.3f} (×{five / first[2]:.2f})"
            f"  {ms:6.1f} ms (×{ms / first[3]:.2f}), processor {cpu:.1f} ms"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--articles", type=int, default=ARTICLES)
    parser.add_argument("--document", type=Path, help="also added before the first measures")
    parser.add_argument("--no-rivals", action="store_true")
    args = parser.parse_args()
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    items = load("dev")
    with tempfile.TemporaryDirectory() as folder:
        with spent() as first:
            base = KnowledgeBase.open(Path(folder), writer=True, today=lambda: TODAY)
        with base:
            if args.document:
                with spent() as added:
                    base.add(args.document)
                first.clock, first.cpu = first.clock + added.clock, first.cpu + added.cpu
            fiches = [p for s in base.list() if s.kind == "fiche" for p in base.passages(s.id)]
            count = sum(s.passages for s in base.list())
            print(f"First index, {count} sections and passages:  {first}   (aim 60 s)")
            base.warm()
            ms, cpu = times(answering(base), items[:ASKED])
            print(f"Answer, median of {ASKED}:  {ms:.1f} ms  (processor {cpu:.1f} ms)   (aim 60 ms)")
            if not args.no_rivals:
                beside(fiches, base)
            if args.articles:
                law = Path(folder) / "code.txt"
                law.write_text(code_of_law(args.articles), encoding="utf-8")
                with spent() as grown:
                    base.add(law)
                print(f"\nCode of {args.articles} articles added:  {grown}   (aim 300 s)")
                base.warm()
                ms, cpu = times(lambda i: base.search(searched(i), as_of=TODAY), items[:ASKED])
                print(
                    f"Search in it, median of {ASKED}:  {ms:.1f} ms  (processor {cpu:.1f} ms)   (aim 100 ms)"
                )
                article = base.search("article L. 305-12", top=1).ranked[0].passage
                print(f"  « article L. 305-12 » finds {article.locator}")


if __name__ == "__main__":
    main()
