"""S'entraîner: the cards, then the dossier of one scenario."""

from __future__ import annotations

import secrets
from collections import Counter

import gradio as gr

from coach.dialogue.runner import Interview
from coach.domain.effects import LEVEL_RULES
from coach.domain.exam import SEEDS, session_code
from coach.domain.scenarios import Call, Scenario
from coach.errors import CoachError
from coach.web.calls import player
from coach.web.components import roles
from coach.web.components.markup import markup
from coach.web.html import clock, day, esc, fr, go, icon, link, paragraphs
from coach.web.layout import asked, notice, page
from coach.web.viewer import own
from coach.wiring import Services

EXERCISES = {
    "recadrage": "Entretien de recadrage",
    "debriefing": "Débriefing d’écoute",
    "recrutement": "Entretien de recrutement",
    "periode_essai": "Fin de période d’essai",
    "parcours": "Entretien de parcours professionnel",
    "client_difficile": "Reprise d’un client difficile",
    "briefing": "Briefing d’équipe",
    "soutien": "Soutien à un conseiller",
}
EXAM_WORDS = (
    "Un même code donne le même interlocuteur à tous les candidats. L’horloge ne s’arrête pas, il n’y a ni indice "
    "ni pause, et l’entretien se termine avec le temps prévu."
)
LEVEL_WORDS = {level: rules.label for level, rules in LEVEL_RULES.items()}


def render(services: Services) -> None:
    """The list of scenarios with its filter."""
    with page(
        "/entrainement",
        "S’entraîner",
        lead="Choisissez un entretien, lisez le dossier comme un manager le ferait, puis menez-le.",
        help_lines=(
            "Chaque carte ouvre le dossier : chiffres, dates, règle, ce que vous devez obtenir.",
            "Le niveau change le conseiller : plus il est élevé, plus il faut écouter avant qu’il se livre.",
            "Vous pouvez interrompre un entretien et le reprendre plus tard.",
        ),
        wide=True,
    ):
        chosen = gr.Radio([("Tous", "tous")], value="tous", label="Type d’entretien", elem_classes=["puces"])
        cards = markup()

    def arrive(request: gr.Request) -> tuple[object, str]:
        there = {s.exercise for s in services.library.usable()}
        kinds = [kind for kind in EXERCISES if kind in there]
        return gr.Radio([("Tous", "tous"), *((EXERCISES[kind], kind) for kind in kinds)]), show(
            "tous", request
        )

    def show(kind: str, request: gr.Request) -> str:
        scenarios = [s for s in services.library.usable() if kind in ("tous", s.exercise)]
        # The two interviews of the exam come first, as on the filter.
        scenarios.sort(key=lambda s: list(EXERCISES).index(s.exercise))
        aside = "".join(
            notice("attention", "Un scénario est laissé de côté", esc(error.message))
            # Several exercises may wait for one file: it is told once.
            for error in {e.message: e for e in services.library.broken().values()}.values()
        )
        return aside + _cards(scenarios, services.runner.list(own(request, services)))

    gr.on(None, arrive, None, [chosen, cards], show_progress="hidden", api_visibility="private")
    chosen.change(show, chosen, cards, show_progress="hidden", api_visibility="private")


def render_dossier(services: Services) -> None:
    """The dossier of one scenario (`?s=`), and the way in."""
    with page("/entrainement", "", wide=True):
        body = markup()
        with gr.Row(elem_classes=["actions"]):
            level = gr.Radio(
                [(f"{n} · {word}", n) for n, word in LEVEL_WORDS.items()],
                value=1,
                label="Niveau de difficulté",
            )
        with gr.Accordion("Mode examen", open=False, elem_classes=["repli"]):
            markup(f"<p>{fr(EXAM_WORDS)}</p>")
            code = gr.Textbox(
                label="Code de la session d’examen",
                placeholder="Par exemple : MERCD-NOVEMBRE (vide : entraînement)",
                max_length=40,
                elem_id="code-examen",
            )
        with gr.Row(elem_classes=["actions"]):
            start = gr.Button("Commencer l’entretien", variant="primary")
            markup(
                f'<button type="button" class="bouton discret" data-print>{icon("printer")}'
                "<span>Imprimer le dossier</span></button>",
            )
        problem = markup()
        target = markup()

    def load(request: gr.Request) -> str:
        try:
            scenario = services.library.get(asked(request, "s"))
            services.topics.warm(scenario)  # ready by the time the dossier is read
            return dossier(scenario)
        except CoachError as exc:
            return notice("attention", "Ce dossier n’existe pas", esc(exc.message))

    def begin(chosen: int, typed: str | None, request: gr.Request) -> tuple[str, str]:
        scenario_id = asked(request, "s")
        typed = typed or ""  # a box that was never unfolded sends nothing
        exam = session_code(typed)
        if typed.strip() and exam is None:
            return "", notice("attention", "Ce code ne convient pas", "Écrivez des lettres ou des chiffres.")
        try:
            interview = services.runner.start(
                own(request, services),
                scenario_id,
                int(chosen),
                secrets.randbelow(SEEDS),
                services.engine,
                exam=exam,
            )
        except CoachError as exc:
            return "", notice("attention", "L’entretien n’a pas commencé", esc(exc.message))
        return go(f"/entretien?id={interview.id}"), ""

    gr.on(None, load, None, body, show_progress="hidden", api_visibility="private")
    start.click(begin, [level, code], [target, problem], show_progress="hidden", api_visibility="private")


