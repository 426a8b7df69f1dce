from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest
from conftest import FICHES, TODAY  # type: ignore[import-not-found]
from hash_encoder import HashEncoder  # type: ignore[import-not-found]

from coach.errors import DocumentError, NotFound, StorageError
from coach.knowledge.index_store import Encoders, IndexStore
from coach.knowledge.lexicon import load_lexicon
from coach.knowledge.service import KnowledgeBase


def ids(base: KnowledgeBase, question: str, **options: object) -> list[str]:
    return [p.id for p in base.ask(question, **options).passages]  # type: ignore[arg-type]


def test_answer_carries_verbatim_quotes_in_force(base: KnowledgeBase) -> None:
    answer = base.ask("Jusqu'à quelle heure j'ai le droit d'appeler un prospect ?")
    assert not answer.abstained
    assert "14 h à 20 h" in answer.answer
    assert answer.passages[0].id == "horaires-appel#les-creneaux-autorises"
    texts = {p.id: p.text for s in base.list() for p in base.passages(s.id)}
    assert answer.citations
    for c in answer.citations:
        assert c.quote in texts[c.passage_id]
        assert c.in_force.holds_on(answer.as_of)
    assert answer.citations[0].locator == "Code de la consommation, D. 223-9 (version du 11 août 2026)"
    assert answer.to_json().keys() == {
        "question",
        "answer",
        "abstained",
        "as_of",
        "citations",
        "passages",
        "engine",
    }


@pytest.mark.parametrize(
    "question",
    [
        "Quelle est la recette de la quiche lorraine ?",
        "Comment soigner une grippe ?",
        "Qui a gagné la coupe du monde ?",
    ],
)
def test_out_of_scope_is_refused(base: KnowledgeBase, question: str) -> None:
    answer = base.ask(question)
    assert answer.abstained
    assert not answer.citations
    assert "ne rien inventer" in answer.answer


@pytest.mark.parametrize(
    "text", ["", "   ", "???", "🙂🙂", "x" * 50_000, "\x00\x01", "'; DROP TABLE x; --", "}{[]()"]
)
def test_odd_input_never_breaks(base: KnowledgeBase, text: str) -> None:
    answer = base.ask(text)
    assert answer.answer
    assert answer.abstained


def test_dates(tmp_path: Path) -> None:
    """On the fiches of the product: a rule that moved this summer."""
    base = KnowledgeBase.open(tmp_path, today=lambda: TODAY)
    now = base.ask("Peut-on appeler hors créneau ?")
    then = base.ask("Peut-on appeler hors créneau ?", date=date(2025, 1, 1))
    named = base.ask("En 2024, pouvait-on appeler hors créneau ?")
    assert "date et une heure précises" in now.answer
    assert "consentement exprès" in then.answer
    assert "Cela a changé depuis, le 11 août 2026" in then.answer
    assert named.as_of == date(2024, 12, 31)
    assert "consentement exprès" in named.answer
    base.close()


def test_what_was(base: KnowledgeBase) -> None:
    answer = base.ask("Avant, quelle était l'ancienne règle pour un appel hors horaires ?")
    assert answer.as_of == date(2026, 8, 10)
    assert "consentement exprès" in answer.answer
    assert all(c.in_force.holds_on(answer.as_of) for c in answer.citations)


def test_follow_up(base: KnowledgeBase) -> None:
    history = [
        {"role": "user", "content": "Jusqu'à quelle heure appeler un prospect ?"},
        {"role": "assistant", "content": "20 h."},
    ]
    answer = base.ask("et le samedi ?", history=history)  # type: ignore[arg-type]
    assert not answer.abstained
    assert "samedi" in answer.answer
    assert "avis juridique" not in answer.answer


def test_two_subjects(base: KnowledgeBase) -> None:
    answer = base.ask("Quel est le délai pour prévenir la CNIL et comment se calcule la DMT ?")
    assert "72 heures" in answer.answer
    assert "post-appel" in answer.answer


