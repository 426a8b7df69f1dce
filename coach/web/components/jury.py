"""The jury's sheet as HTML: evidence, own notes, questions with what surrounds them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Final

from coach.domain.jury import CoachLevel, CompetencePart, CriterionPart, Evidence, OwnQuestion
from coach.domain.jury_bank import Question, Surround
from coach.jury.sheets import FREE, OpenSheet
from coach.store.jury import Note
from coach.web.components.criteria import WORDS
from coach.web.html import esc, icon, link, marks
from coach.web.html import fr as _spaced

_SHOWN: Final = 3
"""Passages of a criterion that are open at once."""
_FREE: Final = {FREE[0]: "Entretien technique, notes libres", FREE[1]: "Entretien final, notes libres"}


def sheet_html(opened: OpenSheet, own_words: Surround) -> str:
    """The whole sheet: contents, competences, transversal ones, entretien final, free notes."""
    asked = frozenset(opened.stored.facts.get("asked", {}))
    blind = opened.stored.facts.get("blind") or {}
    made = opened.sheet

    def part(p: CompetencePart) -> str:
        levels = [level for level in opened.levels if level.target.partition(".")[0] == p.id]
        return _competence(p, opened.notes, levels, blind if opened.closed else {}, asked, own_words)

    body = "".join(part(p) for p in made.competences)
    body += (
        "<section class='carte'><h2>Compétences transversales</h2><p class='discret-texte'>Évaluées au travers des "
        "autres (RE p. 9/28) : leurs questions se posent dans le temps des compétences "
        "professionnelles.</p></section>"
    )
    body += "".join(part(p) for p in made.transversal)
    if made.final:
        questions = "".join(_asked(q, asked) for q in made.final)
        body += (
            f"<details class='carte competence-jury' id='s-final'><summary>{icon('chevron-down')}<span>"
            "<h2>Entretien final"
            "</h2></span><span class='pastille'>20&nbsp;min</span></summary><p "
            "class='discret-texte'>Vision du métier, culture "
            "professionnelle, dossier professionnel (RE p. 4/28 et 25/28). Les épreuves techniques ne s’y repassent "
            f"pas.</p>{questions}{_note_form(FREE[1], _FREE[FREE[1]], opened.notes.get(FREE[1]), level=False)}</details>"
        )
    free = _note_form(FREE[0], _FREE[FREE[0]], opened.notes.get(FREE[0]), level=False)
    body += f"<section class='carte'>{free}</section>"
    place = f"data-exam='{esc(opened.exam.id)}' data-candidat='{esc(opened.candidate.id)}'"
    return f"<div class='fiche-jury pile' data-fiche-jury {place}>{_contents(opened)}{body}</div>"


def _contents(opened: OpenSheet) -> str:
    made = opened.sheet
    pieces = "".join(
        f"<li>{link(href, name) if href else esc(name)}</li>" for name, href in dict.fromkeys(made.pieces)
    )
    if opened.samples:
        pieces += f"<li>{opened.samples} échantillon{'s' if opened.samples > 1 else ''} d’écoute</li>"
    count = len(dict.fromkeys(made.pieces)) + bool(opened.samples)
    read = (
        f"<details><summary>Pièces lues ({count})</summary><ul>{pieces}</ul></details>"
        if pieces
        else "<p>Aucune pièce n’est partagée pour l’instant : la fiche tient aux seules questions de la banque.</p>"
    )
    return (
        "<section class='carte'><h2>Le dossier en un coup d’œil</h2>"
        f"<p>{made.minutes}&nbsp;minutes d’échange, réparties entre les compétences ; un peu plus là où le dossier "
        "montre peu. Ouvrez une compétence : ses passages, votre note, ses questions. Le choix des questions ne lit "
        f"aucun niveau du coach.</p>{read}"
        "<p><button type='button' class='bouton discret' data-deplier>Tout ouvrir</button></p></section>"
    )


def _competence(
    part: CompetencePart,
    notes: Mapping[str, Note],
    levels: Sequence[CoachLevel],
    blind: Mapping[str, int],
    asked: Collection[str],
    own_words: Surround,
) -> str:
    time = f"<span class='pastille'>{part.minutes}&nbsp;min</span>" if part.minutes else ""
    shown, given = sum(bool(c.evidence) for c in part.criteria), _given(part, notes)
    facts = f"{shown} critère{'s' if shown > 1 else ''} sur {len(part.criteria)} avec un passage" + (
        f" · {given} niveau{'x' if given > 1 else ''} posé{'s' if given > 1 else ''}" if given else ""
    )
    criteria = "".join(_criterion(c, notes.get(c.id), blind) for c in part.criteria)
    whole = _quotes(part.whole, "Sur l’ensemble de la compétence") if part.whole else ""
    questions = "".join(_own(q, own_words, asked) for q in part.own) + "".join(
        _asked(q, asked) for q in part.questions
    )
    reserve = "".join(_asked(q, asked) for q in part.reserve)
    kept = f"<h4>En réserve</h4>{reserve}" if reserve else ""
    return (
        f"<details class='carte competence-jury' id='s-{part.id}'><summary>{icon('chevron-down')}"
        f"<span><h2>{esc(part.id)} · {esc(fr(part.name))}</h2><span class='discret-texte'>{facts}</span></span>{time}"
        f"</summary>{_coach(levels)}<h3>Ce que montre le dossier</h3>{criteria}{whole}"
        f"<h3>Questions à poser</h3>{questions}{kept}</details>"
    )


def _given(part: CompetencePart, notes: Mapping[str, Note]) -> int:
    return sum((note := notes.get(c.id)) is not None and note.level is not None for c in part.criteria)


def _criterion(criterion: CriterionPart, note: Note | None, blind: Mapping[str, int]) -> str:
    if criterion.evidence:
        body = _quotes(criterion.evidence)
    else:
        word = "À observer sur l’ensemble" if criterion.across else "Rien au dossier"
        body = f"<p class='manque-jury'><b>{word}.</b> À chercher : {esc(fr(_lower(criterion.look)))}</p>"
    before = ""
    if criterion.id in blind and note is not None and note.level != blind[criterion.id]:
        before = f"<p class='discret-texte'>Avant de voir le coach : {WORDS[blind[criterion.id]]}.</p>"
    return (
        f"<article class='critere-jury'><div class='lu-jury'><h4>{esc(criterion.id)} · {esc(fr(criterion.title))} "
        f"<span class='discret-texte'>({esc(criterion.page)})</span></h4>{body}{before}</div>"
        f"{_note_form(criterion.id, f'Ma note sur {criterion.id}', note)}</article>"
    )


def _quotes(evidence: Sequence[Evidence], title: str = "") -> str:
    head = f"<h4>{title}</h4>" if title else ""
    shown = "".join(_quote(e) for e in evidence[:_SHOWN])
    more = "".join(_quote(e) for e in evidence[_SHOWN:])
    rest = len(evidence) - _SHOWN
    folded = (
        f"<details><summary>{rest} autre{'s' if rest > 1 else ''} passage{'s' if rest > 1 else ''}"
        f"</summary>{more}</details>"
        if rest > 0
        else ""
    )
    return head + shown + folded


def _quote(evidence: Evidence) -> str:
    source = link(evidence.href, evidence.source) if evidence.href else esc(evidence.source)
    return f"<blockquote>« {esc(evidence.quote.strip('«» '))} » <span class='discret-texte'>{source}</span></blockquote>"


def _note_form(criterion: str, label: str, note: Note | None, *, level: bool = True) -> str:
    given = note.level if note is not None else None
    text = note.text if note is not None else ""
    radios = ""
    if level:
        choices = "".join(
            f"<label><input type='radio' name='n-{esc(criterion)}' value='{value}'"
            f"{' checked' if value == given else ''}><span>{value} · {WORDS[value]}</span></label>"
            for value in (0, 1, 2, 3)
        )
        none = (
            f"<label><input type='radio' name='n-{esc(criterion)}' value=''{' checked' if given is None else ''}>"
            "<span>Pas de niveau</span></label>"
        )
        radios = (
            f"<fieldset><legend class='hors-ecran'>Mon niveau sur {esc(criterion)}"
            f"</legend>{choices}{none}</fieldset>"
        )
    return (
        f"<form class='note-jury' data-note='{esc(criterion)}'>{radios}"
        f"<label class='texte-note'><span>{esc(label)}</span>"
        f"<textarea rows='2' maxlength='4000'>{esc(text)}</textarea></label>"
        "<span class='etat-note' data-etat role='status'></span></form>"
    )


def _coach(levels: Sequence[CoachLevel]) -> str:
    if not levels:
        return ""
    rows = "".join(
        f"<li>{marks(level.level)}<span>{esc(level.criterion)} · {esc(fr(level.title))} : "
        f"<b>{WORDS[level.level]}</b> <span class='discret-texte'>{link(level.href, level.source)}, grille "
        f"{esc(level.version)}</span></span></li>"
        for level in levels
    )
    return (
        "<details class='niveaux-coach'><summary>Niveaux du coach sur les exercices "
        f"({len(levels)})</summary><ul>{rows}</ul><p class='discret-texte'>Ces niveaux sont ceux d’exercices "
        "d’entraînement, sur une autre grille que celle du RE.</p></details>"
    )


def _own(question: OwnQuestion, own_words: Surround, asked: Collection[str]) -> str:
    source = f"<span class='discret-texte'>{esc(question.source)}</span>"
    quote = f"<blockquote>« {esc(question.quote.strip('«» '))} » {source}</blockquote>"
    return _question(
        f"propre-{question.criterion}", question.ask, own_words, question.ref, asked, quote, "Sur ses mots"
    )


def _asked(question: Question, asked: Collection[str]) -> str:
    return _question(question.id, question.asked.ask, question.asked, question.ref, asked, "", question.theme)


def _question(
    key: str, ask: str, held: Surround, ref: str, asked: Collection[str], quote: str, tag: str
) -> str:
    holds = "".join(f"<li>{esc(fr(point.says))}</li>" for point in held.holds)
    word = f"<span class='pastille'>{esc(tag)}</span> " if tag else ""
    return (
        f"<details class='question-jury'><summary>{icon('chevron-down')}<span>{word}{esc(fr(ask))}</span></summary>"
        f"<div class='dedans'>{quote}<p><b>Pourquoi.</b> {esc(fr(held.why))}</p>"
        f"<p><b>Une bonne réponse contient :</b></p><ul>{holds}</ul>"
        f"<p><b>Pour relancer.</b> {esc(fr(' '.join(held.more)))}</p>"
        f"<p><b>À relever.</b> {esc(fr(' '.join(held.flags)))}</p>"
        f"<p class='renvoi'>{icon('book-open')}<span>{esc(fr(ref))}</span></p>"
        f"<label class='posee'><input type='checkbox' data-posee='{esc(key)}'{' checked' if key in asked else ''}> "
        "<span>Question posée</span></label></div></details>"
    )


def fr(text: str) -> str:
    """French spaces, and the curly apostrophe that the referential's titles lack."""
    return _spaced(text.replace("'", "’"))


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
