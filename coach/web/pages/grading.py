"""My own grid: grade a sample before seeing the reference, compare, then debrief the advisor who made the call."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import gradio as gr

from coach.assessment.rubric_files import rubric
from coach.domain.scenarios import Call, Scenario
from coach.domain.self_grading import Comparison, Gap, Reference, compare
from coach.errors import CoachError, NotFound
from coach.opinions import OWN_GRID, keep_own_grid, own_grid
from coach.web.calls import player
from coach.web.components.criteria import WORDS
from coach.web.components.markup import markup
from coach.web.html import day, esc, fr, link, marks
from coach.web.layout import asked, notice, page
from coach.web.pages.train import call_extract
from coach.web.viewer import own
from coach.wiring import Services

GRID: Final = OWN_GRID
_NULL: Final = -1
_LEVELS: Final = [*((WORDS[level], level) for level in (0, 1, 2, 3)), ("Sans objet", _NULL)]
_LIMITS: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private", "concurrency_limit": 20}


def render(services: Services) -> None:
    """Place the page and wire it."""
    criteria = rubric(GRID).criteria
    with page("/entrainement", "", wide=True):
        head = markup()
        with gr.Row(visible=False, equal_height=False, elem_classes=["bilan"]) as work:
            with gr.Column(scale=6, min_width=320, elem_classes=["bilan-corps"]):
                with gr.Column(elem_classes=["carte"]) as form:
                    markup(
                        "<h2>Votre grille</h2><p class='discret-texte'>Lisez l’échange, puis donnez un niveau à chaque "
                        "critère. La référence se découvre ensuite.</p>"
                    )
                    radios = [
                        gr.Radio(
                            _LEVELS,
                            label=f"{c.id} · {c.title}",
                            info=c.expected,
                            elem_classes=["puces"],
                            elem_id=f"grille-{c.id}",
                        )
                        for c in criteria
                    ]
                    done = gr.Button("Comparer à la référence", variant="primary")
                    problem = markup()
                result = markup()
            with gr.Column(scale=5, min_width=300, elem_classes=["bilan-cote"]):
                sample = markup()

    ids = [c.id for c in criteria]

    def load(request: gr.Request) -> dict[Any, Any]:
        wanted = asked(request, "s")
        if not wanted:
            return {head: _choice(services)}
        try:
            scenario, call = _sample(services, wanted)
        except CoachError as exc:
            return {
                head: _title("Échantillon introuvable")
                + notice("attention", "Rien à noter ici", esc(exc.message))
            }
        return {
            head: _title(call.title) + _before(services, own(request, services), scenario, call),
            work: gr.update(visible=True),
            sample: call_extract(call, f"L’échange de {scenario.persona.first_name}", player(scenario)),
        }

    def reveal(request: gr.Request, *given: int | None) -> dict[Any, Any]:
        missing = [i for i, level in zip(ids, given, strict=True) if level is None]
        if missing:
            return {
                problem: notice(
                    "info", "Il manque des niveaux", f"Donnez-en un à : {esc(', '.join(missing))}."
                )
            }
        try:
            scenario, call = _sample(services, asked(request, "s"))
        except CoachError as exc:
            return {problem: notice("attention", "Rien n’a été comparé", esc(exc.message))}
        mine = {i: None if level == _NULL else level for i, level in zip(ids, given, strict=True)}
        keep_own_grid(services, own(request, services), scenario.id, mine)
        found = compare(ids, mine, references(call))
        return {problem: "", form: gr.update(visible=False), result: shown(found, scenario)}

    gr.on(None, load, None, [head, work, sample], **_LIMITS)
    done.click(reveal, radios, [problem, form, result], **_LIMITS)


def references(call: Call) -> dict[str, Reference]:
    """The reference grid of a sample."""
    return {c: Reference(r.level, r.why) for c, r in call.reference.items()}


def shown(found: Comparison, scenario: Scenario) -> str:
    """The comparison: what it says as a whole, the gaps, then the way to the débriefing of that same exchange."""
    titles = {c.id: c.title for c in rubric(GRID).criteria}
    whole = f"{found.exact} critère{'s' if found.exact > 1 else ''} sur {len(found.gaps)} comme la référence."
    again = (
        "<p>À réécouter d’abord : " + esc(", ".join(g.criterion for g in found.widest)) + ".</p>"
        if found.widest
        else ""
    )
    rows = "".join(_row(g, titles) for g in found.gaps)
    name = scenario.persona.first_name
    next_step = link(
        f"/dossier?s={scenario.id}", f"Mener le débriefing avec {name}", kind="bouton", icon_name="play"
    )
    return (
        "<div class='pile serree'>"
        f"<section class='carte'><h2>Votre grille et la référence</h2><p><strong>{whole}</strong> {esc(found.leaning)}"
        f"</p>{again}</section><section>{rows}</section>"
        f"<section class='carte'><h2>Et maintenant</h2><p>Vous avez écouté et noté : {esc(name)}, qui a tenu cet "
        f"échange, vous attend pour en parler.</p>{next_step}</section></div>"
    )


def _before(services: Services, owner: str, scenario: Scenario, call: Call) -> str:
    """How the grid kept from another day compared, when there is one."""
    kept = own_grid(services, owner, scenario.id)
    if kept is None:
        return ""
    found = compare([c.id for c in rubric(GRID).criteria], kept.levels, references(call))
    return notice(
        "info",
        f"Votre grille du {day(kept.filled_on)} est gardée",
        f"{found.exact} critère{'s' if found.exact > 1 else ''} sur {len(found.gaps)} comme la référence. Notez de "
        "nouveau cet échange : la nouvelle grille remplacera celle-là.",
    )


def _row(gap: Gap, titles: Mapping[str, str]) -> str:
    opened = "" if gap.same else " open"
    return (
        f"<details class='critere' data-critere='{esc(gap.criterion)}'{opened}><summary><span class='intitule'>"
        f"{esc(fr(titles[gap.criterion]))}</span><span class='niveau'><span class='mot'>{esc(gap.words)}</span></span>"
        f"</summary><div class='dedans'><p>Vous : {_level(gap.mine)}<br>Référence : {_level(gap.reference)}</p>"
        f"<h4>Pourquoi ce niveau de référence</h4><p>{esc(fr(gap.why))}</p></div></details>"
    )


def _level(level: int | None) -> str:
    word = "Sans objet" if level is None else WORDS[level]
    return f"<span class='niveau'>{'' if level is None else marks(level)}&nbsp;<span class='mot'>{word}</span></span>"


def _sample(services: Services, scenario_id: str) -> tuple[Scenario, Call]:
    scenario = services.library.get(scenario_id)
    call = scenario.brief.call
    if call is None or not call.reference:
        raise NotFound("Cet exercice n’a pas d’échantillon noté : choisissez un débriefing d’écoute.")
    return scenario, call


def _choice(services: Services) -> str:
    """The samples that can be graded."""
    items = "".join(
        f"<li>{link(f'/ma-grille?s={s.id}', s.brief.call.title)} <span class='discret-texte'>{esc(s.brief.call.channel)}"
        "</span></li>"
        for s in services.library.usable()
        if s.exercise == "debriefing" and s.brief.call is not None and s.brief.call.reference
    )
    return _title("Noter un échantillon") + (
        f"<section class='carte'><h2>Choisissez un échange</h2><ul>{items}</ul></section>"
    )


def _title(words: str) -> str:
    return (
        f"<p class='retour'>{link('/entrainement', 'S’entraîner', icon_name='arrow-left')}</p>"
        f"<div class='titre-page'><h1>{esc(words)}</h1><p class='chapo'>Écouter, noter, puis débriefer : vous remplissez "
        "la grille avant de voir la référence.</p></div>"
    )
