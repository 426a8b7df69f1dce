"""Where a candidate stands by competence, and how the mean level moves from one interview to the next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import cos, pi, sin
from statistics import fmean
from typing import Any, Final

from coach.domain.progress import Standing
from coach.web.charts import TOKENS, figure, finished
from coach.web.html import day, decimal, esc

_LEVELS: Final = (1, 2, 3)
_LEAST_AXES: Final = 3
"""Two competences make no surface."""


def radar(competences: Sequence[tuple[str, str]], levels: Mapping[str, float]) -> str:
    """Present level of each competence, 0 to 3, around a circle, with its table; empty under three competences."""
    rows = [(c, name, levels[c]) for c, name in competences if c in levels]
    if len(rows) < _LEAST_AXES:
        return ""
    low, high = min(rows, key=lambda row: row[2]), max(rows, key=lambda row: row[2])
    told = f"Le plus haut : {high[0]}, {decimal(high[2])} sur 3. Le plus bas : {low[0]}, {decimal(low[2])}."
    lines = "".join(
        f"<tr><th scope='row'>{esc(c)} · {esc(name)}</th><td class='n'>{decimal(value)}</td></tr>"
        for c, name, value in rows
    )
    table = (
        "<table class='tableau'><thead><tr><th scope='col'>Compétence</th><th scope='col' class='n'>Niveau présent"
        f"</th></tr></thead><tbody>{lines}</tbody></table>"
    )
    data = [{"competence": c, "valeur": round(value, 2)} for c, _, value in rows]
    return figure("Votre niveau présent, compétence par compétence", told, _radar_spec, (data,), table)


def trend(found: Sequence[Standing], names: Mapping[str, str]) -> str:
    """Mean level of each interview, one line a kind of exercise, with its table; needs two interviews of one kind."""
    by_session: dict[tuple[str, str], list[Any]] = {}
    for standing in found:
        for mark in standing.marks:
            by_session.setdefault((mark.grid, mark.session), []).append(mark)
    points = sorted(
        (marks[0].at, grid, fmean(m.level for m in marks)) for (grid, _), marks in by_session.items()
    )
    count = {grid: sum(g == grid for _, g, _ in points) for grid in names}
    points = [point for point in points if count.get(point[1], 0) > 1]
    if not points:
        return ""
    ends = {grid: [mean for _, g, mean in points if g == grid] for _, grid, _ in points}
    told = " ".join(
        f"{names[g]} : de {decimal(means[0])} à {decimal(means[-1])} sur 3 en {len(means)} entretiens."
        for g, means in ends.items()
    )
    lines = "".join(
        f"<tr><th scope='row'>{day(at.date())}</th><td>{esc(names[grid])}</td><td class='n'>{decimal(mean)}</td></tr>"
        for at, grid, mean in points
    )
    table = (
        "<table class='tableau'><thead><tr><th scope='col'>Date</th><th scope='col'>Exercice</th>"
        f"<th scope='col' class='n'>Niveau moyen</th></tr></thead><tbody>{lines}</tbody></table>"
    )
    years = len({at.year for at, _, _ in points}) > 1  # « 3 novembre » of two years would be one point
    data = [
        {
            "jour": at.date().isoformat(),
            "date": day(at.date(), year=years),
            "exercice": names[grid],
            "moyenne": round(mean, 2),
        }
        for at, grid, mean in points
    ]
    return figure("Le niveau moyen, d’un entretien à l’autre", told, _trend_spec, (data,), table)


def _radar_spec(data: Sequence[Mapping[str, Any]], width: int) -> dict[str, Any]:
    import altair as alt

    size = min(width - 40, 340)
    axes = [(one["competence"], 2 * pi * i / len(data) - pi / 2) for i, one in enumerate(data)]

    def at(angle: float, radius: float) -> dict[str, float]:
        return {"x": round(radius * cos(angle), 4), "y": round(-radius * sin(angle), 4)}

    scale = alt.Scale(domain=[-3.7, 3.7], nice=False)
    x, y = alt.X("x:Q", scale=scale, axis=None), alt.Y("y:Q", scale=scale, axis=None)

    def layer(values: list[dict[str, Any]]) -> Any:
        return alt.Chart(alt.InlineData(values=values), width=size, height=size)

    rings = (
        layer([{**at(a, r), "n": r, "rang": i} for r in _LEVELS for i, (_, a) in enumerate([*axes, axes[0]])])
        .mark_line(color=TOKENS["filet-fort"], strokeWidth=1)
        .encode(x=x, y=y, detail="n:N", order="rang:O")
    )
    spokes = (
        layer([{**at(a, r), "n": c, "rang": r} for c, a in axes for r in (0, 3)])
        .mark_line(color=TOKENS["filet"], strokeWidth=1)
        .encode(x=x, y=y, detail="n:N", order="rang:O")
    )
    corners = [
        {**at(a, one["valeur"]), "rang": i} for i, (one, (_, a)) in enumerate(zip(data, axes, strict=True))
    ]
    surface = (
        layer([*corners, {**corners[0], "rang": len(corners)}])
        .mark_line(
            filled=True,
            fill=TOKENS["petrole-lien"],
            fillOpacity=0.18,
            stroke=TOKENS["petrole-lien"],
            color=TOKENS["petrole-lien"],
            strokeWidth=2.5,
        )
        .encode(x=x, y=y, order="rang:O")
    )
    dots = layer(corners).mark_circle(size=70, opacity=1, color=TOKENS["petrole-lien"]).encode(x=x, y=y)
    words = (
        layer([{**at(a, 3.4), "mot": c} for c, a in axes])
        .mark_text(fontSize=14, fontWeight="bold")
        .encode(x=x, y=y, text="mot:N")
    )
    scaled = (
        layer([{"x": 0.18, "y": float(r), "mot": str(r)} for r in _LEVELS])
        .mark_text(fontSize=12, color=TOKENS["encre-douce"])
        .encode(x=x, y=y, text="mot:N")
    )
    return finished(rings + spokes + surface + dots + words + scaled)


def _trend_spec(data: Sequence[Mapping[str, Any]], width: int) -> dict[str, Any]:
    import altair as alt

    kinds = list(dict.fromkeys(one["exercice"] for one in data))
    colours = [
        TOKENS["petrole-lien"],
        TOKENS["safran-texte"],
        TOKENS["encre"],
        TOKENS["encre-douce"],
        TOKENS["safran"],
    ]
    days = list(dict.fromkeys(one["date"] for one in sorted(data, key=lambda one: one["jour"])))
    base = alt.Chart(alt.InlineData(values=list(data)), width=width - 60, height=190).encode(
        x=alt.X(
            "date:N",
            sort=days,
            scale=alt.Scale(domain=days),
            axis=alt.Axis(title=None, labelAngle=0, labelOverlap=True, ticks=False, labelPadding=8),
        ),
        y=alt.Y(
            "moyenne:Q",
            scale=alt.Scale(domain=[0, 3], nice=False),
            axis=alt.Axis(title=None, values=[0, 1, 2, 3], format="d", ticks=False, domain=False),
        ),
        color=alt.Color(
            "exercice:N",
            scale=alt.Scale(domain=kinds, range=colours[: len(kinds)]),
            legend=alt.Legend(
                title=None,
                orient="top",
                labelFontSize=14,
                labelColor=TOKENS["encre"],
                columns=1 if width < 400 else 3,
            ),
        ),
    )
    shape = alt.Shape("exercice:N", scale=alt.Scale(domain=kinds), legend=None)
    return finished(
        base.mark_line(strokeWidth=2.5) + base.mark_point(size=80, filled=True, opacity=1).encode(shape=shape)
    )
