"""Accueil: what is open, three doors, the next useful step."""

from __future__ import annotations

from datetime import date

import gradio as gr

from coach import quiz
from coach.dialogue.runner import Interview
from coach.web.components.inbox import inbox
from coach.web.components.markup import markup
from coach.web.html import day, esc, icon, link, moment
from coach.web.layout import page
from coach.web.viewer import own
from coach.wiring import Services

_DOORS = (
    (
        "/entrainement",
        "S’entraîner",
        "message-square",
        "Recadrage, débriefing d’écoute, recrutement, briefing… Menez l’entretien, puis lisez votre bilan.",
        "Choisir un entretien",
    ),
    (
        "/ecoutes",
        "Écouter un échantillon",
        "headphones",
        "Déposez un appel : il est transcrit, les noms masqués, puis noté critère par critère.",
        "Déposer un appel",
    ),
    (
        "/referentiel",
        "Poser une question",
        "book-open",
        "Le titre, l’examen, le droit du démarchage ou du travail : une réponse courte, avec sa source et sa date.",
        "Interroger le référentiel",
    ),
)


def render(services: Services) -> None:
    """Place the page and wire it."""
    with page("/", "Préparez votre titre, un entretien à la fois"):
        resume = markup()
        inbox(services)
        markup(_doors())
        quizzed = markup()
        with gr.Row(equal_height=True):
            advice = markup()
            with gr.Column(min_width=260, elem_classes=["carte"]):
                countdown = markup()
                exam = gr.Textbox(
                    label="Date de votre examen",
                    placeholder="jj/mm/aaaa",
                    max_length=10,
                    elem_id="date-examen",
                )
                keep = gr.Button("Enregistrer la date", variant="secondary")

    def show(request: gr.Request) -> tuple[str, str, str, str, str]:
        owner = own(request, services)
        interviews = services.runner.list(owner)
        stored = services.preferences.get(owner, "examen")
        return (
            _resume(interviews),
            _due(quiz.due_today(services, owner)),
            _advice(services, interviews),
            _countdown(stored),
            _typed(stored),
        )

    def set_date(typed: str, request: gr.Request) -> tuple[str, str]:
        parsed = parse_date(typed)
        if parsed is None and typed.strip():
            return "<p>Écrivez la date sous la forme 15/03/2027.</p>", typed
        services.preferences.set(own(request, services), "examen", parsed.isoformat() if parsed else "")
        stored = parsed.isoformat() if parsed else ""
        return _countdown(stored), _typed(stored)

    gr.on(
        None,
        show,
        None,
        [resume, quizzed, advice, countdown, exam],
        show_progress="hidden",
        api_visibility="private",
    )
    keep.click(set_date, exam, [countdown, exam], show_progress="hidden", api_visibility="private")


def parse_date(typed: str) -> date | None:
    """A date written 15/03/2027, or None."""
    parts = typed.strip().replace("-", "/").split("/")
    try:
        first, month, last = (int(p) for p in parts)
        return date(last, month, first) if last > 999 else date(first, month, last)
    except ValueError:
        return None


def _doors() -> str:
    cards = "".join(
        f'<a class="carte porte" href="{href}">{icon(name)}<h2>{esc(title)}</h2><p>{esc(text)}</p>'
        f'<span class="suite">{esc(action)} {icon("arrow-right")}</span></a>'
        for href, title, name, text, action in _DOORS
    )
    return f'<div class="portes">{cards}</div>'


def _resume(interviews: list[Interview]) -> str:
    current = next((i for i in interviews if i.is_open and len(i.turns) > 1), None)
    if current is None:
        return ""
    return (
        f'<div class="carte tete-entretien"><span class="disque">{esc(current.scenario.persona.initials)}</span>'
        f'<div class="qui"><strong>{esc(current.scenario.title)}</strong>'
        f'<span class="discret-texte">Commencé le {esc(moment(current.created_at))}, '
        f"{len(current.turns) - 1} tours de parole</span></div>"
        f"{link(f'/entretien?id={current.id}', 'Reprendre', kind='bouton', icon_name='play')}</div>"
    )


def _due(cards: int) -> str:
    if not cards:
        return ""
    words = "Une carte du quiz est à revoir" if cards == 1 else f"{cards} cartes du quiz sont à revoir"
    return (
        f'<div class="carte tete-entretien">{icon("graduation-cap")}<div class="qui"><strong>{words} aujourd’hui</strong>'
        '<span class="discret-texte">Deux minutes, juste avant que vous ne les oubliiez.</span></div>'
        f"{link('/quiz', 'Ouvrir le quiz', kind='bouton discret')}</div>"
    )


def _advice(services: Services, interviews: list[Interview]) -> str:
    for interview in interviews:
        stored = None if interview.is_open else services.assessments.latest(session_id=interview.id)
        priority = (stored.result.get("debrief") or {}).get("priority") if stored else None
        if priority:
            return (
                '<div class="carte"><h2>Votre prochain pas</h2>'
                f"<p>{esc(priority['advice'])}</p>"
                f"<p class='discret-texte'>D’après « {esc(interview.scenario.title)} » : {esc(priority['title'])}.</p>"
                f"{link(f'/bilan?id={interview.id}', 'Relire ce bilan', kind='bouton discret')}</div>"
            )
    return (
        '<div class="carte"><h2>Votre prochain pas</h2><p>Commencez par un recadrage de niveau 1 : vingt minutes, '
        "un conseiller abordable, un dossier court. Le bilan vous dira quoi travailler ensuite.</p>"
        f"{link('/entrainement', 'Voir les entretiens', kind='bouton discret')}</div>"
    )


def _countdown(stored: str) -> str:
    rehearse = f"<p>{link('/repetition', 'Répéter l’oral devant un jury', icon_name='clock')}</p>"
    return _days_left(stored) + rehearse


def _days_left(stored: str) -> str:
    if not stored:
        return (
            "<h2>Votre examen</h2><p class='discret-texte'>Donnez sa date pour voir le temps qui reste.</p>"
        )
    when = date.fromisoformat(stored)
    left = (when - date.today()).days
    if left < 0:
        return f"<h2>Votre examen</h2><p>Il était le {esc(day(when))}.</p>"
    words = "C’est aujourd’hui." if left == 0 else f"Dans <b>{left}</b> jour{'s' if left > 1 else ''}."
    return f"<h2>Votre examen</h2><p>{words} <span class='discret-texte'>{esc(day(when, weekday=True))}</span></p>"


def _typed(stored: str) -> str:
    return date.fromisoformat(stored).strftime("%d/%m/%Y") if stored else ""
