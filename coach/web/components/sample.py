"""One call or written sample on the page: heading, levels, measures, dialogue."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from coach.domain.samples import Said, said
from coach.domain.words import agree
from coach.review import AGENT, CLIENT, sample_turns
from coach.store.assessments import StoredSample
from coach.web import charts
from coach.web.components import criteria
from coach.web.components.transcript import Line, dialogue, marks_of, pills
from coach.web.html import clock, esc, link, moment
from coach.web.layout import notice

SPEAKERS: Final[Mapping[str, str]] = {AGENT: "Agent", CLIENT: "Client"}
_NONE: Final = "—"
_BREATH: Final = 0.6
"""Seconds between two lines of one turn under which the time line shows one bar."""
_MEASURES: Final = (
    # label, key, form, whether it needs times
    ("Part de parole", "share", "percent", True),
    ("Temps de parole", "seconds", "clock", True),
    ("Mots par minute", "words_per_minute", "count", True),
    ("Mots", "words", "count", False),
    ("Questions", "questions", "count", False),
    ("Interruptions", "interruptions", "count", True),
    ("Plus longue tirade", "longest_monologue", "clock", True),
)


def head(sample: StoredSample) -> str:
    """Way back, name, date, channel or length."""
    transcript = sample.transcript or {}
    name = sample.name[:1].upper() + sample.name[1:]
    parts = [moment(sample.created_at)]
    if transcript.get("channel"):
        parts.append(str(transcript["channel"]))
    if transcript.get("duration"):
        whole = round(transcript["duration"])
        parts.append(
            f"appel de {whole // 60} min {whole % 60:02d} s" if whole >= 60 else f"appel de {whole} s"
        )
    truncated = (
        notice(
            "attention",
            "Fichier tronqué",
            "Il annonçait plus de son qu’il n’en contient : seul ce qui est lisible est noté.",
        )
        if transcript.get("truncated")
        else ""
    )
    return (
        f"<p class='retour'>{link('/ecoutes', 'Mes écoutes', icon_name='arrow-left')}</p><div class='titre-page'>"
        f"<h1>{pills(esc(name))}</h1><p class='chapo'>{esc(', '.join(parts))}</p></div>{truncated}"
    )


def has_agent(sample: StoredSample) -> bool:
    """Whether somebody in the dialogue is known to be the agent."""
    return any(s["speaker"] == AGENT for s in (sample.transcript or {}).get("segments", ()))


def choices(sample: StoredSample) -> list[tuple[str, int]]:
    """Lines of a single voice track, to be given to one speaker or the other."""
    segments = (sample.transcript or {}).get("segments", ())
    return [(f"{clock(s['start'])} · {s['text']}", i) for i, s in enumerate(segments)]


def levels(
    sample: StoredSample,
    assessment: Mapping[str, Any] | None,
    people: Mapping[str, int | None] | None = None,
    again: Mapping[str, str] | None = None,
) -> str:
    """Safeguards, then the grid; `again` is told of the criteria judged again after a correction."""
    if assessment is None:
        return notice(
            "info",
            "Il reste à dire qui parle",
            "La grille se remplit dès que les lignes du client sont cochées.",
        )
    place = _placer(sample)
    doubt = (
        notice(
            "info",
            "Vérifiez qui parle",
            "L’agent a été reconnu à ses mots, sans certitude : échangez les voix si besoin.",
        )
        if not (sample.transcript or {}).get("agent_sure", True)
        else ""
    )
    shown = [
        c
        for c in assessment["criteria"]
        if c["level"] is not None and not criteria.advice_only(assessment["grid"], c["id"])
    ]
    weakest = min(shown, key=lambda c: c["level"], default=None)
    first = weakest["id"] if weakest is not None and weakest["level"] < 3 else None
    return (
        f"<div class='pile serree'>{criteria.banner(assessment['flags'], place)}{doubt}<section>"
        f"<h2>La grille, critère par critère</h2>{criteria.summary(assessment['criteria'], assessment['grid'])}"
        f"{criteria.rows(assessment, place, first=first, people=people, again=again)}"
        f"{criteria.colophon(assessment)}</section></div>"
    )


def measures(sample: StoredSample) -> str:
    """Times and counts, and who speaks when."""
    found = sample.measures or {}
    parts: Mapping[str, Mapping[str, Any]] = found.get("speakers", {})
    if not parts:
        return ""
    timed = bool(found.get("duration"))
    names = "".join(f"<th scope='col' class='n'>{esc(SPEAKERS.get(who, 'Voix'))}</th>" for who in parts)
    rows = "".join(
        f"<tr><th scope='row'>{label}</th>"
        + "".join(f"<td class='n'>{_value(part.get(key), form)}</td>" for part in parts.values())
        + "</tr>"
        for label, key, form, needs_times in _MEASURES
        if timed or not needs_times
    )
    return (
        "<section class='carte'><h2>Mesures</h2>"
        "<div class='defile' tabindex='0' role='group' aria-label='Mesures'>"
        f"<table class='tableau'><thead><tr>"
        f"<th scope='col'>Mesure</th>{names}</tr></thead><tbody>{rows}</tbody></table></div>"
        f"{_silences(found) if timed else ''}{_timeline(sample, found) if timed else ''}</section>"
    )


def talk(sample: StoredSample, assessment: Mapping[str, Any] | None, *, editable: bool = False) -> str:
    """The dialogue, masked; `editable` when who looks may correct its words."""
    lines = [
        Line(
            i,
            SPEAKERS.get(one.turn.speaker, "Voix"),
            one.turn.text,
            lead=one.turn.speaker == AGENT,
            start=one.turn.start,
            doubts=one.doubts,
            pieces=one.pieces,
            editable=editable,
            heard=one.heard,
        )
        for i, one in enumerate(said(sample.transcript))
    ]
    unsure = ""
    if any(line.doubts for line in lines):
        do = "touchez-le pour le corriger" if editable else "à vérifier avant de s’y fier"
        unsure = f"<p class='discret-texte'>Souligné en pointillé : un mot mal entendu, {do}.</p>"
    marked = marks_of(assessment) if assessment else ()
    return (
        f"<section class='carte transcription-carte' aria-label='Transcription'><h2>Ce qui s’est dit</h2>{unsure}"
        f"<div class='defile-v' tabindex='0' role='group' aria-label='Dialogue'>"
        f"{dialogue(lines, marked, label='Message', first=1)}</div></section>"
    )


def _placer(sample: StoredSample) -> criteria.Place:
    turns = sample_turns(sample)

    def place(turn: int) -> tuple[int, str]:
        start = turns[turn].start if 0 <= turn < len(turns) else None
        return turn, f"à {clock(start)}" if start is not None else f"message\u00a0{turn + 1}"

    return place


def _value(value: float | None, form: str) -> str:
    if value is None:
        return _NONE
    if form == "percent":
        return f"{100 * value:.0f}&nbsp;%"
    return clock(value) if form == "clock" else f"{value:.0f}"


def _silences(found: Mapping[str, Any]) -> str:
    silences, holds, overlaps = found["silences"], found["holds"], found["overlaps"]
    items = [f"{_count(len(silences), 'silence')} de plus de 3 s"]
    if holds:
        well = sum(h["announced"] and h["taken_back"] for h in holds)
        items.append(agree(f"{_count(len(holds), 'mise')} en attente, dont {well} annoncée(s) et reprise(s)"))
    items.append(_count(len(overlaps), "chevauchement"))
    return f"<p class='discret-texte'>{' · '.join(items)}</p>"


def _count(number: int, noun: str) -> str:
    return f"{number or 'Aucun'} {noun}{'s' if number > 1 else ''}"


def _timeline(sample: StoredSample, found: Mapping[str, Any]) -> str:
    spans = [span for number, one in enumerate(said(sample.transcript)) for span in _stretches(number, one)]
    overlaps = [{**o, "by": SPEAKERS.get(o.get("by") or "")} for o in found["overlaps"]]
    drawn = charts.speech(
        spans, found["silences"], overlaps, float(found["duration"]), holds=found.get("holds", ())
    )
    return f"<h3>Qui parle, quand</h3>{drawn}" if drawn else ""


def _stretches(number: int, one: Said) -> list[dict[str, Any]]:
    """When a turn is really spoken: a wait inside it is not speech."""
    spans: list[dict[str, Any]] = []
    for piece in one.pieces:
        if piece.begins is None or piece.ends is None:
            continue
        if spans and piece.begins - spans[-1]["end"] < _BREATH:
            spans[-1]["end"] = max(spans[-1]["end"], piece.ends)
        else:
            who = SPEAKERS.get(one.turn.speaker, "Voix")
            spans.append({"speaker": who, "start": piece.begins, "end": piece.ends, "turn": number})
    return spans
