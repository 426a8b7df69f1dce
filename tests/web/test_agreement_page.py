"""The page of agreement: what is kept as data is what is shown."""

from __future__ import annotations

from types import SimpleNamespace

from coach.assessment.reliability import reliability
from coach.domain.opinions import Kind
from coach.opinions import Subject, measured, say
from coach.review import score_written
from coach.web.pages import agreement
from coach.wiring import OWNER, Services

TALK = "Client : Bonjour.\nAgent : Bonjour, Léa, du service clients. Quelle taille avez-vous ?\nClient : 38.\nAgent : Merci, bonne journée !"


def test_every_measured_criterion_is_there(app_services: Services) -> None:
    shown = agreement.reference_table()
    kept = reliability()
    figures = [(c, f) for grid in kept.grids.values() for c, f in grid.criteria.items()]
    assert shown.count("<tr><th scope='row'>") == len(figures)
    assert shown.count("conseil seulement") == sum(not f.enough for _, f in figures)


def test_the_trainer_and_a_calibration_session(app_services: Services) -> None:
    assert "apparaîtront ici" in agreement.trainer_table([])
    for level in (0, 1, 2, 3, 2):
        sample = score_written(app_services, OWNER, "Étalon", TALK, "tchat")
        say(
            app_services,
            Subject(OWNER, sample_id=sample),
            "A1",
            Kind.LEVEL,
            "mon avis",
            level=level,
            blind=True,
        )
    table = agreement.trainer_table(measured(app_services, [OWNER]))
    assert "A1 · " in table and "<td class='n'>5</td>" in table
    import gradio as gr

    with gr.Blocks() as demo:
        agreement.render(app_services)
    fns = {f.fn.__name__: f.fn for f in demo.fns.values()}
    request = SimpleNamespace(cookies={}, query_params={})
    _, _, update, session = fns["load"](request)
    assert session["visible"]
    chosen = [value for _, value in update["choices"] if value.startswith("ecoute:")][:5]
    told = fns["measure"](chosen, request)
    assert "5 pièces sur 5" in told and told.count("aveugle=1") == 5 and "<table" in told
    assert "de 5 à 10 pièces" in fns["measure"](chosen[:2], request)
    fns["measure"](chosen, request)
    assert fns["load"](request)[2]["value"] == chosen