def dossier(scenario: Scenario, *, alone: bool = True) -> str:
    """What a manager would have on the desk."""
    brief, persona = scenario.brief, scenario.persona
    rows = "".join(
        f"<tr><th scope='row'>{esc(i.label)}</th><td class='n'>{esc(fr(i.value))}</td>"
        f"<td class='n'>{esc(fr(i.target or '—'))}</td><td>{esc(fr(i.note or ''))}</td></tr>"
        for i in brief.indicators
    )
    events = "".join(
        f"<li><time datetime='{e.on.isoformat()}'>{esc(day(e.on, weekday=True, year=False))}"
        f"{' · ' + esc(e.time) if e.time else ''}</time><span>{esc(fr(e.what))}</span></li>"
        for e in brief.calendar
    )
    objectives = "".join(f"<li>{esc(fr(o))}</li>" for o in brief.objectives)
    # Inside another page it is a part of it: no main heading, no way out.
    back = f"<p>{link('/entrainement', 'Tous les entretiens', icon_name='arrow-left')}</p>" if alone else ""
    title = "h1" if alone else "h2"
    return (
        f'{back}<div class="titre-page"><{title}>{esc(scenario.title)}</{title}>'
        f'<p class="chapo">{esc(EXERCISES[scenario.exercise])} · {scenario.minutes} min · '
        f"{esc(', '.join(scenario.competences))}</p></div>"
        f'<div class="tete-entretien"><span class="disque">{esc(persona.initials)}</span><div class="qui">'
        f"<strong>{esc(persona.name)}</strong><span class='discret-texte'>{esc(who(scenario))}</span></div></div>"
        f"<div class='pile'><section class='carte'><h2>La situation</h2>{paragraphs(brief.context)}</section>"
        f"<section class='carte'><h2>{esc(roles.roles(scenario).figures)}</h2>"
        "<div class='defile' tabindex='0' role='group' aria-label='Indicateurs'>"
        f"<table class='tableau'>"
        "<thead><tr><th scope='col'>Indicateur</th><th scope='col'>Résultat</th><th scope='col'>Cible</th>"
        f"<th scope='col'>À savoir</th></tr></thead><tbody>{rows}</tbody></table></div></section>"
        + (
            f"<section class='carte'><h2>Le calendrier</h2><ol class='chrono'>{events}</ol></section>"
            if events
            else ""
        )
        + (call_extract(brief.call, roles.roles(scenario).sample, player(scenario)) if brief.call else "")
        + _grade_first(scenario)
        + f"<section class='carte'><h2>La règle</h2>{paragraphs(brief.rule)}</section>"
        f"<section class='carte'><h2>Ce que vous devez obtenir</h2><ul>{objectives}</ul></section></div>"
    )


def _grade_first(scenario: Scenario) -> str:
    """A sample with a reference grid is graded before it is debriefed."""
    if scenario.exercise != "debriefing" or scenario.brief.call is None or not scenario.brief.call.reference:
        return ""
    return f"<p>{link(f'/ma-grille?s={scenario.id}', 'Noter d’abord cet échantillon', kind='bouton discret')}</p>"


def who(scenario: Scenario) -> str:
    """Who is in front of the candidate."""
    persona = scenario.persona
    if roles.is_briefing(scenario):
        return f"{persona.role}, {roles.described(scenario)}"
    return f"{persona.age} ans, {persona.role}, {persona.seniority}, {persona.site}"


def call_extract(call: Call, heading: str = "L’échantillon", sound: str = "") -> str:
    """The sample a débriefing is about, or the call as it began before it was taken over, line by line.

    `sound` is its player, where it can be heard.
    """
    lines = "".join(
        f"<li><time>{clock(t.start)}</time><span><b>{esc(t.speaker)}</b> : {esc(fr(t.text))}</span></li>"
        for t in call.turns
    )
    sheet = (
        f"<details><summary>Fiche produit de référence</summary>{paragraphs(call.product_sheet)}</details>"
        if call.product_sheet
        else ""
    )
    return (
        f"<section class='carte'><h2>{esc(heading)}</h2><p class='discret-texte'>{esc(call.title)} · "
        f"{esc(call.channel)} · {esc(day(call.on))} · {clock(call.duration_s)}</p>{sound}{sheet}"
        f"<ol class='chrono appel'>{lines}</ol></section>"
    )


def _cards(scenarios: list[Scenario], interviews: list[Interview]) -> str:
    if not scenarios:
        return notice(
            "vide", "Aucun entretien de ce type", "Choisissez « Tous » pour revoir la liste entière."
        )
    done = Counter(i.scenario.id for i in interviews if not i.is_open)
    return '<div class="grille-cartes">' + "".join(_card(s, done[s.id]) for s in scenarios) + "</div>"


def _card(scenario: Scenario, times: int) -> str:
    persona = scenario.persona
    seen = f"Déjà mené {times} fois" if times else "Pas encore mené"
    return (
        f'<article class="carte carte-scenario"><div class="tete"><span class="disque">{esc(persona.initials)}</span>'
        f"<div><h2>{esc(scenario.title)}</h2><span class='discret-texte'>{esc(persona.name)} · {esc(scenario.sector)}"
        f"</span></div></div><p>{esc(fr(scenario.summary))}</p>"
        f'<div class="pastilles"><span class="pastille">{esc(EXERCISES[scenario.exercise])}</span>'
        f'<span class="pastille">{scenario.minutes} min</span>'
        + "".join(f'<span class="pastille">{esc(c)}</span>' for c in scenario.competences)
        + f'</div><div class="pied-carte"><span class="discret-texte">{seen}</span>'
        f"{link(f'/dossier?s={scenario.id}', 'Ouvrir le dossier', kind='bouton')}</div></article>"
    )
