"""From a question to an answer: understand, search, decide, write, check."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from coach.errors import EngineError
from coach.knowledge.answers import (
    LEGAL_NOTE,
    Answer,
    Brief,
    Claim,
    EmbeddedWriter,
    RankedPassage,
    Writer,
    assemble,
    caution,
    is_legal,
)
from coach.knowledge.passages import Passage
from coach.knowledge.questions import Message, Question, parts, understand
from coach.knowledge.retrieval import Found, Ranked, Retriever
from coach.knowledge.words import stems

MAX_QUESTION = 2000
"""Characters of a question that are read."""

_RECENT = timedelta(days=731)
_PAST_SHARE = 0.8
"""Share of the best present score from which a section that has ended answers "what was"."""
_SAME_POINT = 2
"""Telling words that an older section shares with the present one when they are about the same point."""
_NO_QUESTION = (
    "Je n'ai pas compris de question. Posez-la en une phrase, par exemple : "
    "« Jusqu'à quelle heure puis-je appeler un prospect ? »"
)
_NO_ANSWER = (
    "Je ne trouve pas de réponse sûre à cette question dans mes sources, et je préfère ne rien inventer."
)


class Answerer:
    """Answers from one retriever with one writer; without a model it falls back to nothing else."""

    def __init__(self, retriever: Retriever, writer: Writer | None = None) -> None:
        self._retriever = retriever
        self._embedded = EmbeddedWriter()
        self._writer: Writer = writer or self._embedded
        self._threshold = retriever.threshold

    def answer(
        self,
        text: str,
        *,
        on: date | None = None,
        today: date,
        top: int = 8,
        history: Sequence[Message] = (),
        domain: str | None = None,
        competence: str | None = None,
    ) -> Answer:
        """Answer to a question; never raises for what a person may type."""
        question = understand(text[:MAX_QUESTION], on=on, today=today, history=history)
        if not any(c.isalpha() for c in question.text):
            return Answer(question.text, _NO_QUESTION, True, question.as_of, (), (), self._embedded.name)
        scope = (domain, competence)
        whole = self._look(question, on, top, scope)
        pieces = self._parts(question, on, top, scope, whole)
        if pieces:
            return self._join(question, pieces, top, history)
        return self._single(question, whole, top, history)

    # -- one subject ---------------------------------------------------------------------------

    def _look(
        self, question: Question, on: date | None, top: int, scope: tuple[str | None, str | None]
    ) -> tuple[Question, Found]:
        """Searches the rules in force that day; for "what was", the older rules as well."""
        domain, competence = scope

        def search(as_of: date | None) -> Found:
            return self._retriever.search(
                question.search,
                top=max(top, 10),
                as_of=as_of,
                domain=domain,
                competence=competence,
                english=question.english,
                focus=question.text if question.follows_up else None,
            )

        found = search(question.as_of)
        if on is None and not question.dated and question.about_past:
            floor = found.ranked[0].score if found.ranked else 0.0
            for r in search(None).ranked:
                end = r.passage.in_force.end
                if end and end < question.as_of and r.score > _PAST_SHARE * floor:
                    # What was in force then, the section that has ended first.
                    then = search(end)
                    ranked = sorted(then.ranked, key=lambda t: t.passage.in_force.end != end)
                    return replace(question, as_of=end), replace(then, ranked=tuple(ranked))
        return question, found

    def _single(
        self, asked: Question, looked: tuple[Question, Found], top: int, history: Sequence[Message]
    ) -> Answer:
        question, found = looked
        if not found.ranked or found.confidence < self._threshold:
            return self._abstain(asked, question, found, top)
        claims, engine = self._claims(Brief(question, found.ranked))
        body, citations = assemble(claims, question.as_of)
        if not citations:
            return self._abstain(asked, question, found, top)
        best = found.ranked[0].passage
        lines = [body, *self._change_lines(question, best), caution(best)]
        if is_legal(best) and not history:
            lines.append(LEGAL_NOTE)
        return Answer(
            question=asked.text,
            answer="\n\n".join(line for line in lines if line),
            abstained=False,
            as_of=question.as_of,
            citations=citations,
            passages=_ranked_passages(found.ranked, top),
            engine=engine,
            confidence=found.confidence,
            changes=tuple((c.day, c.what) for c in best.changes),
            see_also=self._see_also(found.ranked, {c.passage_id for c in citations}),
        )

    def _claims(self, brief: Brief) -> tuple[tuple[Claim, ...], str]:
        """Claims of the writer; the embedded one's when the model fails or writes nothing that holds."""
        if self._writer is not self._embedded:
            try:
                claims = tuple(c for c in self._writer.write(brief) if c.holds)
            except EngineError:
                claims = ()
            if claims:
                return claims, self._writer.name
        return self._embedded.write(brief), self._embedded.name

    def _change_lines(self, question: Question, best: Passage) -> list[str]:
        """What was, or what has come since, for a rule that moved."""
        lines: list[str] = []
        # The changes are those of the whole fiche: only the ones about this very section are told.
        about = set(stems(f"{best.title} {best.lead}"))
        changes = [c for c in best.changes if about & set(stems(c.what))]
        later = [c for c in changes if c.day > question.as_of]
        recent = [c for c in changes if question.as_of - _RECENT <= c.day <= question.as_of]
        if later:
            change = min(later, key=lambda c: c.day)
            lines.append(f"Cela a changé depuis, le {_french(change.day)} : {_inside(change.what)}")
        elif recent and (
            question.about_change or question.about_past or best.in_force.start in {c.day for c in recent}
        ):
            change = max(recent, key=lambda c: c.day)
            lines.append(f"Règle modifiée le {_french(change.day)} : {_inside(change.what)}")
        if question.about_change or question.dated:
            before = self._before(best, question)
            told = set(stems(f"{before.title} {before.lead}")) if before is not None else set()
            if before is not None and question.about_change and len(about & told) >= _SAME_POINT:
                end = before.in_force.end
                lines.append(f"Avant (jusqu'au {_french(end)}) : {before.lead}" if end else "")
        return lines

    def _before(self, best: Passage, question: Question) -> Passage | None:
        """Section on the same point whose rule ended before the day asked, nearest to the question."""
        ids = [i for i in (best.source_id, best.replaces) if i]
        ended = {
            p.id
            for i in ids
            for p in self._retriever.of_source(i)
            if p.in_force.end and p.in_force.end < question.as_of and p.lead
        }
        if not ended:
            return None
        found = self._retriever.search(f"{question.search} {best.title}", top=200, as_of=None)
        return next((r.passage for r in found.ranked if r.passage.id in ended), None)

    def _abstain(self, asked: Question, question: Question, found: Found, top: int) -> Answer:
        nearest = _nearest_titles(found.ranked) if found.confidence > 0.03 else ()
        offer = (
            f"\n\nSujets les plus proches : {' ; '.join(nearest)}."
            if nearest
            else (
                "\n\nJe réponds sur le titre MERCD et son examen, le démarchage et la numérotation, les données "
                "personnelles, le droit du travail utile au manager, le handicap, la qualité, les indicateurs et le "
                "management d'équipe."
            )
        )
        return Answer(
            question=asked.text,
            answer=_NO_ANSWER + offer,
            abstained=True,
            as_of=question.as_of,
            citations=(),
            passages=_ranked_passages(found.ranked, top),
            engine=self._embedded.name,
            confidence=found.confidence,
            nearest=nearest,
        )

    def _see_also(self, ranked: Sequence[Ranked], cited: set[str]) -> tuple[tuple[str, str], ...]:
        floor = 0.55 * ranked[0].score
        rest = [r.passage for r in ranked[1:] if r.score >= floor and r.passage.id not in cited]
        return tuple((p.heading, p.id) for p in rest[:3])

    # -- two subjects --------------------------------------------------------------------------

    def _parts(
        self,
        question: Question,
        on: date | None,
        top: int,
        scope: tuple[str | None, str | None],
        whole: tuple[Question, Found],
    ) -> tuple[tuple[Question, Found], ...]:
        """Each part with its own search, when a question truly holds several; else nothing."""
        texts = parts(question.text)
        if len(texts) < 2 or question.follows_up:
            return ()
        looked: list[tuple[Question, Found]] = []
        for i, text in enumerate(texts):
            said: Sequence[Message] = [{"role": "user", "content": texts[0]}] if i else ()
            part = understand(text, on=on or question.as_of, today=question.as_of, history=said)
            part = replace(part, english=question.english, about_past=question.about_past)
            looked.append(self._look(part, on, top, scope))
        sure = [f.ranked[0].passage.id for _, f in looked if f.ranked and f.confidence >= self._threshold]
        if len(set(sure)) < 2 or len({i.split("#")[0] for i in sure}) < 2:
            return ()
        return tuple(looked)

    def _join(
        self,
        question: Question,
        pieces: Sequence[tuple[Question, Found]],
        top: int,
        history: Sequence[Message],
    ) -> Answer:
        answers = [
            self._single(part, (part, found), max(top, 8), [{"role": "user", "content": ""}])
            for part, found in pieces
        ]
        written = [a for a in answers if not a.abstained]
        blocks = [
            a.answer if not a.abstained else f"Sur « {part.text.rstrip(' ?')} » : je n'ai pas de source sûre."
            for (part, _), a in zip(pieces, answers, strict=True)
        ]
        legal = any(is_legal(f.ranked[0].passage) for _, f in pieces if f.ranked)
        if legal and not history:
            blocks.append(LEGAL_NOTE)
        return Answer(
            question=question.text,
            answer="\n\n".join(_without_repeats(blocks)),
            abstained=False,
            as_of=question.as_of,
            citations=tuple(dict.fromkeys(c for a in written for c in a.citations)),
            passages=_interleave([a.passages for a in written])[:top],
            engine=written[0].engine,
            confidence=min(a.confidence for a in written),
            changes=tuple(dict.fromkeys(c for a in written for c in a.changes)),
            see_also=tuple(dict.fromkeys(s for a in written for s in a.see_also))[:3],
        )


