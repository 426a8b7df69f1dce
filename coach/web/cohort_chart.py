"""Where a group stands, competence by competence: a dot a candidate, a bar for the mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import fmean
from typing import Any, Final

from coach.web.charts import TOKENS, figure, finished
from coach.web.html import decimal, esc

_ROW: Final = 34
"""Height of a competence."""


def standing(competences: Sequence[tuple[str, str]], levels: Mapping[str, Mapping[str, float]]) -> str:
    """The chart and its table; `levels` are by candidate's name, then by competence. Needs one level."""
    rows = [(c, name, [found[c] for found in levels.values() if c in found]) for c, name in competences]
    rows = [row for row in rows if row[2]]
    if not rows:
        return ""
    low = min(rows, key=lambda row: fmean(row[2]))
    told = (
        f"Niveau présent de chaque candidat, de 0 à 3. Le groupe est le plus bas sur {low[0]}, {decimal(fmean(low[2]))} "
        "en moyenne."
    )
    lines = "".join(
        f"<tr><th scope='row'>{esc(c)} · {esc(name)}</th><td class='n'>{len(found)}</td>"
        f"<td class='n'>{decimal(fmean(found))}</td><td class='n'>{decimal(min(found))}</td>"
        f"<td class='n'>{decimal(max(found))}</td></tr>"
        for c, name, found in rows
    )
    table = (
        "<table class='tableau'><thead><tr><th scope='col'>Compétence</th><th scope='col' class='n'>Candidats</th>"
        "<th scope='col' class='n'>Moyenne</th><th scope='col' class='n'>Plus bas</th>"
        f"<th scope='col' class='n'>Plus haut</th></tr></thead><tbody>{lines}</tbody></table>"
    )
    data = [
        {"competence": c, "valeur": round(value, 2), "moyenne": round(fmean(found), 2)}
        for c, _, found in rows
        for value in found
    ]
    legend = "Un point par candidat, un trait pour la moyenne du groupe."
    return figure("Le groupe, compétence par compétence", told, _spec, (data,), table) + (
        f"<p class='discret-texte'>{legend}</p>"
    )


def _spec(data: Sequence[Mapping[str, Any]], width: int) -> dict[str, Any]:
    import altair as alt

    order = list(dict.fromkeys(one["competence"] for one in data))
    base = alt.Chart(alt.InlineData(values=list(data)), width=width - 90, height=_ROW * len(order))
    y = alt.Y(
        "competence:N",
        sort=order,
        scale=alt.Scale(domain=order),
        axis=alt.Axis(title=None, ticks=False, labelPadding=8, domain=False),
    )
    scale = alt.Scale(domain=[0, 3], nice=False, padding=10)
    axis = alt.Axis(title=None, values=[0, 1, 2, 3], format="d", grid=True)
    dots = base.mark_circle(size=90, opacity=0.55, color=TOKENS["petrole-lien"]).encode(
        x=alt.X("valeur:Q", scale=scale, axis=axis), y=y
    )
    means = base.mark_tick(thickness=4, height=24, color=TOKENS["safran-texte"]).encode(
        x=alt.X("mean(moyenne):Q", scale=scale, axis=axis), y=y
    )
    return finished(dots + means)
