"""The preparation sheet as a document: what the page shows, with room to write by hand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from coach import __version__
from coach.domain.jury import CoachLevel, CompetencePart, CriterionPart, Sheet
from coach.domain.jury_bank import Question, Surround
from coach.jury.exams import MODALITIES
from coach.reports.document import LEVEL_WORDS, Block, Bullets, Quote, Report, Section, Text
from coach.reports.typography import day, fr, quoted
from coach.store.jury import Note

NOTICE: Final = (
    "Cette fiche est établie par une intelligence artificielle, Coach MERCD. Elle montre ce que contient le dossier "
    "et propose des questions ; elle ne donne ni note, ni avis sur le candidat. Ce qui ne figure pas au dossier peut "
    "être montré à l’oral. Le jury seul décide."
)
_LINES: Final = "\u2026" * 46


def sheet_report(
    sheet: Sheet,
    *,
    title: str,
    own_words: Surround,
    facts: tuple[tuple[str, str], ...] = (),
    notes: Mapping[str, Note] | None = None,
    levels: tuple[CoachLevel, ...] = (),
) -> Report:
    """The document; notes and the coach's levels only when they are given."""
    sections = [
        Section("Le dossier en un coup d’œil", _glance(sheet, own_words)),
        *(s for part in sheet.competences for s in _competence(part, notes or {}, levels)),
        Section("Compétences transversales", (Text(fr(_CROSSING), quiet=True),)),
        *(s for part in sheet.transversal for s in _competence(part, notes or {}, levels)),
        *_final(sheet.final),
        Section("Observations du jury", tuple(Text(_LINES, quiet=True) for _ in range(6))),
    ]
    return Report(
        title=fr(title),
        subtitle=fr(f"Fiche de préparation du jury · {MODALITIES.get(sheet.modality, sheet.modality)}"),
        facts=tuple((fr(a), fr(b)) for a, b in facts),
        notice=fr(NOTICE),
        sections=tuple(sections),
        colophon=(
            fr("Titre professionnel MERCD, TP-01276, millésime 05 : REAC et RE du 14 février 2024"),
            fr(f"Coach MERCD {__version__}"),
            fr(f"Document établi le {day(date.today())}"),
        ),
    )


_CROSSING: Final = (
    "Le RE les évalue au travers des compétences professionnelles (RE p. 9/28) : ces questions se posent dans le "
    "temps des autres, sans minutes à elles."
)


def sheet_json(sheet: Sheet, own_words: Surround) -> dict[str, Any]:
    """The sheet as plain values, for `--json`."""
    return {
        "modality": sheet.modality,
        "minutes": sheet.minutes,
        "pieces": [{"name": name, "href": href} for name, href in sheet.pieces],
        "competences": [_part_json(p, own_words) for p in sheet.competences],
        "transversal": [_part_json(p, own_words) for p in sheet.transversal],
        "final": [_question_json(q) for q in sheet.final],
    }


def _part_json(part: CompetencePart, own_words: Surround) -> dict[str, Any]:
    return {
        "id": part.id,
        "name": part.name,
        "minutes": part.minutes,
        "count": part.count,
        "criteria": [
            {
                "id": c.id,
                "title": c.title,
                "page": c.page,
                "missing": c.missing,
                "across": c.across,
                "look": c.look,
                "evidence": [{"quote": e.quote, "source": e.source} for e in c.evidence],
            }
            for c in part.criteria
        ],
        "own_questions": [
            {
                "criterion": q.criterion,
                "quote": q.quote,
                "source": q.source,
                "ask": q.ask,
                "ref": q.ref,
                "why": own_words.why,
                "holds": [p.says for p in own_words.holds],
                "more": list(own_words.more),
                "flags": list(own_words.flags),
            }
            for q in part.own
        ],
        "questions": [_question_json(q) for q in part.questions],
        "reserve": [_question_json(q) for q in part.reserve],
    }


def _question_json(question: Question) -> dict[str, Any]:
    asked = question.asked
    return {
        "id": question.id,
        "criterion": question.criterion,
        "theme": question.theme or None,
        "ask": asked.ask,
        "why": asked.why,
        "holds": [p.says for p in asked.holds],
        "more": list(asked.more),
        "flags": list(asked.flags),
        "ref": question.ref,
    }


def _glance(sheet: Sheet, own_words: Surround) -> tuple[Block, ...]:
    lines = []
    for part in sheet.competences:
        shown = sum(bool(c.evidence) for c in part.criteria)
        lines.append(
            fr(
                f"{part.id} · {part.name} : {part.minutes} min, {shown} critère{'s' if shown > 1 else ''} sur "
                f"{len(part.criteria)} avec au moins un passage"
            )
        )
    pieces = tuple(fr(name) for name, _ in sheet.pieces)
    read = Text(fr(" ; ".join(dict.fromkeys(pieces)) or "aucune pièce partagée"), strong=fr("Pièces lues :"))
    share = Text(
        fr(
            f"{sheet.minutes} minutes d’échange, réparties pour que chaque compétence ait son temps ; un peu plus là "
            "où le dossier montre peu."
        ),
        quiet=True,
    )
    own = (
        (
            Text(fr(own_words.why), strong=fr("Questions « sur ses mots ».")),
            Text(
                fr(" ; ".join(p.says for p in own_words.holds) + ". " + " ".join(own_words.more)),
                strong=fr("Une bonne réponse :"),
            ),
        )
        if any(part.own for part in sheet.competences)
        else ()
    )
    return (read, Bullets(tuple(lines)), share, *own)


