"""What a report says: assembled from a stored scoring, never more than the page shows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from coach import __version__
from coach.reports.document import (
    ADVICE_ONLY,
    LEVEL_WORDS,
    Block,
    Bullets,
    Exchange,
    Line,
    Quote,
    Report,
    Section,
    Spoken,
    Table,
    Text,
)
from coach.reports.typography import NBSP, day, fr, quoted

NOTICE: Final = (
    "Ce document est établi par une intelligence artificielle, Coach MERCD, à partir des mots de l’échange. Il sert à "
    "s’entraîner : le coach propose, le formateur corrige. Il ne vaut ni note d’examen, ni avis sur la certification, "
    "dont le jury décide seul. Aucune émotion n’est déduite d’une voix ou d’un visage."
)
_ENGINES: Final = {"embedded": "embarqué"}

Place = Callable[[int], str]
"""Index of a turn of the assessment -> what to call it (« tour 4 », « 2:07 »)."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What the report is about, in words, and its exchange."""

    title: str
    subtitle: str
    facts: tuple[tuple[str, str], ...]
    exchange: tuple[Spoken, ...]
    place: Place
    made_on: date


def report(
    subject: Subject,
    assessment: Mapping[str, Any],
    debrief: Mapping[str, Any] | None,
    advice_only: frozenset[str],
    reviews: Mapping[str, Sequence[tuple[str, str]]] | None = None,
) -> Report:
    """The report of an interview (with its debrief) or of a sample.

    `advice_only` are the criteria shown without a level; `reviews` gives by criterion (who and level, reason) of
    what people said of it.
    """
    sections = [
        *_flags(assessment["flags"], subject.place),
        *_essential(debrief or {}, subject.place),
        Section("Les niveaux en un coup d’œil", _glance(assessment, advice_only)),
        Section("Critère par critère", ()),
        *(_criterion(c, subject.place, advice_only, reviews or {}) for c in assessment["criteria"]),
        *_learned(debrief or {}),
        Section(
            "Ce qui s’est dit", (Exchange(tuple(replace(t, text=fr(t.text)) for t in subject.exchange)),)
        ),
    ]
    engine = _ENGINES.get(assessment["engine"], assessment["engine"])
    return Report(
        title=fr(subject.title),
        subtitle=fr(subject.subtitle),
        facts=tuple((fr(label), fr(value)) for label, value in subject.facts),
        notice=fr(NOTICE),
        sections=tuple(sections),
        colophon=(
            fr(f"Grille « {assessment['grid']} », version {assessment['rubric_version']}"),
            fr(f"Moteur {engine}, Coach MERCD {__version__}"),
            fr(f"Document établi le {day(subject.made_on)}"),
        ),
    )


def _flags(flags: Sequence[Mapping[str, Any]], place: Place) -> tuple[Section, ...]:
    if not flags:
        return ()
    blocks: list[Block] = []
    for flag in flags:
        blocks.append(Text("", strong=fr(flag["title"])))
        blocks.append(Quote(quoted(flag["quote"]), place(flag["turn"])))
        if flag.get("article"):
            since = flag.get("in_force_on")
            when = f", en vigueur le {day(date.fromisoformat(since))}" if since else ""
            blocks.append(Text(fr(f"{flag['article'].rstrip('. ')}{when}."), quiet=True))
        blocks.append(Text(fr(flag["instead"]), strong=fr("À dire plutôt :")))
    title = "Un point de vigilance" if len(flags) == 1 else f"{len(flags)} points de vigilance"
    return (Section(title, tuple(blocks), alert=True),)


def _essential(debrief: Mapping[str, Any], place: Place) -> tuple[Section, ...]:
    """Turn numbers of a debrief are already those of the exchange: they are not placed again."""
    blocks: list[Block] = []
    if strength := debrief.get("strength"):
        blocks += [
            Text(fr(strength["title"]), strong=fr("Un point fort :")),
            Quote(quoted(strength["quote"]), _turn(strength["turn"])),
        ]
    if priority := debrief.get("priority"):
        blocks += [
            Text(fr(priority["title"]), strong=fr("Une priorité :")),
            Text(fr(priority["advice"])),
        ]
        if priority.get("drill"):
            blocks.append(Text(fr(priority["drill"]), strong=fr("À refaire :")))
    if said := debrief.get("rewording"):
        blocks += [
            Text("", strong=fr("Une phrase à mieux dire :")),
            Quote(quoted(said["before"]), _turn(said["turn"])),
            Text(quoted(said["after"]), strong=fr("Mieux dit :")),
            Text(fr(said["why"]), quiet=True),
        ]
    return (Section("L’essentiel", tuple(blocks)),) if blocks else ()


def _turn(number: int) -> str:
    return f"tour\u00a0{number}"


def _glance(assessment: Mapping[str, Any], advice_only: frozenset[str]) -> tuple[Block, ...]:
    lines = tuple(
        Line(
            c["id"],
            fr(c["title"]),
            None if c["id"] in advice_only else c["level"],
            ADVICE_ONLY if c["id"] in advice_only else LEVEL_WORDS[c["level"]],
        )
        for c in assessment["criteria"]
    )
    mean = assessment.get("overall")
    told = (
        Text(fr(f"Moyenne des niveaux donnés : {mean:.2f}".replace(".", ",") + f" sur{NBSP}3."))
        if mean is not None
        else None
    )
    advised = (
        Text(
            fr(
                "« Conseil seulement » : sur ce critère, l’accord du coach avec les niveaux de référence n’est pas "
                "suffisant, ou pas mesuré ; aucun niveau n’est donné et la moyenne n’en tient pas compte."
            ),
            quiet=True,
        )
        if advice_only & {c["id"] for c in assessment["criteria"]}
        else None
    )
    return tuple(block for block in (Table(lines), told, advised) if block is not None)


def _criterion(
    criterion: Mapping[str, Any],
    place: Place,
    advice_only: frozenset[str],
    reviews: Mapping[str, Sequence[tuple[str, str]]],
) -> Section:
    advised = criterion["id"] in advice_only
    word = ADVICE_ONLY if advised else LEVEL_WORDS[criterion["level"]]
    blocks: list[Block] = [Quote(quoted(e["quote"]), place(e["turn"])) for e in criterion["evidence"]]
    if criterion["why"]:
        blocks.append(Text(fr(criterion["why"])))
    if criterion["advice"]:
        blocks.append(Text(fr(criterion["advice"]), strong=fr("Et ensuite :")))
    blocks += [Text(fr(reason), strong=fr(f"{who} :")) for who, reason in reviews.get(criterion["id"], ())]
    if criterion["refs"]:
        blocks.append(Text(fr(" · ".join(criterion["refs"])), quiet=True))
    return Section(fr(f"{criterion['id']}. {criterion['title']} — {word}"), tuple(blocks), depth=2)


def _learned(debrief: Mapping[str, Any]) -> tuple[Section, ...]:
    facts = tuple(
        fr(f"{f['title']} — " + (f"appris au tour {f['turn']}" if f.get("turn") is not None else "manqué"))
        for f in debrief.get("facts", ())
    )
    agreed = tuple(f"{quoted(c['quote'])} ({_turn(c['turn'])})" for c in debrief.get("commitments", ()))
    found = []
    if facts:
        found.append(Section("Ce que vous avez appris, ce qui vous a échappé", (Bullets(facts),)))
    if agreed:
        found.append(Section("Ce qui a été convenu", (Bullets(agreed),)))
    return tuple(found)