def _ranked_passages(ranked: Sequence[Ranked], top: int) -> tuple[RankedPassage, ...]:
    return tuple(
        RankedPassage(r.passage.id, r.passage.source_id, r.passage.locator, r.score, r.passage.text)
        for r in ranked[:top]
    )


def _without_repeats(blocks: Sequence[str]) -> list[str]:
    """Blocks without the lines an earlier one already said; a block left empty goes."""
    said: set[str] = set()
    out = []
    for block in blocks:
        lines = [line for line in block.split("\n") if not line.strip() or line not in said]
        said.update(lines)
        kept = "\n".join(lines).strip()
        if kept:
            out.append(kept)
    return out


def _interleave(lists: Sequence[Sequence[RankedPassage]]) -> tuple[RankedPassage, ...]:
    out: dict[str, RankedPassage] = {}
    for i in range(max((len(x) for x in lists), default=0)):
        for ranking in lists:
            if i < len(ranking):
                out.setdefault(ranking[i].id, ranking[i])
    return tuple(out.values())


def _nearest_titles(ranked: Sequence[Ranked]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(r.passage.source_title for r in ranked))[:3]


_SMALL = frozenset("Le La Les L Un Une Hors Seul Seule Seuls Seules Remplacé Remplacée".split())


def _inside(text: str) -> str:
    """A sentence as it is written after a colon: its article loses the capital, a name keeps it."""
    first = text.split(" ", 1)[0].replace("'", "’")
    plain = first.split("’")[0] if "’" in first else first
    return text[0].lower() + text[1:] if plain in _SMALL else text


_MONTHS = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()


def _french(day: date) -> str:
    return f"{'1er' if day.day == 1 else day.day} {_MONTHS[day.month - 1]} {day.year}"
