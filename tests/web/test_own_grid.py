"""The candidate grades a sample, compares, and is led to the débriefing of that same exchange."""

from __future__ import annotations

from typing import Any

import pytest

from coach.assessment.rubric_files import rubric
from coach.domain.self_grading import compare
from coach.opinions import own_grid
from coach.web.pages import grading
from coach.web.pages.train import dossier
from coach.wiring import OWNER, Services

DEBRIEFINGS = ("debriefing-chat", "debriefing-courriel", "debriefing-assistance")


class Asked:
    """A request of the page, as an event carries it."""

    def __init__(self, **values: str) -> None:
        self.query_params = values
        self.cookies: dict[str, str] = {}


def handlers(services: Services) -> dict[str, Any]:
    import gradio as gr

    with gr.Blocks() as demo:
        grading.render(services)
    return {f.fn.__name__: f.fn for f in demo.fns.values()}


def by_kind(update: dict[Any, Any]) -> str:
    return " ".join(str(value) for value in update.values())


@pytest.mark.parametrize("scenario_id", DEBRIEFINGS)
def test_a_reference_has_every_criterion(app_services: Services, scenario_id: str) -> None:
    call = app_services.library.get(scenario_id).brief.call
    assert call is not None
    assert set(grading.references(call)) == {c.id for c in rubric("ecoute").criteria}


def test_the_reference_comes_after_a_whole_grid(app_services: Services) -> None:
    fns = handlers(app_services)
    request = Asked(s="debriefing-chat")
    scenario = app_services.library.get("debriefing-chat")
    call = scenario.brief.call
    assert call is not None
    page = by_kind(fns["load"](request))
    assert "Perlune" in page and call.reference["A2"].why[:40] not in page
    partial = by_kind(fns["reveal"](request, *[None, *[2] * 12]))
    assert "Il manque des niveaux" in partial and "A1" in partial and "/dossier" not in partial
    whole = by_kind(fns["reveal"](request, *[2] * 13))
    assert "/dossier?s=debriefing-chat" in whole and scenario.persona.first_name in whole
    assert whole.count("<details") == 13 and "Plus indulgent de 2 niveaux" in whole


def test_the_grid_is_kept_and_told_the_next_time(app_services: Services) -> None:
    fns = handlers(app_services)
    request = Asked(s="debriefing-courriel")
    assert "est gardée" not in by_kind(fns["load"](request))
    fns["reveal"](request, *[2] * 12, grading._NULL)
    kept = own_grid(app_services, OWNER, "debriefing-courriel")
    assert kept is not None and kept.levels["A1"] == 2 and kept.levels["A13"] is None
    again = by_kind(fns["load"](request))
    assert "est gardée" in again and "sur 13 comme la référence" in again
    assert own_grid(app_services, "une-autre", "debriefing-courriel") is None
    app_services.preferences.set(OWNER, "grille:debriefing-courriel", '{"levels": {"A1": 7}}')
    assert own_grid(app_services, OWNER, "debriefing-courriel") is None


def test_a_perfect_grid_says_so(app_services: Services) -> None:
    scenario = app_services.library.get("debriefing-chat")
    call = scenario.brief.call
    assert call is not None
    reference = grading.references(call)
    found = compare(list(reference), {c: r.level for c, r in reference.items()}, reference)
    html = grading.shown(found, scenario)
    assert "13 critères sur 13" in html and "À réécouter" not in html and " open" not in html


def test_what_has_no_sample(app_services: Services) -> None:
    fns = handlers(app_services)
    assert "Rien à noter ici" in by_kind(fns["load"](Asked(s="recadrage-retards")))
    assert "debriefing-chat" in by_kind(fns["load"](Asked()))
    assert "/ma-grille?s=debriefing-chat" in dossier(app_services.library.get("debriefing-chat"))
    assert "/ma-grille" not in dossier(app_services.library.get("recadrage-retards"))