def _competence(
    part: CompetencePart,
    notes: Mapping[str, Note],
    levels: tuple[CoachLevel, ...],
) -> list[Section]:
    time = f" · {part.minutes} min" if part.minutes else ""
    shown = [c for c in part.criteria if not c.missing]
    missing = [c for c in part.criteria if c.missing]
    across = [c for c in shown if not c.evidence]
    shown = [c for c in shown if c.evidence]
    blocks: list[Block] = []
    for criterion in shown:
        blocks += _shown(criterion, notes)
    blocks += [Quote(quoted(e.quote), fr(e.source)) for e in part.whole[:3]]
    if across:
        blocks.append(Text("", strong=fr("À observer sur l’ensemble :")))
        blocks.append(Bullets(tuple(fr(f"{c.id} {c.title}. {c.look}") for c in across)))
        for criterion in across:
            blocks += _noted(criterion, notes)
    if missing:
        blocks.append(Text("", strong=fr("Rien au dossier sur :")))
        blocks.append(Bullets(tuple(fr(f"{c.id} {c.title}. À chercher : {c.look}") for c in missing)))
        for criterion in missing:
            blocks += _noted(criterion, notes)
    given = [level for level in levels if level.target.partition(".")[0] == part.id]
    if given:
        blocks.append(Text("", strong=fr("Niveaux du coach, lus après les vôtres :")))
        blocks.append(
            Bullets(
                tuple(
                    fr(f"{g.criterion} {g.title} : {LEVEL_WORDS[g.level]} ({g.source} ; grille {g.version})")
                    for g in given
                )
            )
        )
    sections = [Section(fr(f"{part.id} · {part.name}{time}"), tuple(blocks))]
    sections += _own(part)
    sections += [_asked(q) for q in part.questions]
    if part.reserve:
        kept = Bullets(tuple(fr(q.asked.ask) for q in part.reserve))
        sections.append(Section(fr(f"{part.id} · en réserve"), (kept,), depth=2))
    return sections


def _shown(criterion: CriterionPart, notes: Mapping[str, Note]) -> list[Block]:
    return [
        Text(fr(f"({criterion.page})"), strong=fr(f"{criterion.id} {criterion.title}")),
        *(Quote(quoted(e.quote), fr(e.source)) for e in criterion.evidence[:3]),
        *_noted(criterion, notes),
    ]


def _noted(criterion: CriterionPart, notes: Mapping[str, Note]) -> list[Block]:
    note = notes.get(criterion.id)
    if note is None or (note.level is None and not note.text.strip()):
        return []
    level = "" if note.level is None else f"{LEVEL_WORDS[note.level]}. "
    return [Text(fr(f"{level}{note.text}".strip()), strong=fr(f"Ma note sur {criterion.id} :"))]


def _own(part: CompetencePart) -> list[Section]:
    """Questions on the candidate's words; what surrounds them is said once, at the top."""
    if not part.own:
        return []
    blocks: list[Block] = []
    for question in part.own:
        blocks.append(Quote(quoted(question.quote), fr(question.source)))
        blocks.append(Text(fr(question.ask), strong=fr(f"{question.criterion} :")))
        blocks.append(Text(_LINES, quiet=True))
    return [Section(fr(f"{part.id} · sur ses mots"), tuple(blocks), depth=2)]


def _asked(question: Question) -> Section:
    return Section(fr(question.asked.ask), _surround(question.asked, question.ref), depth=2)


def _surround(asked: Surround, ref: str) -> tuple[Block, ...]:
    return (
        Text(fr(asked.why), strong=fr("Pourquoi :")),
        Text("", strong=fr("Une bonne réponse contient :")),
        Bullets(tuple(fr(p.says) for p in asked.holds)),
        Text(fr(f"{' '.join(asked.more)} À relever : {' '.join(asked.flags)}"), strong=fr("Pour relancer :")),
        Text(fr(ref), quiet=True),
        Text(_LINES, quiet=True),
    )


def _final(questions: tuple[Question, ...]) -> list[Section]:
    if not questions:
        return []
    head = Section(
        fr("Entretien final · 20 min"),
        (
            Text(
                fr(
                    "Vision globale du métier, culture professionnelle, dossier professionnel (RE p. 4/28 et 25/28) : "
                    "les épreuves techniques ne s’y repassent pas."
                ),
                quiet=True,
            ),
        ),
    )
    return [head, *(_asked(q) for q in questions)]
