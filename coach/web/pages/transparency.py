"""Transparence: you speak with an AI, how a level is made, its limits and figures, the right to a human look."""

from __future__ import annotations

from statistics import mean
from typing import Final

import gradio as gr

from coach.administration.engines import ENGINES, active, local
from coach.assessment.reliability import GridFigures, reliability
from coach.domain.agreement import FLOOR, LEAST_PIECES
from coach.outgoing import host_of
from coach.web.components.administration import LIMITS
from coach.web.components.markup import markup
from coach.web.html import day, esc, fr
from coach.web.layout import notice, page
from coach.wiring import Services

_GRIDS: Final = {
    "recadrage": "Recadrage",
    "debriefing": "Débriefing d’écoute",
    "ecoute": "Écoute d’un appel",
    "entretien": "Entretien individuel",
    "briefing": "Briefing devant le jury",
    "client-difficile": "Client difficile",
    "client_difficile": "Client difficile",
}


def render(services: Services) -> None:
    """Place the page and wire it."""
    with page(
        "/transparence",
        "Transparence",
        lead="Ce que fait la machine ici, comment, et ce qu’elle ne sait pas faire.",
        help_lines=(
            "Vos interlocuteurs simulés sont toujours une IA, et cela est dit avant chaque échange.",
            "Un niveau est une proposition, avec la citation qui la justifie.",
            "Vous pouvez contester chaque niveau : un formateur répond.",
        ),
    ):
        shown = markup()
    gr.on(None, lambda: _page(services), None, shown, **LIMITS)


def _page(services: Services) -> str:
    return (
        "<div class='pile'>"
        + "".join(
            (
                notice("info", "Vous échangez avec une IA", _who(services)),
                _card("Comment un niveau est donné", _LEVEL),
                _card("Ce que ces niveaux valent", _figures()),
                _card("Le regard d’une personne", _HUMAN),
                _card("Ce que la machine ne fait pas", _NEVER),
                _card("Ses limites", _LIMITS_TOLD),
                "<p class='boutons'><a class='bouton discret' href='/reseau'>Ce qui est sorti de cette machine</a>"
                "<a class='bouton discret' href='/donnees-personnelles'>Données personnelles</a></p>",
            )
        )
        + "</div>"
    )


def _card(title: str, body: str) -> str:
    return f"<section class='carte'><h2>{esc(fr(title))}</h2>{body}</section>"


def _list(*items: str) -> str:
    return "<ul>" + "".join(f"<li>{esc(fr(item))}</li>" for item in items) + "</ul>"


def _who(services: Services) -> str:
    settings = services.in_force
    told = (
        "Le conseiller, le client, le candidat ou le jury d’un entretien simulé n’est jamais une personne. "
    )
    if services.engine == "embedded":
        told += "Ses répliques ont été écrites à l’avance ; un programme choisit laquelle dire selon ce que vous faites."
    else:
        told += (
            f"Ses mots viennent du modèle de langage « {settings.llm_model} » ; ce qu’il ressent, sait et confie reste "
            "décidé par un programme, le même pour tous."
        )
    away = [
        f"{engine.title.lower()} : {host_of(getattr(settings, engine.address))}"
        for engine in ENGINES.values()
        if active(settings, engine) and not local(settings, engine)
    ]
    where = (
        f" Une partie du travail se fait sur un autre serveur ({', '.join(away)})."
        if away
        else " Tout se fait sur cette machine."
    )
    return esc(fr(told + where))


_LEVEL: Final = _list(
    "Le programme cherche dans vos mots des faits observables : une question ouverte, un fait daté, un engagement.",
    "Chaque niveau s’appuie sur une citation de la transcription et sur un critère du référentiel ; sans les deux, "
    "aucun niveau n’est donné.",
    "Les citations sont vérifiées mot pour mot par du code, et les niveaux calculés par du code : aucun modèle de "
    "langage ne note.",
    "Un critère mal mesuré est montré comme « conseil seulement », sans niveau.",
    "Les mots mal entendus sont signalés ; corriger la transcription recalcule ce qu’ils touchaient, et rien d’autre.",
)
_HUMAN: Final = _list(
    "« Contester ce niveau », sur chaque critère : votre formateur reçoit votre raison, répond, et donne son propre "
    "niveau.",
    "Le niveau du coach et celui des personnes restent côte à côte ; aucun n’efface l’autre.",
    "Le jury ne voit les niveaux du coach qu’après avoir noté, et lui seul décide du titre.",
    "Vous pouvez demander comment un niveau a été fait : la citation, le critère, la version de la grille et du moteur "
    "sont gardés avec lui.",
)
_NEVER: Final = _list(
    "Elle ne déduit aucune émotion, aucun stress, aucune sincérité d’une voix ou d’un visage.",
    "Elle n’annonce ni ne prédit aucune décision de jury.",
    "Elle ne compare pas les candidats entre eux.",
    "Elle n’apprend rien de vos échanges.",
)
_LIMITS_TOLD: Final = _list(
    "Elle lit des mots : un silence bien placé, un regard, un ton juste lui échappent.",
    "Une tournure rare peut ne pas être reconnue ; une phrase toute faite peut l’être à tort.",
    "La transcription se trompe, surtout quand deux personnes parlent ensemble ou loin du micro.",
    "Les chiffres ci-dessus viennent de pièces écrites pour la mesure, pas d’examens réels.",
)


def _figures() -> str:
    found = reliability()
    intro = (
        f"Mesuré le {day(found.measured_on)}, sur des pièces que personne n’a lues en réglant le moteur. Accord (κ "
        "pondéré) : 1 veut dire toujours le même niveau qu’une personne, 0 pas mieux que le hasard. Un critère sous "
        f"{FLOOR:.2f}, ou mesuré sur moins de {LEAST_PIECES} pièces, est un conseil sans niveau."
    ).replace("0.60", "0,60")
    rows = "".join(_row(name, grid) for name, grid in found.grids.items())
    return (
        f"<p>{esc(fr(intro))}</p><div class='defile' tabindex='0' role='region' aria-label='Fiabilité par grille'>"
        "<table class='tableau'><thead><tr><th scope='col'>Grille</th><th class='n' scope='col'>Pièces</th>"
        "<th class='n' scope='col'>Critères notés</th><th class='n' scope='col'>Conseil seulement</th>"
        "<th class='n' scope='col'>Accord moyen</th><th class='n' scope='col'>À un niveau près</th></tr></thead>"
        f"<tbody>{rows}</tbody></table></div><p><a href='/accord'>Critère par critère</a></p>"
    )


def _row(name: str, grid: GridFigures) -> str:
    figures = list(grid.criteria.values())
    scored = [f for f in figures if f.enough]
    kappas = [f.kappa for f in scored if f.kappa is not None]
    agreement = f"{mean(kappas):.2f}".replace(".", ",") if kappas else "—"
    near = f"{100 * mean(f.within for f in scored):.0f}&nbsp;%" if scored else "—"
    label = _GRIDS.get(name, name.replace("-", " ").replace("_", " ").capitalize())
    return (
        f"<tr><th scope='row'>{esc(label)}</th><td class='n'>{grid.pieces}</td><td class='n'>{len(scored)}</td>"
        f"<td class='n'>{len(figures) - len(scored)}</td><td class='n'>{agreement}</td><td class='n'>{near}</td></tr>"
    )
