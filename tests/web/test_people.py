"""The trainer's level, the contest and the answer, from the service to the page and the documents."""

from __future__ import annotations

from datetime import date

import pytest

from coach.domain.opinions import Kind
from coach.errors import InputError, NotFound
from coach.opinions import Subject, calibration, measured, said, say, scored
from coach.review import score_written
from coach.web import reports
from coach.web.components.people import blind_view, for_report, told
from coach.wiring import OWNER, Services

TALK = (
    "Client : Bonjour, ma robe est trop petite.\nAgent : Bonjour, Léa, du service clients. Quelle taille avez-vous ?\n"
    "Client : 38.\nAgent : Le 40 part aujourd’hui, livré jeudi, suivi par SMS. Bonne journée !"
)


@pytest.fixture
def subject(app_services: Services) -> Subject:
    return Subject(OWNER, sample_id=score_written(app_services, OWNER, "Tchat", TALK, "tchat"))


def test_both_levels_are_kept(app_services: Services, subject: Subject) -> None:
    before = {c["id"]: c["level"] for c in scored(app_services, subject)["criteria"]}
    say(app_services, subject, "A13", Kind.LEVEL, "Le souhait est mécanique.", level=1, blind=True)
    say(app_services, subject, "A13", Kind.CONTEST, "J’ai souhaité une bonne journée.")
    say(app_services, subject, "A13", Kind.ANSWER, "D’accord : je relève d’un cran.")
    say(app_services, subject, "A13", Kind.LEVEL, "Après discussion.", level=before["A13"])
    thread = said(app_services, subject)["A13"]
    assert thread.trainer is not None and thread.trainer.level == before["A13"] and not thread.waiting
    assert [o.blind for o in thread.opinions] == [True, False, False, False]
    assert {c["id"]: c["level"] for c in scored(app_services, subject)["criteria"]} == before
    shown = told(said(app_services, subject), scored(app_services, subject))
    assert "Le candidat conteste" in shown and "Le formateur répond" in shown and "à l’aveugle" in shown
    assert "Le coach proposait" in shown
    assert "Le coach proposait" not in told(
        said(app_services, subject), scored(app_services, subject), blind=True
    )
    assert any("Contestation" in who for who, _ in for_report(said(app_services, subject))["A13"])
    row = reports.sample_report(app_services, OWNER, subject.sample_id or "", "csv")[1].decode("utf-8-sig")
    assert "je relève d’un cran" in row


def test_blind_the_refusal_of_a_bare_level_does_not_tell_the_coach_s(
    app_services: Services, subject: Subject
) -> None:
    for level in (0, 1, 2, 3, None):
        say(app_services, subject, "A1", Kind.LEVEL, "", level=level, blind=True)
    with pytest.raises(InputError, match="dites pourquoi"):
        say(app_services, subject, "A1", Kind.LEVEL, "", level=0)


def test_the_blind_page_shows_no_level(app_services: Services, subject: Subject) -> None:
    assessment = scored(app_services, subject)
    hidden = blind_view(assessment)
    assert all(word not in hidden for word in ("Satisfaisant", "Amorcé", "Maîtrisé", "marques"))
    assert hidden.count("<li>") == len(assessment["criteria"])


def test_nothing_is_kept_where_nothing_is_scored(app_services: Services, subject: Subject) -> None:
    with pytest.raises(NotFound):
        say(app_services, Subject(OWNER, sample_id="inconnu"), "A1", Kind.CONTEST, "non")
    with pytest.raises(NotFound):
        say(app_services, subject, "Z9", Kind.CONTEST, "non")
    with pytest.raises(InputError):
        say(app_services, subject, "A1", Kind.ANSWER, "non")


def test_erasing_the_sample_erases_what_was_said(app_services: Services, subject: Subject) -> None:
    say(app_services, subject, "A1", Kind.CONTEST, "J’ai dit mon nom.")
    app_services.samples.delete(subject.sample_id or "", OWNER)
    assert app_services.opinions.of(OWNER, sample_id=subject.sample_id) == []


def test_agreement_counts_the_last_level_of_each_piece(app_services: Services) -> None:
    owner = "etalonnage"
    pieces = []
    for i, level in enumerate((0, 1, 2, 3, 1)):
        name = score_written(app_services, owner, f"Pièce {i}", TALK, "tchat")
        pieces.append(Subject(owner, sample_id=name))
        say(app_services, pieces[-1], "A1", Kind.LEVEL, "vu autrement", level=3 - level, blind=True)
        say(app_services, pieces[-1], "A1", Kind.LEVEL, "revu", level=level)
    found = measured(app_services, [owner], since=date(2020, 1, 1))
    assert [(f.grid, f.criterion, f.figures.n) for f in found] == [("ecoute", "A1", 5)]
    assert found[0].drift is not None and found[0].drift.before.n == 0 and found[0].drift.after.n == 5
    assert measured(app_services, [owner], blind_only=True)[0].figures.n == 5
    figures, done = calibration(app_services, pieces)
    assert figures["A1"].n == done == 5
    with pytest.raises(InputError, match="5 à 10"):
        calibration(app_services, pieces[:4])
    with pytest.raises(InputError, match="différentes"):
        calibration(app_services, [*pieces[:4], pieces[0]])
