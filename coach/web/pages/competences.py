"""Carte des compétences: what the title asks, what the fiches cover, what was last reached in training."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import gradio as gr

from coach.domain.competence_map import Reached, last_reached
from coach.domain.referential import Activity, Competence, Criterion, Referential
from coach.errors import CoachError
from coach.knowledge.passages import Source
from coach.web.components.criteria import WORDS, advice_only
from coach.web.components.markup import markup
from coach.web.components.referential import fiche_href, menu, wording
from coach.web.html import day, esc, fr, icon, link, marks
from coach.web.layout import notice, page
from coach.web.viewer import viewer
from coach.wiring import Services

Levels = Mapping[str, Sequence[Reached]]
Coverage = Mapping[str, Sequence[Source]]
_OPEN: Final = 6
"""Fiches listed at once; beyond that, folded."""
_TRANSVERSAL: Final = "Compétences transversales"


def render(services: Services) -> None:
    """Place the page and wire it."""
    with page(
        "/referentiel",
        "Carte des compétences",
        lead="Les deux activités du titre, leurs compétences et leurs critères, avec ce qui les travaille ici.",
        help_lines=(
            "Ouvrez une compétence pour voir ses critères et la page du RE où ils figurent.",
            "Les niveaux viennent de votre dernier entretien terminé où le critère a été évalué.",
            "Ils mesurent un entraînement : seul le jury évalue la compétence.",
        ),
    ):
        markup(menu("/carte"))
        content = markup('<p class="discret-texte">La carte se dessine…</p>', elem_id="carte")

    def load(request: gr.Request) -> str:
        try:
            fiches = [s for s in services.knowledge.list() if s.kind == "fiche"]
            levels = last_reached(_levels(services, viewer(request, services).id), services.referential)
        except CoachError as exc:
            return notice("attention", "La carte ne s’ouvre pas", esc(exc.message))
        return drawing(services.referential, fiches, levels)

    gr.on(None, load, None, content, show_progress="hidden", api_visibility="private", concurrency_limit=20)


def drawing(referential: Referential, fiches: Sequence[Source], levels: Levels) -> str:
    """The whole map as HTML: activities, competences folded, then the same as a table."""
    targets = [a.id for a in referential.activities] + [c.id for c in referential.competences]
    coverage = {target: [f for f in fiches if target in f.competences] for target in targets}
    empty = (
        ""
        if levels
        else notice(
            "vide",
            "Vos niveaux apparaîtront ici après un premier entretien terminé",
            link("/entrainement", "Choisir un entretien", kind="bouton"),
        )
    )
    blocks = [_activity(a, referential, coverage, levels) for a in referential.activities]
    across = [c for c in referential.competences if c.activity is None]
    blocks.append(_block(_TRANSVERSAL, "", across, coverage, levels))
    return f"<div class='pile serree'>{empty}{''.join(blocks)}{_table(referential, coverage, levels)}</div>"


def _levels(services: Services, owner: str) -> Iterator[Reached]:
    """Every level of the finished interviews."""
    for interview in services.runner.list(owner):
        stored = None if interview.is_open else services.assessments.latest(session_id=interview.id)
        if stored is None:
            continue
        for criterion in stored.result["assessment"]["criteria"]:
            if criterion["level"] is not None and not advice_only(stored.grid, criterion["id"]):
                yield Reached(
                    stored.grid,
                    criterion["id"],
                    criterion["title"],
                    criterion["level"],
                    interview.created_at,
                    interview.id,
                )


def _activity(activity: Activity, referential: Referential, coverage: Coverage, levels: Levels) -> str:
    head = f"{activity.id} · {activity.name}"
    inside = [referential.competence(c) for c in activity.competences]
    pages = ", ".join(map(str, activity.pages))
    whole = _fiches(coverage[activity.id], f"L’activité {activity.id} dans son ensemble")
    return _block(head, f"{activity.ccp} · {pages}", inside, coverage, levels, whole)


def _block(
    head: str,
    under: str,
    competences: Sequence[Competence],
    coverage: Coverage,
    levels: Levels,
    whole: str = "",
) -> str:
    rows = "".join(_competence(c, coverage[c.id], levels) for c in competences)
    line = f"<p class='discret-texte'>{esc(under)}</p>" if under else ""
    more = (
        f"<details class='chiffres'><summary>Fiches sur l’activité entière</summary>{whole}</details>"
        if whole
        else ""
    )
    return f"<section class='activite'><h2>{esc(wording(head))}</h2>{line}{rows}{more}</section>"


def _competence(competence: Competence, fiches: Sequence[Source], levels: Levels) -> str:
    reached = [r for c in competence.criteria for r in levels.get(c.id, ())] + list(
        levels.get(competence.id, ())
    )
    distinct = {(r.grid, r.criterion): r for r in reached}
    covered = f"{len(fiches)} fiche{'s' if len(fiches) > 1 else ''}"
    trained = f" · {len(distinct)} critère{'s' if len(distinct) > 1 else ''} d’entretien" if distinct else ""
    criteria = "".join(_criterion(c, levels.get(c.id, ())) for c in competence.criteria)
    only = "".join(f"<li>{esc(wording(text))}</li>" for text in competence.reac_only)
    reac = f"<h4>Au REAC seulement</h4><ul>{only}</ul>" if only else ""
    pages = ", ".join(map(str, competence.pages))
    return (
        f"<details class='critere competence' id='{esc(competence.id)}'><summary><span><b>{esc(competence.id)}</b> "
        f"{esc(wording(competence.name))}</span><span class='discret-texte'>{esc(covered + trained)}</span>"
        f"{icon('chevron-down')}</summary><div class='dedans'>"
        f"<p class='discret-texte'>{esc(pages)}</p>"
        f"<h4>Critères du jury</h4><ul class='criteres-re'>{criteria}</ul>{reac}"
        f"{_general(levels.get(competence.id, ()))}{_fiches(fiches, 'Fiches')}</div></details>"
    )


def _criterion(criterion: Criterion, reached: Sequence[Reached]) -> str:
    lines = "".join(map(_reached, reached))
    return (
        f"<li><span>{esc(wording(criterion.title))} <span class='discret-texte'>({esc(criterion.page)})</span></span>"
        f"{lines}</li>"
    )


def _general(reached: Sequence[Reached]) -> str:
    if not reached:
        return ""
    return f"<h4>Sur la compétence en général</h4><div>{''.join(map(_reached, reached))}</div>"


def _reached(one: Reached) -> str:
    return (
        f"<span class='atteint'>{marks(one.level)} <b>{esc(WORDS[one.level])}</b> "
        f"<span>{esc(fr(one.title))}</span> "
        f"{link(f'/bilan?id={one.session_id}', f'bilan du {day(one.on.date())}')}</span>"
    )


def _fiches(fiches: Sequence[Source], head: str) -> str:
    if not fiches:
        return f"<h4>{esc(head)}</h4><p>Aucune fiche n’en traite encore.</p>"
    items = "".join(f"<li>{link(fiche_href(f.id), fr(f.title))}</li>" for f in fiches)
    listed = f"<ul class='liste-fiches'>{items}</ul>"
    if len(fiches) > _OPEN:
        listed = f"<details class='chiffres'><summary>Les {len(fiches)} fiches</summary>{listed}</details>"
    return f"<h4>{esc(head)}</h4>{listed}"


def _table(referential: Referential, coverage: Coverage, levels: Levels) -> str:
    """The same as a table, for those who would rather read or copy one."""
    rows = "".join(
        f"<tr><th scope='row'>{esc(competence.id)}</th><td>{esc(wording(criterion.title))}</td>"
        f"<td>{esc(criterion.page)}</td><td class='n'>{len(coverage[competence.id])}</td>"
        f"<td>{_last(levels.get(criterion.id, ()))}</td></tr>"
        for competence in referential.competences
        for criterion in competence.criteria
    )
    heads = "".join(
        f"<th scope='col'{' class=n' if name == 'Fiches' else ''}>{name}</th>"
        for name in ("Code", "Critère du jury", "Page", "Fiches", "Dernier niveau")
    )
    return (
        "<details class='chiffres'><summary>La carte en tableau</summary>"
        "<div class='defile' tabindex='0' role='group' aria-label='La carte en tableau'><table class='tableau'>"
        f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div></details>"
    )


def _last(reached: Sequence[Reached]) -> str:
    if not reached:
        return "<span class='discret-texte'>jamais évalué</span>"
    return "<br>".join(f"{esc(fr(r.title))} : {esc(WORDS[r.level].lower())}" for r in reached)
