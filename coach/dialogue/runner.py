"""Runs stored interviews: a turn is masked, stored, then answered; it survives the browser and the server.

The manager's words and the director's decision are committed before the first word of the answer. When the
process dies in between, the next opening of the interview completes the turn with the embedded actor.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

from coach.dialogue.actor import Actor, Delta, Replaced, Voiced, collect
from coach.dialogue.play import MAX_TURN_CHARS, Play
from coach.dialogue.ports import Analyst
from coach.dialogue.records import TurnRecord, step_from_json, step_to_json
from coach.dialogue.scenario_files import ScenarioLibrary
from coach.dialogue.topics import TopicBook
from coach.domain.exam import is_over, seed_of
from coach.domain.moves import EndReason
from coach.domain.scenarios import LEVELS, Level, Scenario
from coach.errors import InputError
from coach.outgoing import each_on_behalf
from coach.store.sessions import SessionStore, StoredSession, StoredTurn

MAX_HINTS = 3
Mask = Callable[[str, Scenario, Sequence[str]], str]
"""Text, scenario, earlier masked turns -> masked text."""


@dataclass(frozen=True)
class Done:
    """The turn is stored, whole."""

    record: TurnRecord


Event = Delta | Replaced | Done


@dataclass(frozen=True)
class Interview:
    """An interview as pages show it."""

    id: str
    scenario: Scenario
    level: Level
    seed: int
    engine: str
    created_at: datetime
    ended_at: datetime | None
    end_reason: EndReason | None
    elapsed: float
    paused: bool
    notes: str
    draft: str
    hints: tuple[str, ...]
    parent_id: str | None
    parent_turn: int | None
    turns: tuple[TurnRecord, ...]
    exam: str | None = None
    """Code of the exam session; None in training."""

    @property
    def is_open(self) -> bool:
        """True until it has ended."""
        return self.ended_at is None


class Runner:
    """Interviews of all owners. `actors` are by engine name; `embedded` is always among them."""

    def __init__(
        self,
        store: SessionStore,
        library: ScenarioLibrary,
        analyst: Analyst,
        actors: Mapping[str, Actor],
        mask: Mask,
        topics: TopicBook | None = None,
    ) -> None:
        self._store = store
        self._library = library
        self._analyst = analyst
        self._actors = actors
        self._mask = mask
        self._topics = topics
        self._plays = lru_cache(maxsize=256)(self._build)

    def start(
        self,
        owner: str,
        scenario_id: str,
        level: int,
        seed: int,
        engine: str = "embedded",
        *,
        exam: str | None = None,
    ) -> Interview:
        """Open an interview; its turn 0 is the advisor's opening.

        With the code of an exam session the seed is that of the session, and the written voice answers: all
        the candidates meet the same advisor.

        Raises:
            NotFound: unknown scenario.
            InputError: unknown level or engine.
        """
        scenario = self._library.get(scenario_id)
        if level not in LEVELS:
            raise InputError(f"Le niveau {level} n’existe pas : choisissez 1, 2, 3 ou 4.")
        if engine not in self._actors:
            raise InputError(
                f"Le moteur {engine!r} n’est pas disponible ici (disponibles : {', '.join(self._actors)})."
            )
        if exam is not None:
            seed, engine = seed_of(exam, scenario.id), "embedded"
        session_id = self._store.create(
            owner=owner,
            exam=exam,
            scenario_id=scenario.id,
            scenario_version=scenario.version,
            level=level,
            seed=seed,
            engine=engine,
        )
        play = self._play(scenario.id, level, seed, engine)
        step = play.open()
        self._store.open_turn(session_id, owner, number=0, manager=None, acts=(), step=step_to_json(step))
        self._complete(play, self._store.get(session_id, owner), "embedded")
        return self.get(owner, session_id)

    def get(self, owner: str, session_id: str) -> Interview:
        """The interview with all its turns; a turn that a crash left unanswered is answered first.

        An exam whose time is over has ended.
        """
        stored = self._store.get(session_id, owner)
        if stored.exam and stored.ended_at is None:
            minutes = self._library.get(stored.scenario_id).minutes
            if is_over(stored.created_at, minutes, datetime.now(UTC)):
                self._store.end(session_id, owner, EndReason.TEMPS.value)
                stored = self._store.get(session_id, owner)
        if stored.turns and stored.turns[-1].advisor is None:
            play = self._play(stored.scenario_id, stored.level, stored.seed, stored.engine)
            self._complete(play, stored, "embedded")
            stored = self._store.get(session_id, owner)
        return self._interview(stored)

    def list(self, owner: str) -> list[Interview]:
        """The owner's interviews, latest first; those whose scenario is gone are left out."""
        stored = self._store.list(owner)
        known = {i for i in {s.scenario_id for s in stored} if self._library.has(i)}
        return [self._interview(s) for s in stored if s.scenario_id in known]

    def say(self, owner: str, session_id: str, text: str, seconds: float | None = None) -> Iterator[Event]:
        """Play one turn: pieces of the advisor's answer, then `Done`.

        An empty text is a silence of the manager. `seconds` is the time measured since the last answer.

        Raises:
            InputError: too long, or the interview has ended.
        """
        interview = self.get(owner, session_id)
        if not interview.is_open:
            raise InputError(
                "Cet entretien est terminé : ouvrez son bilan, ou rejouez-le à partir d’un tour."
            )
        if len(text) > MAX_TURN_CHARS:
            raise InputError(
                f"Votre message compte {len(text)} caractères ; un tour de parole en tient au plus "
                f"{MAX_TURN_CHARS}. Il est toujours dans la zone de saisie : raccourcissez-le."
            )
        play = self._play(interview.scenario.id, interview.level, interview.seed, interview.engine)
        manager = self._mask(
            text.strip(), interview.scenario, [t.manager for t in interview.turns if t.manager]
        )
        acts, step = play.decide(interview.turns, manager, seconds)
        number = len(interview.turns)
        self._store.open_turn(
            session_id, owner, number=number, manager=manager, acts=acts, step=step_to_json(step)
        )
        said, voice = "", ""
        for piece in each_on_behalf(play.answer(interview.turns, manager, step), owner, session_id):
            match piece:
                case Voiced(voice):
                    continue
                case Delta(text):
                    said += text
                case Replaced(said):
                    pass
            yield piece
        self._store.complete_turn(
            session_id,
            owner,
            number=number,
            advisor=said.strip(),
            voice=voice,
            elapsed=step.state.elapsed,
            end_reason=step.end_reason and step.end_reason.value,
        )
        yield Done(TurnRecord(number, manager, said.strip(), acts, step))

    def hint(self, owner: str, session_id: str) -> str | None:
        """A question to ask oneself at this point, never the answer; None once three were given.

        Raises:
            InputError: none is given in an exam.
        """
        interview = self.get(owner, session_id)
        if interview.exam:
            raise InputError("En mode examen, il n’y a pas d’indice.")
        if len(interview.hints) >= MAX_HINTS or not interview.is_open:
            return None
        phase = interview.turns[-1].step.state.phase
        fresh = [h for h in interview.scenario.hints.get(phase, ()) if h not in interview.hints]
        if not fresh:
            fresh = [
                h for hints in interview.scenario.hints.values() for h in hints if h not in interview.hints
            ]
        if not fresh:
            return None
        self._store.update(session_id, owner, hints=[*interview.hints, fresh[0]])
        return fresh[0]

    def save(
        self, owner: str, session_id: str, *, notes: str | None = None, draft: str | None = None
    ) -> None:
        """Keep notes or what is being typed."""
        values = {k: v[:20_000] for k, v in (("notes", notes), ("draft", draft)) if v is not None}
        if values:
            self._store.update(session_id, owner, **values)

    def pause(self, owner: str, session_id: str, paused: bool) -> None:
        """Stop or restart the clock.

        Raises:
            InputError: an exam does not stop.
        """
        if self._store.get(session_id, owner).exam:
            raise InputError("En mode examen, l’horloge ne s’arrête pas.")
        self._store.update(session_id, owner, paused=paused)

    def finish(self, owner: str, session_id: str) -> Interview:
        """The manager ends the interview from the page: with an agreement if one was made."""
        interview = self.get(owner, session_id)
        state = interview.turns[-1].step.state
        reason = EndReason.ACCORD if state.commitments else EndReason.SANS_ACCORD
        if len(interview.turns) <= 3 or interview.scenario.exercise == "briefing":
            reason = EndReason.ABANDON  # before a jury, only the jury closes
        self._store.end(session_id, owner, reason.value)
        return self.get(owner, session_id)

    def branch(self, owner: str, session_id: str, turn: int) -> Interview:
        """A new interview that goes on from the end of `turn`, the same up to there.

        Raises:
            InputError: no such turn.
        """
        interview = self.get(owner, session_id)
        if not 0 <= turn < len(interview.turns) or interview.turns[turn].step.ended:
            raise InputError(f"On ne peut pas repartir du tour {turn} : choisissez un tour avant la fin.")
        return self.get(owner, self._store.copy_until(session_id, owner, turn))

    def delete(self, owner: str, session_id: str) -> None:
        """Erase the interview."""
        self._store.delete(session_id, owner)

    # -- helpers ---------------------------------------------------------------------------------

    def _play(self, scenario_id: str, level: int, seed: int, engine: str) -> Play:
        version = self._library.get(scenario_id).version  # a centre publishes while we serve
        return self._plays(scenario_id, version, _level(level), seed, engine)

    def _build(self, scenario_id: str, _version: int, level: Level, seed: int, engine: str) -> Play:
        actor = self._actors.get(engine, self._actors["embedded"])
        return Play(self._library.get(scenario_id), level, seed, self._analyst, actor, self._topics)

    def _complete(self, play: Play, stored: StoredSession, engine: str) -> None:
        pending = stored.turns[-1]
        step = step_from_json(pending.step)
        turns = [_record(t) for t in stored.turns[:-1]]
        words = collect(play.answer(turns, pending.manager, step, self._actors[engine]))
        self._store.complete_turn(
            stored.id,
            stored.owner,
            number=pending.number,
            advisor=words.text,
            voice=words.by,
            elapsed=step.state.elapsed,
            end_reason=step.end_reason and step.end_reason.value,
        )

    def _interview(self, stored: StoredSession) -> Interview:
        return Interview(
            id=stored.id,
            scenario=self._library.get(stored.scenario_id),
            level=_level(stored.level),
            seed=stored.seed,
            engine=stored.engine,
            created_at=stored.created_at,
            ended_at=stored.ended_at,
            end_reason=EndReason(stored.end_reason) if stored.end_reason else None,
            elapsed=stored.elapsed,
            paused=stored.paused,
            notes=stored.notes,
            draft=stored.draft,
            hints=stored.hints,
            parent_id=stored.parent_id,
            parent_turn=stored.parent_turn,
            exam=stored.exam,
            turns=tuple(_record(t) for t in stored.turns if t.advisor is not None),
        )


def _record(turn: StoredTurn) -> TurnRecord:
    return TurnRecord(turn.number, turn.manager, turn.advisor or "", turn.acts, step_from_json(turn.step))


def _level(value: int) -> Level:
    return next(level for level in LEVELS if level == value)
