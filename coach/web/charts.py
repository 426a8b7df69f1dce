"""Charts as static SVG: Altair writes the specification, vl-convert draws it, nothing runs in the browser.

Colours are our tokens: the specification names them by stand-ins, which become CSS variables in the SVG, so
that a chart follows light, dark and print. Each chart is drawn twice, for a wide and for a narrow column (a
picture that shrinks would shrink its words), and has its table behind it. Drawing is cached by content; the
first one of a process takes a second or two, so callers show the rest of their page first.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

from coach.domain.words import agree
from coach.web.html import clock, esc

TOKENS: Final[Mapping[str, str]] = {
    "encre": "#010101",
    "encre-douce": "#010102",
    "filet": "#010103",
    "filet-fort": "#010104",
    "feuille": "#010105",
    "petrole-lien": "#010106",
    "safran-texte": "#010107",
    "safran": "#010108",
}
_FONT: Final = "Atkinson Hyperlegible, system-ui, sans-serif"
_WIDE, _NARROW = 620, 290
_TICKS: Final = 8
_STEPS: Final = (5, 10, 15, 30, 60, 120, 300, 600, 1200, 1800, 3600, 10**9)
"""Seconds between two ticks of a time line."""
Spec = Callable[..., dict[str, Any]]
_prepared = threading.Event()
_OPENING_TAG: Final = re.compile(r"<svg[^>]*>")
_LINK: Final = re.compile(r'<a xlink:href="[^"]*#tour-(\d+)"[^>]*>(.*?)</a>', re.S)


def gauges(curve: Sequence[Mapping[str, Any]], points: Sequence[Mapping[str, Any]]) -> str:
    """Confiance and tension turn by turn (`{turn, confiance, tension}`), turning points numbered.

    `points` are `{turn, gauge, …}`; the same numbers stand in the list beside the chart. Needs two turns.
    """
    if len(curve) < 2:
        return ""
    first, last = curve[0], curve[-1]
    told = (
        f"Confiance : de {first['confiance']:.0f} à {last['confiance']:.0f} sur 100. "
        f"Tension : de {first['tension']:.0f} à {last['tension']:.0f}. "
        f"{len(points)} moment{'s' if len(points) > 1 else ''} marquant{'s' if len(points) > 1 else ''}."
    )
    rows = "".join(
        f"<tr><th scope='row'>{p['turn']}</th><td class='n'>{p['confiance']:.0f}</td>"
        f"<td class='n'>{p['tension']:.0f}</td></tr>"
        for p in curve
    )
    table = (
        "<table class='tableau'><thead><tr><th scope='col'>Tour</th><th scope='col'>Confiance</th>"
        f"<th scope='col'>Tension</th></tr></thead><tbody>{rows}</tbody></table>"
    )
    legend = "".join(
        f'<span class="trait {name}"></span><b>{name.capitalize()}</b> {first[name]:.0f} → {last[name]:.0f}'
        for name in ("confiance", "tension")
    )
    return _figure(
        "Confiance et tension au fil de l’entretien", told, _gauges_spec, (curve, points), table, legend
    )


def speech(
    spans: Sequence[Mapping[str, Any]],
    silences: Sequence[Mapping[str, Any]],
    overlaps: Sequence[Mapping[str, Any]],
    duration: float,
    *,
    holds: Sequence[Mapping[str, Any]] = (),
) -> str:
    """Who speaks when, in seconds.

    `spans` are `{speaker, start, end}`, with `turn` when their bar leads to that turn; silences, overlaps and holds
    are `{start, end}`. An overlap may name who broke in (`by`), a hold says whether it was `announced` and
    `taken_back`; a silence that is a hold is shown as a hold only.
    """
    if not spans or duration <= 0:
        return ""
    waits = {(h["start"], h["end"]) for h in holds}
    quiet = [{"start": s["start"], "end": s["end"]} for s in silences if (s["start"], s["end"]) not in waits]
    told = agree(
        f"{len(spans)} prises de parole en {clock(duration)} ; {len(silences)} silence(s) de plus de 3 s, dont "
        f"{len(holds)} mise(s) en attente ; {len(overlaps)} chevauchement(s)."
    )
    rows = "".join(
        f"<tr><th scope='row'>{esc(kind)}</th><td class='n'>{clock(s['start'])}</td>"
        f"<td class='n'>{_seconds(s['end'] - s['start'])}</td></tr>"
        for kind, s in sorted(
            [(str(s["speaker"]).capitalize(), s) for s in spans]
            + [("Silence", s) for s in quiet]
            + [(_hold_words(h), h) for h in holds]
            + [(_overlap_words(o), o) for o in overlaps],
            key=lambda pair: float(pair[1]["start"]),
        )
    )
    table = (
        "<table class='tableau'><thead><tr><th scope='col'>Qui</th><th scope='col'>À</th>"
        f"<th scope='col'>Durée</th></tr></thead><tbody>{rows}</tbody></table>"
    )
    return _figure(
        "Qui parle, quand", told, _speech_spec, (spans, quiet, list(holds), overlaps, duration), table
    )


def _seconds(value: float) -> str:
    return f"{value:.1f} s".replace(".", ",")


def _hold_words(hold: Mapping[str, Any]) -> str:
    announced = "annoncée" if hold.get("announced") else "non annoncée"
    return f"Attente {announced}, {'reprise' if hold.get('taken_back') else 'sans reprise de contact'}"


def _overlap_words(overlap: Mapping[str, Any]) -> str:
    return f"Ensemble ({overlap['by']} coupe la parole)" if overlap.get("by") else "Ensemble"


def prepare(delay: float = 6.0) -> None:
    """Draw a first chart in the background, once a process, so that nobody waits for the libraries to load."""
    if not _prepared.is_set():
        _prepared.set()
        timer = threading.Timer(delay, _draw_nothing)
        timer.daemon = True
        timer.start()


def _draw_nothing() -> None:
    curve = [{"turn": n, "confiance": 50, "tension": 50} for n in (0, 1)]
    gauges(curve, ())


def _figure(title: str, told: str, spec: Spec, data: tuple[Any, ...], table: str, legend: str = "") -> str:
    key = json.dumps(data, ensure_ascii=False)
    drawn = "".join(
        f'<div class="dessin {kind}">{_draw(spec, key, width, title, told)}'
        f"{f'<p class=legende>{legend}</p>' if legend and width == _NARROW else ''}</div>"
        for kind, width in (("large", _WIDE), ("etroit", _NARROW))
    )
    return (
        f'<figure class="courbe">{drawn}<figcaption class="hors-ecran">{esc(title)}. {esc(told)}</figcaption>'
        f'<details class="chiffres"><summary>Les valeurs en tableau</summary><div class="defile" tabindex="0" '
        f'role="group" aria-label="{esc(title)}">{table}</div></details></figure>'
    )


@lru_cache(maxsize=128)
def _draw(spec: Spec, data: str, width: int, title: str, told: str) -> str:
    """The picture of a specification, its stand-in colours turned into CSS variables."""
    import vl_convert

    svg = str(vl_convert.vegalite_to_svg(spec(*json.loads(data), width)))
    for name, stand_in in TOKENS.items():
        svg = svg.replace(f'"{stand_in}"', f'"var(--{name})"')
    # The whole is one image with its words; what Vega says of its marks is in English.
    svg = re.sub(r' (?:aria-label|aria-roledescription|role|aria-hidden|target)="[^"]*"', "", svg)
    svg = _LINK.sub(r'<g class="repere" data-turn="\1">\2</g>', svg)
    box = re.search(r'viewBox="([^"]*)"', svg)
    opening = (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="{box[1] if box else ""}" '
        f'style="max-width:{_width(box[1]) if box else "100%"}"><title>{esc(title)}</title><desc>{esc(told)}</desc>'
    )
    return _OPENING_TAG.sub(lambda _: opening, svg, count=1)


def _width(box: str) -> str:
    return f"{box.split()[2]}px"


def _gauges_spec(
    curve: Sequence[Mapping[str, Any]], points: Sequence[Mapping[str, Any]], width: int
) -> dict[str, Any]:
    import altair as alt

    narrow = width == _NARROW
    ends = {"confiance": float(curve[-1]["confiance"]), "tension": float(curve[-1]["tension"])}
    by_turn = {p["turn"]: p for p in curve}
    long = [
        {"tour": p["turn"], "valeur": round(float(p[gauge]), 1), "jauge": gauge}
        for p in curve
        for gauge in ends
    ]
    marks = [
        {
            "tour": p["turn"],
            "valeur": round(float(by_turn[p["turn"]][p["gauge"]]), 1),
            "jauge": p["gauge"],
            "numero": str(number),
            "lien": f"#tour-{p['turn']}",
        }
        for number, p in enumerate(points, 1)
        if p["turn"] in by_turn
    ]
    last = curve[-1]["turn"]
    labels = [
        {"tour": last, "valeur": y, "mot": f"{name.capitalize()} {ends[name]:.0f}", "jauge": name}
        for name, y in _apart(ends).items()
    ]
    turns = [p["turn"] for p in curve]
    step = max(1, -(-len(turns) // (_TICKS if narrow else 2 * _TICKS)))
    x = alt.X(
        "tour:Q",
        scale=alt.Scale(domain=[turns[0], last], nice=False),
        axis=alt.Axis(title="Tour de parole", values=turns[::step], format="d", grid=False),
    )
    y = alt.Y(
        "valeur:Q",
        scale=alt.Scale(domain=[0, 100], nice=False),
        axis=alt.Axis(title=None, values=[0, 25, 50, 75, 100], grid=True),
    )
    scale = alt.Scale(domain=["confiance", "tension"], range=[TOKENS["petrole-lien"], TOKENS["safran-texte"]])
    colour = alt.Color("jauge:N", legend=None, scale=scale)
    dash = alt.StrokeDash(
        "jauge:N", legend=None, scale=alt.Scale(domain=["confiance", "tension"], range=[[1, 0], [6, 4]])
    )
    lines = (
        alt.Chart(alt.InlineData(values=long))
        .mark_line(strokeWidth=2.5, interpolate="monotone")
        .encode(x=x, y=y, color=colour, strokeDash=dash)
    )
    seen = alt.Chart(alt.InlineData(values=marks))
    discs = seen.mark_circle(size=430, opacity=1, fill=TOKENS["feuille"], strokeWidth=2).encode(
        x=x, y=y, stroke=alt.Stroke("jauge:N", legend=None, scale=scale), href="lien:N"
    )
    numbers = seen.mark_text(fontSize=14, fontWeight="bold", fill=TOKENS["encre"], baseline="middle").encode(
        x=x, y=y, text="numero:N", href="lien:N"
    )
    words = (
        alt.Chart(alt.InlineData(values=labels))
        .mark_text(align="left", dx=16, fontSize=14, fontWeight="bold")
        .encode(x=x, y=y, text="mot:N", color=colour)
    )
    # A narrow column has no room at the end of the lines: its legend stands under the picture.
    layers = lines + discs + numbers if narrow else lines + discs + numbers + words
    return _finished(
        layers.properties(width=width - 30 if narrow else width - 110, height=230), right=4 if narrow else 28
    )


def _apart(ends: Mapping[str, float], least: float = 12) -> dict[str, float]:
    """Heights of the two labels, pushed apart when the lines end close together."""
    low, high = sorted(ends, key=lambda name: ends[name])
    missing = max(0.0, least - (ends[high] - ends[low]))
    below = min(missing / 2, max(0.0, ends[low] - 3))
    return {low: ends[low] - below, high: ends[high] + missing - below}


def _speech_spec(
    spans: Sequence[Mapping[str, Any]],
    silences: Sequence[Mapping[str, Any]],
    holds: Sequence[Mapping[str, Any]],
    overlaps: Sequence[Mapping[str, Any]],
    duration: float,
    width: int,
) -> dict[str, Any]:
    import altair as alt

    speakers = list(dict.fromkeys(str(s["speaker"]).capitalize() for s in spans))
    marks = [(n, f) for n, f in (("Silence", silences), ("Attente", holds), ("Ensemble", overlaps)) if f]
    rows = [*speakers, *(name for name, _ in marks)]
    colours = [TOKENS["petrole-lien"], TOKENS["encre-douce"], TOKENS["filet-fort"], TOKENS["encre"]]
    palette = [*(colours[i % len(colours)] for i in range(len(speakers)))]
    palette += [TOKENS["safran-texte"] if name == "Ensemble" else TOKENS["safran"] for name, _ in marks]
    values = [
        {"qui": str(s["speaker"]).capitalize(), "de": s["start"], "a": s["end"]}
        | ({"lien": f"#tour-{s['turn']}"} if "turn" in s else {})
        for s in spans
    ] + [{"qui": name, "de": s["start"], "a": s["end"]} for name, found in marks for s in found]
    linked = {"href": "lien:N"} if any("turn" in s for s in spans) else {}
    step = next(s for s in _STEPS if duration / s <= (3 if width == _NARROW else 8))
    ticks = [step * i for i in range(int(duration // step) + 1)]
    minute = "floor(datum.value / 60) + ':' + format(datum.value % 60, '02')"
    chart = (
        alt.Chart(alt.InlineData(values=values), width=width - 80, height=34 * len(rows))
        .mark_bar(height=16, cornerRadius=3, minBandSize=2)
        .encode(
            x=alt.X(
                "de:Q",
                scale=alt.Scale(domain=[0, duration], nice=False),
                axis=alt.Axis(title=None, labelExpr=minute, values=ticks, grid=False),
            ),
            x2="a:Q",
            y=alt.Y(
                "qui:N",
                sort=rows,
                scale=alt.Scale(domain=rows),
                axis=alt.Axis(title=None, ticks=False, labelPadding=8, domain=False),
            ),
            color=alt.Color("qui:N", legend=None, scale=alt.Scale(domain=rows, range=palette)),
            **linked,
        )
    )
    return _finished(chart)


def _finished(chart: Any, right: int = 12) -> dict[str, Any]:
    ink, soft = TOKENS["encre"], TOKENS["encre-douce"]
    spec: dict[str, Any] = (
        chart.configure(font=_FONT, padding={"left": 4, "right": right, "top": 14, "bottom": 4})
        .configure_view(stroke="transparent")
        .configure_axis(
            labelColor=soft,
            titleColor=soft,
            labelFontSize=14,
            titleFontSize=14,
            titleFontWeight="normal",
            domainColor=TOKENS["filet-fort"],
            tickColor=TOKENS["filet-fort"],
            gridColor=TOKENS["filet"],
            labelFont=_FONT,
            titleFont=_FONT,
        )
        .configure_text(font=_FONT, color=ink)
        .to_dict(validate=False)
    )
    spec["background"] = "transparent"
    return spec


figure, finished = _figure, _finished
"""The frame and the finish of a chart, for the charts that stand in modules of their own."""
