"""The debrief of played interviews: every end, and the JSON that the page reads."""

from __future__ import annotations

import json
from datetime import date

import pytest

from coach.assessment.debrief import Debrief, debrief
from coach.assessment.records import transcript_of
from coach.assessment.scorer import Scorer
from coach.dialogue.analyst import EmbeddedAnalyst
from coach.dialogue.records import TurnRecord
from coach.domain.scenarios import Scenario
from coach.domain.transcripts import is_verbatim
from coach.wiring import Services

GOOD = [
    "Bonjour, assieds-toi, merci d'être venu. On a vingt minutes pour parler de tes heures d'arrivée, je voudrais comprendre.",
    "Lundi 3 tu t'es connecté à 9 h 12, et mardi 4 à 9 h 20.",
    "La prise de poste est à 9 heures : on est entre douze et vingt minutes au-dessus, et onze clients ont raccroché.",
    "Comment tu expliques ces matins-là ?",
    "Et les autres jours, qu'est-ce qui est différent ?",
    "Donc, si je comprends bien, c'est le matin que tout se bouscule. C'est bien ça ?",
    "Je comprends que ce soit difficile en ce moment.",
    "Qu'est-ce qui t'aiderait à tenir l'horaire ?",
    "À partir de lundi, connecté à 9 heures, zéro retard sur deux semaines, ça te va ?",
    "On se revoit vendredi 21 à 14 heures, on regardera les connexions. Merci pour ta franchise.",
]
HARSH = [
    "T'es encore en retard.",
    "Tu es vraiment un incapable.",
    "Encore un retard et c'est l'avertissement.",
    "Allez, dehors.",
]


def play(services: Services, lines: list[str]) -> tuple[Scenario, list[TurnRecord]]:
    game = services.play("recadrage-retards", 2, 1, "embedded")
    records = [game.turn([], None)]
    for line in lines:
        if records[-1].step.ended:
            break
        records.append(game.turn(records, line))
    return game.scenario, records


def made(
    services: Services, scorer: Scorer, analyst: EmbeddedAnalyst, lines: list[str]
) -> tuple[Debrief, list[TurnRecord]]:
    scenario, records = play(services, lines)
    assessment = scorer.score(transcript_of(records).turns, scenario.grid, on=date(2026, 11, 24))
    return debrief(scenario, records, assessment, analyst), records


def test_a_good_interview(services: Services, scorer: Scorer, analyst: EmbeddedAnalyst) -> None:
    result, records = made(services, scorer, analyst, GOOD)
    shown = result.to_json()
    assert shown["flags"] == []
    assert set(shown["strength"]) == {"criterion", "title", "quote", "turn"}
    said = records[shown["strength"]["turn"]].manager or ""
    assert is_verbatim(shown["strength"]["quote"], said)
    assert set(shown["priority"]) == {"criterion", "title", "why", "advice", "ref", "drill"}
    assert len(shown["curve"]) == len(records)
    assert [p["turn"] for p in shown["curve"]] == list(range(len(records)))
    learned = [f for f in shown["facts"] if f["status"] == "appris"]
    assert learned and all(f["turn"] is not None and f["question"] for f in learned)
    missed = [f for f in shown["facts"] if f["status"] == "manque"]
    assert all(f["missed"] for f in missed)


def test_a_harsh_interview(services: Services, scorer: Scorer, analyst: EmbeddedAnalyst) -> None:
    result, records = made(services, scorer, analyst, HARSH)
    shown = result.to_json()
    assert {f["kind"] for f in shown["flags"]} >= {"menace", "insulte"}
    assert shown["priority"]["criterion"] == "R12"
    assert shown["priority"]["ref"].startswith("Code du travail")
    assert shown["strength"] is None
    reworded = shown["rewording"]
    assert is_verbatim(reworded["before"], records[reworded["turn"]].manager or "")
    assert (
        "Qu’est-ce qui s’est passé" in reworded["after"] and "novembre" in reworded["after"]
    ) or "Le " in reworded["after"]
    worst = max(shown["turning_points"], key=lambda p: abs(p["delta"]))
    assert f"tour {worst['turn']} : {worst['gauge']} " in worst["label"]
    assert shown["ending"]["words"]


@pytest.mark.parametrize(
    "lines", [GOOD, HARSH, ["Bonjour."], GOOD[:4], ["", "", "Bonjour."], ["😀", "ok", "…"]]
)
def test_every_end_gives_a_debrief_that_survives_json(
    services: Services, scorer: Scorer, analyst: EmbeddedAnalyst, lines: list[str]
) -> None:
    result, records = made(services, scorer, analyst, lines)
    shown = result.to_json()
    assert Debrief.from_json(json.loads(json.dumps(shown))).to_json() == shown
    assert shown["priority"]["advice"] and shown["priority"]["drill"]
    if not records[-1].step.ended:
        assert shown["ending"]["reason"] == "abandon"
    for point in shown["turning_points"]:
        if point["quote"]:
            assert is_verbatim(point["quote"], records[point["turn"]].manager or "")


def test_it_works_without_an_analyst(services: Services, scorer: Scorer) -> None:
    scenario, records = play(services, GOOD)
    assessment = scorer.score(transcript_of(records).turns, scenario.grid)
    assert debrief(scenario, records, assessment).priority["advice"]