def test_misspelt_and_english(base: KnowledgeBase) -> None:
    assert ids(base, "a quelle heurre on peu apeler un prospec")[0].startswith("horaires-appel")
    assert (
        ids(base, "How long do we have to tell the CNIL about a data breach?")[0]
        == "violation-donnees#le-delai"
    )


def test_references_are_matched_exactly(base: KnowledgeBase) -> None:
    assert ids(base, "Que dit l'article D223-9 ?")[0].startswith("horaires-appel")
    assert ids(base, "l.1331-1 code du travail")[0] == "recadrer#recadrage-ou-sanction"


def test_filters(base: KnowledgeBase) -> None:
    found = base.search("appeler", domain="donnees")
    assert {r.passage.domain for r in found.ranked} <= {"donnees"}
    found = base.search("appeler un conseiller", competence="CP5")
    assert all("CP5" in r.passage.competences for r in found.ranked)


def test_documents_are_added_found_updated_removed(base: KnowledgeBase, tmp_path: Path) -> None:
    charter = tmp_path / "charte.md"
    charter.write_text(
        "# Charte\n\n## Casques\n\nLe casque bleu est rangé dans le vestiaire du troisième étage.\n", "utf-8"
    )
    added = base.add(charter)
    assert added.outcome == "added"
    answer = base.ask("Où est rangé le casque bleu ?")
    assert "vestiaire du troisième étage" in answer.answer
    assert answer.citations[0].source == added.document.id
    assert base.add(charter).outcome == "unchanged"
    charter.write_text(charter.read_text("utf-8").replace("troisième", "second"), "utf-8")
    assert base.add(charter).outcome == "updated"
    assert "second étage" in base.ask("Où est rangé le casque bleu ?").answer
    assert base.original(added.document.id).read_text("utf-8") == charter.read_text("utf-8")
    base.remove("charte.md")
    assert all(s.kind == "fiche" for s in base.list())
    with pytest.raises(NotFound):
        base.remove("charte.md")
    with pytest.raises(DocumentError, match="introuvable"):
        base.add(tmp_path / "absent.pdf")


def test_second_writer_is_refused_and_readers_are_not(
    base: KnowledgeBase, tmp_path: Path, encoders: Encoders
) -> None:
    with pytest.raises(StorageError, match="déjà ouverte en écriture") as caught:
        KnowledgeBase.open(tmp_path, fiches=FICHES, encoders=encoders, writer=True)
    assert caught.value.code == "connaissances-verrouillees"
    with KnowledgeBase.open(tmp_path, fiches=FICHES, encoders=encoders, today=lambda: TODAY) as reader:
        question = "Quel délai pour prévenir la CNIL ?"
        assert ids(reader, question) == ids(base, question)
        with pytest.raises(StorageError):
            reader.rebuild()


def test_deleting_the_index_changes_nothing(tmp_path: Path, encoders: Encoders) -> None:
    import shutil

    question = "Comment reprendre un conseiller en retard ?"
    with KnowledgeBase.open(tmp_path, fiches=FICHES, encoders=encoders, writer=True) as opened:
        before = [(p.id, round(p.score, 4)) for p in opened.ask(question).passages[:5]]
    shutil.rmtree(tmp_path / "knowledge" / "index")
    with KnowledgeBase.open(tmp_path, fiches=FICHES, encoders=encoders) as opened:
        assert [(p.id, round(p.score, 4)) for p in opened.ask(question).passages[:5]] == before


