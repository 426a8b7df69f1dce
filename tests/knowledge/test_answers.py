from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import pytest
from conftest import FICHES, TODAY  # type: ignore[import-not-found]
from hypothesis import given
from hypothesis import strategies as st

from coach.errors import EngineError
from coach.knowledge.answers import Brief, Claim, EmbeddedWriter, assemble, without_verdict
from coach.knowledge.fiches import read_fiche
from coach.knowledge.index_store import Encoders
from coach.knowledge.passages import Passage, Period
from coach.knowledge.service import KnowledgeBase
from coach.knowledge.writer_llm import LlmWriter, grounded
from coach.llm.ports import Message

FIRST, SLOT, BEFORE = read_fiche(FICHES / "horaires-appel.md")


class Scripted:
    """A model that says what it is told to, and keeps what it was asked."""

    name = "scripted"

    def __init__(self, reply: str | Exception) -> None:
        self.reply = reply
        self.asked: list[Sequence[Message]] = []

    def complete(
        self, messages: Sequence[Message], *, max_tokens: int | None = None, temperature: float | None = None
    ) -> str:
        self.asked.append(messages)
        if isinstance(self.reply, Exception):
            raise self.reply
        return self.reply

    def stream(
        self, messages: Sequence[Message], *, max_tokens: int | None = None, temperature: float | None = None
    ) -> Iterator[str]:
        yield self.complete(messages)


def said(*claims: tuple[str, int, str]) -> str:
    return json.dumps(
        {"affirmations": [{"texte": t, "passage": n, "citation": q} for t, n, q in claims]},
        ensure_ascii=False,
    )


def test_a_quote_that_is_not_verbatim_is_dropped_with_its_claim() -> None:
    good = Claim("Oui.", "Après 20 h : pas d'appel.", FIRST)
    bad = Claim("Jusqu'à 22 h.", "permis jusqu'à 22 h", FIRST)
    text, citations = assemble([bad, good], TODAY)
    assert text == "Oui."
    assert [c.quote for c in citations] == ["Après 20 h : pas d'appel."]


def test_a_claim_out_of_force_is_dropped() -> None:
    assert assemble([Claim(BEFORE.lead, BEFORE.lead, BEFORE)], TODAY) == ("", ())
    text, _ = assemble([Claim(BEFORE.lead, BEFORE.lead, BEFORE)], date(2025, 1, 1))
    assert text == BEFORE.lead


@given(st.text(min_size=1, max_size=60))
def test_only_pieces_of_the_passage_are_cited(quote: str) -> None:
    _, citations = assemble([Claim("x", quote, FIRST)], TODAY)
    assert bool(citations) == (bool(quote.strip()) and quote in FIRST.text)


@given(st.dates(), st.dates(), st.dates())
def test_periods(start: date, end: date, day: date) -> None:
    assert Period(start, end).holds_on(day) == (start <= day <= end)
    assert Period().holds_on(day)


@pytest.fixture
def asking(tmp_path: Path, encoders: Encoders):  # type: ignore[no-untyped-def]
    opened = []

    def make(reply: str | Exception) -> tuple[KnowledgeBase, Scripted]:
        model = Scripted(reply)
        base = KnowledgeBase.open(
            tmp_path, fiches=FICHES, encoders=encoders, writer_engine=LlmWriter(model), today=lambda: TODAY
        )
        opened.append(base)
        return base, model

    yield make
    for base in opened:
        base.close()


QUESTION = "Jusqu'à quelle heure j'ai le droit d'appeler un prospect ?"


def test_model_answers_from_the_passages(asking) -> None:  # type: ignore[no-untyped-def]
    base, model = asking(said(("Non, pas après 20 h.", 1, "Après 20 h : pas d'appel.")))
    answer = base.ask(QUESTION)
    assert answer.answer.startswith("Non, pas après 20 h.")
    assert answer.engine == "scripted reponse-sourcee@1"
    assert answer.citations[0].quote == "Après 20 h : pas d'appel."
    assert "[Passage 1]" in model.asked[0][1].content


@pytest.mark.parametrize(
    "reply",
    [
        EngineError("le modèle ne répond pas"),
        "je ne sais pas",
        "",
        said(),
        said(("Jusqu'à 22 h.", 1, "Le démarchage est permis jusqu'à 22 h.")),
        said(("Jusqu'à 22 h.", 1, "Après 20 h : pas d'appel.")),
        said(("Non.", 99, "Après 20 h : pas d'appel.")),
    ],
)
def test_what_the_model_invents_is_never_shown(asking, reply: str | Exception) -> None:  # type: ignore[no-untyped-def]
    base, _ = asking(reply)
    answer = base.ask(QUESTION)
    assert answer.engine == "embedded"
    assert "14 h à 20 h" in answer.answer
    assert "22 h" not in answer.answer


def test_the_model_is_not_asked_out_of_scope(asking) -> None:  # type: ignore[no-untyped-def]
    base, model = asking(said(("Une quiche.", 1, "Après 20 h : pas d'appel.")))
    assert base.ask("Quelle est la recette de la quiche lorraine ?").abstained
    assert model.asked == []


def test_figures_and_articles_must_be_in_the_passage() -> None:
    quote = "Après 20 h : pas d'appel."
    assert grounded(Claim("Pas après 20 h (art. D. 223-9).", quote, FIRST))
    assert not grounded(Claim("Pas après 21 h.", quote, FIRST))
    assert not grounded(Claim("C'est l'article L. 121-3.", quote, FIRST))


def test_a_sentence_about_something_else_is_not_carried_by_a_true_quote() -> None:
    quote = "Après 20 h : pas d'appel."
    assert not grounded(Claim("Vous pouvez appeler jusqu'à minuit.", quote, FIRST))
    assert not grounded(Claim("Trois appels par semaine suffisent.", quote, FIRST))
    assert not grounded(Claim("Le fichier loué doit être purgé chaque trimestre.", quote, FIRST))


def test_embedded_writer_on_a_document_says_where(base: KnowledgeBase, tmp_path: Path) -> None:
    (tmp_path / "charte.txt").write_text(
        "Article 4\n\nLe badge orange ouvre la salle des serveurs.\n", "utf-8"
    )
    base.add(tmp_path / "charte.txt")
    answer = base.ask("Quel badge ouvre la salle des serveurs ?")
    assert "Article 4" in answer.answer
    assert "« Le badge orange ouvre la salle des serveurs. »" in answer.answer


def test_writer_needs_something_to_say() -> None:
    blank = Passage("d#x", "d", "D", "X", "p. 1", "", "document", 0)
    from coach.knowledge.questions import understand
    from coach.knowledge.retrieval import Evidence, Ranked

    ranked = (Ranked(blank, 0, 1.0, Evidence(*([0.0] * len(Evidence.__dataclass_fields__)))),)
    assert EmbeddedWriter().write(Brief(understand("quoi ?", today=TODAY), ranked)) == ()


def test_a_verdict_is_not_said_to_a_question_it_does_not_answer(base: KnowledgeBase) -> None:
    lead = "Non : depuis le 11 août 2026, il faut un accord."
    assert without_verdict(lead) == "Depuis le 11 août 2026, il faut un accord."
    assert without_verdict("Oui, le client actuel peut être appelé.") == "Le client actuel peut être appelé."
    assert without_verdict("Nonante appels par jour.") == "Nonante appels par jour."
    answer = base.ask("Depuis quand faut-il un rendez-vous pour appeler hors créneau ?")
    assert not answer.answer.startswith(("Oui", "Non"))
