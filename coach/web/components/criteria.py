"""Criteria as rows: level as filled marks and a word, quotes, reference, advice, better words; and safeguards."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, Final

from coach.domain.grids import Criterion
from coach.errors import NotFound
from coach.web.html import day, esc, fr, icon, marks

WORDS: Final[Mapping[int | None, str]] = {
    0: "Non observé",
    1: "Amorcé",
    2: "Satisfaisant",
    3: "Maîtrisé",
    None: "Non évalué",
}
_ENGINES: Final = {"embedded": "embarqué"}
Place = Callable[[int], tuple[int, str]]
"""Index of a turn of the assessment -> number of its block in the transcript, and what to call it."""


def banner(flags: Sequence[Mapping[str, Any]], place: Place) -> str:
    """Safeguards that fell, before everything else; nothing when none did."""
    if not flags:
        return ""
    items = "".join(
        f"<li><strong>{esc(fr(f['title']))}</strong>{_quote(f['quote'], _turn_link(f['turn'], place))}{_article(f)}"
        f"<p><b>À dire plutôt :</b> {esc(fr(f['instead']))}</p></li>"
        for f in flags
    )
    title = "Un point de vigilance" if len(flags) == 1 else f"{len(flags)} points de vigilance"
    return (
        f"<section class='avis alerte' role='alert'>{icon('shield-alert')}<div><h2>{title}</h2>"
        f"<ul class='garde-fous'>{items}</ul></div></section>"
    )


def summary(criteria: Sequence[Mapping[str, Any]], grid: str = "") -> str:
    """How many criteria stand at each level, one line."""
    items: list[str] = []
    shown = [c for c in criteria if not advice_only(grid, c["id"])]
    for level in (3, 2, 1, 0, None):
        count = sum(c["level"] == level for c in shown)
        if count:
            picture = "" if level is None else marks(level)
            plural = "s" if count > 1 else ""
            items.append(f"<li>{picture}<span>{count} {WORDS[level].lower()}{plural}</span></li>")
    advised = len(criteria) - len(shown)
    if advised:
        items.append(f"<li><span>{advised} en conseil seulement</span></li>")
    return f'<ul class="niveaux">{"".join(items)}</ul>'


def rows(
    assessment: Mapping[str, Any],
    place: Place,
    *,
    first: str | None = None,
    people: Mapping[str, int | None] | None = None,
    again: Mapping[str, str] | None = None,
) -> str:
    """The criteria, folded but `first`; `people` are the trainer's levels, shown beside the coach's.

    `again` says, of each criterion that was judged again after a correction, when and from which level.
    """
    fallen = {flag["criterion"] for flag in assessment["flags"]}
    known = _criteria(assessment["grid"])
    return "".join(
        _row(
            c,
            place,
            is_open=c["id"] == first,
            fallen=c["id"] in fallen,
            known=known.get(c["id"]),
            people=people or {},
            again=(again or {}).get(c["id"], ""),
        )
        for c in assessment["criteria"]
    )


def colophon(assessment: Mapping[str, Any]) -> str:
    """What made the levels."""
    engine = _ENGINES.get(assessment["engine"], esc(assessment["engine"]))
    return (
        f"<p class='discret-texte'>Grille «&nbsp;{esc(assessment['grid'])}&nbsp;», version "
        f"{esc(assessment['rubric_version'])}. Niveaux calculés par le moteur {engine}.</p>"
        f"{_caution(assessment)}"
        "<p class='papier-seul'>Établi par Coach MERCD, une IA. Le coach propose, le formateur corrige, le jury seul "
        "décide.</p>"
    )


def _row(
    criterion: Mapping[str, Any],
    place: Place,
    *,
    is_open: bool,
    fallen: bool,
    known: Criterion | None,
    people: Mapping[str, int | None],
    again: str = "",
) -> str:
    better = known.better if known else ()
    advised = known is not None and known.advice_only
    seen_title = "Ce que le coach a relevé" if advised else "Pourquoi ce niveau"
    pill = " <span class='pastille'>conseil seulement</span>" if advised else ""
    level = criterion["level"]
    if criterion["id"] in people:
        pill += f" <span class='pastille'>formateur : {WORDS[people[criterion['id']]].lower()}</span>"
    pill += " <span class='pastille'>recalculé après correction</span>" if again else ""
    turns = ",".join(str(place(e["turn"])[0]) for e in criterion["evidence"])
    word = "Non respecté" if fallen and level == 0 else "Sans niveau" if advised else WORDS[level]
    quotes = "".join(_quote(e["quote"], _turn_link(e["turn"], place)) for e in criterion["evidence"])
    parts = [
        f"<h4>Dans l’échange</h4>{quotes}" if quotes else "",
        f"<h4>{'Raison' if level is None else seen_title}</h4><p>{esc(fr(criterion['why']))}</p>",
        f"<h4>Et ensuite</h4><p>{esc(fr(criterion['advice']))}</p>" if criterion["advice"] else "",
        f"<div class='mieux'><span>Mieux dit</span> {esc(fr(better[0]))}</div>"
        if better and level in (0, 1, 2)
        else "",
    ]
    if again:
        parts.append(f"<p class='discret-texte'>{esc(fr(again))}</p>")
    refs = " · ".join(esc(fr(ref)) for ref in criterion["refs"])
    if refs:
        parts.append(f"<p class='renvoi'>{icon('book-open')}<span>{refs}</span></p>")
    return (
        f'<details class="critere" data-critere="{esc(criterion["id"])}" data-turns="{turns}"'
        f"{' open data-d-office' if is_open else ''}><summary><span class='intitule'>"
        f"{esc(fr(criterion['title']))}{pill}</span>"
        f'<span class="niveau">{"" if level is None or advised else marks(level)}<span class="mot">{word}</span></span>'
        f"{icon('chevron-down')}</summary><div class='dedans'>{''.join(parts)}</div></details>"
    )


@lru_cache(maxsize=8)
def _criteria(grid: str) -> Mapping[str, Criterion]:
    """Criteria of a grid of the product: well-worded examples, and whether the level is an advice only."""
    from coach.assessment.rubric_files import rubric

    try:
        return {c.id: c for c in rubric(grid).criteria}
    except NotFound:
        return {}


def advice_only(grid: str, criterion: str) -> bool:
    """Whether the level of a criterion is kept to itself: its agreement with people is too low, or unknown."""
    known = _criteria(grid).get(criterion)
    return known is not None and known.advice_only


def _caution(assessment: Mapping[str, Any]) -> str:
    """Says why some criteria come without a level; nothing when all have one."""
    advised = [c for c in assessment["criteria"] if advice_only(assessment["grid"], c["id"])]
    if not advised:
        return ""
    which = "ces critères" if len(advised) > 1 else "ce critère"
    return (
        f"<p class='discret-texte'><strong>Conseil seulement</strong>&nbsp;: sur {which}, l’accord du coach avec les "
        "niveaux de référence n’est pas mesuré, ou pas suffisant. Servez-vous des citations et des conseils ; aucun "
        "niveau n’est donné, et la moyenne n’en tient pas compte.</p>"
    )


def _quote(text: str, source: str = "") -> str:
    return f"<blockquote>«&nbsp;{esc(fr(text))}&nbsp;» {source}</blockquote>" if text else source


def _turn_link(turn: int, place: Place) -> str:
    number, words = place(turn)
    return f'<a class="vers-tour" href="#tour-{number}" data-turn="{number}">{esc(words)}</a>'


def _article(flag: Mapping[str, Any]) -> str:
    if not flag.get("article"):
        return ""
    since = flag.get("in_force_on")
    when = f", en vigueur le {day(date.fromisoformat(since))}" if since else ""
    return f"<p class='renvoi'>{icon('scale')}<span>{esc(fr(flag['article'].rstrip('. ')))}{when}</span></p>"