def test_the_index_follows_the_fiches_and_the_encoder(tmp_path: Path, encoders: Encoders) -> None:
    fiches = tmp_path / "fiches"
    fiches.mkdir()
    for path in FICHES.glob("*.md"):
        (fiches / path.name).write_bytes(path.read_bytes())
    with KnowledgeBase.open(tmp_path, fiches=fiches, encoders=encoders) as opened:
        assert len(opened.list()) == 3
    (fiches / "recadrer.md").unlink()
    (fiches / "cassee.md").write_text("---\nid: cassee\n---\n", "utf-8")
    with KnowledgeBase.open(tmp_path, fiches=fiches, encoders=encoders) as opened:
        assert len(opened.list()) == 2
        assert any("cassee.md" in p for p in opened.problems)
        assert any(r.severity == "erreur" and "cassee.md" in r.text for r in opened.check())
    store = IndexStore(tmp_path / "knowledge", load_lexicon())
    built = store.manifest()
    assert built is not None
    other = Encoders(_Renamed(encoders.passages), _Renamed(encoders.questions))  # type: ignore[arg-type]
    with KnowledgeBase.open(tmp_path, fiches=fiches, encoders=other):
        now = store.manifest()
    assert now is not None
    assert now["encoders"] != built["encoders"]


class _Renamed:
    def __init__(self, inner: object) -> None:
        self._inner = inner
        self.version = "2"

    def __getattr__(self, name: str) -> object:
        return getattr(self._inner, name)


def test_read_only_disk(tmp_path: Path, encoders: Encoders) -> None:
    (tmp_path / "knowledge").write_text("un fichier à la place du dossier")
    with pytest.raises(StorageError, match="Impossible d'écrire"):
        KnowledgeBase.open(tmp_path, fiches=FICHES, encoders=encoders)


_NURSERY = """
import os, sys
from pathlib import Path
sys.path.insert(0, sys.argv.pop())
import chromadb
from hash_encoder import HashEncoder
from coach.knowledge.index_store import Encoders
from coach.knowledge.service import KnowledgeBase
folder, fiches, document = map(Path, sys.argv[1:])
e = HashEncoder()
for _ in sys.stdin:
    child = os.fork()
    if child:
        os.waitpid(child, 0)
        print("dead", flush=True)
        continue
    base = KnowledgeBase.open(folder, fiches=fiches, encoders=Encoders(e, e), writer=True)
    print(os.getpid(), flush=True)
    while True:
        base.add(document)
        base.remove(document.name)
        base.rebuild()
"""
"""Imports once, then one writer a line of input: what is killed is the writer, not the imports."""


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.skipif(not hasattr(os, "fork"), reason="a writer is forked to be killed half-way: Unix only")
@pytest.mark.parametrize("kills", [5, pytest.param(30, marks=pytest.mark.soak)])
def test_power_cuts_leave_the_old_or_the_new_index(tmp_path: Path, kills: int) -> None:
    """kill -9 at random moments of add, remove and rebuild."""
    document = tmp_path / "charte.md"
    document.write_text("# Charte\n\n## Casques\n\nLe casque bleu est rangé au vestiaire.\n", "utf-8")
    folder = tmp_path / "data"
    chance = random.Random(5)
    command = [sys.executable, "-c", _NURSERY, str(folder), str(FICHES), str(document)]
    with subprocess.Popen(
        [*command, str(Path(__file__).parent)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as nursery:
        assert nursery.stdin is not None and nursery.stdout is not None
        for _ in range(kills):
            nursery.stdin.write("\n")
            nursery.stdin.flush()
            writer = int(nursery.stdout.readline())
            time.sleep(chance.uniform(0.0, 0.6))
            os.kill(writer, signal.SIGKILL)
            assert nursery.stdout.readline() == "dead\n"
            loaded = IndexStore(folder / "knowledge", load_lexicon()).load()
            assert loaded is not None
            assert {s.id for s in loaded.sources} >= {"horaires-appel", "recadrer", "violation-donnees"}
        nursery.stdin.close()
    encoder = HashEncoder()
    with KnowledgeBase.open(
        folder, fiches=FICHES, encoders=Encoders(encoder, encoder), writer=True
    ) as opened:
        assert "72 heures" in opened.ask("Quel délai pour prévenir la CNIL ?").answer
        opened.rebuild()
        leftovers = [
            p.name for p in (folder / "knowledge" / "index").iterdir() if p.name.startswith("draft-")
        ]
        assert leftovers == []
