"""Plays the talks with the embedded engines, scores them, and writes the cohort; the same set every time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from importlib.resources import files
from typing import Any

from coach import plain_yaml
from coach.assessment.records import speakers_of, transcript_of
from coach.demo.cohort import (
    CANDIDATES,
    COMMENTS,
    DOMAIN,
    EXAM,
    GROUPS,
    JURY,
    MESSAGES,
    SAMPLES,
    TRAINERS,
    Invented,
)
from coach.demo.preparing import answer_quizzes, note_as_jury, write_dossiers
from coach.dialogue.records import TurnRecord, step_to_json
from coach.dialogue.runner import Interview
from coach.domain.moves import EndReason
from coach.domain.people import Role
from coach.domain.scenarios import LEVELS, Level
from coach.errors import InputError
from coach.review import context_of, sample_turns, written_transcript, written_turns
from coach.store.assessments import StoredSample
from coach.store.audit import AuditStore
from coach.store.demo import DemoStore, known_id
from coach.store.persons import PersonStore
from coach.wiring import Services

SECONDS_A_TURN = 34.0
Progress = Callable[[str], None]


@dataclass(frozen=True)
class Played:
    """A talk as it was played and scored."""

    scenario: str
    version: int
    level: int
    seed: int
    turns: tuple[TurnRecord, ...]
    end: EndReason
    result: Mapping[str, Any]


@dataclass(frozen=True)
class Filled:
    """What was written."""

    people: int
    interviews: int
    rows: int


def fill(
    services: Services,
    *,
    today: date | None = None,
    candidates: Sequence[Invented] = CANDIDATES,
    progress: Progress = lambda _: None,
) -> Filled:
    """Write the set.

    Raises:
        InputError: it is there already.
    """
    store = DemoStore(services.database)
    if store.people():
        raise InputError("La démonstration est déjà là : « coach demo --remove » l’enlève, puis recommencez.")
    now = datetime.combine(today or datetime.now(UTC).date(), datetime.min.time(), UTC) + timedelta(hours=9)
    talks = _talks()
    wanted = sorted(
        {t for c in candidates for t, _ in c.talks} | {c.open_talk for c in candidates if c.open_talk}
    )
    played = {}
    for number, name in enumerate(wanted, 1):
        progress(f"entretien {number} sur {len(wanted)}")
        played[name] = _play(services, talks[name], now.date())
    samples = [_sample(services, *given) for given in SAMPLES]
    progress("écriture")
    interviews = _write(store, now, candidates, played, samples)
    rows = store.write()
    people = len(candidates) + len(TRAINERS) + len(JURY)
    AuditStore(services.database).note("service", "demonstration", "donnees", ajoutees=rows, personnes=people)
    return Filled(people, interviews, rows)


def remove(services: Services) -> int:
    """Take the set away, with all that was done with it since; how many people.

    Real people's accounts and work stay.
    """
    store, persons = DemoStore(services.database), PersonStore(services.database)
    found = store.people()
    for person in found:
        persons.erase(person)
    store.drop_frame(GROUPS, (EXAM,))
    if found:
        AuditStore(services.database).note("service", "demonstration", "donnees", enlevees=len(found))
    return len(found)


# -- playing ---------------------------------------------------------------------------------------


def _talks() -> dict[str, dict[str, Any]]:
    text = (files("coach.demo") / "talks.yaml").read_text("utf-8")
    return {str(talk["id"]): talk for talk in plain_yaml.load(text)}


def _play(services: Services, talk: Mapping[str, Any], day: date) -> Played:
    level: Level = next(known for known in LEVELS if known == talk["level"])
    play = services.play(talk["scenario"], level, talk["seed"], "embedded")
    turns = [play.turn([], None)]
    for line in talk["lines"]:
        if turns[-1].step.ended:
            break
        earlier = [t.manager for t in turns if t.manager]
        said = services.mask_turn(line, play.scenario, earlier)
        turns.append(play.turn(turns, said, SECONDS_A_TURN))
    last = turns[-1].step
    end = last.end_reason or (EndReason.ACCORD if last.state.commitments else EndReason.SANS_ACCORD)
    record = transcript_of(turns, speakers_of(play.scenario.exercise))
    context = {**context_of(play.scenario), "session_date": day.isoformat(), "end_reason": end.value}
    found = services.score(list(record.turns), play.scenario.grid, context)
    now = datetime.now(UTC)
    interview = Interview(
        "", play.scenario, level, talk["seed"], "embedded", now, now, end, last.state.elapsed, False, "", "", (), None,
        None, tuple(turns),
    )  # fmt: skip
    result = {"assessment": found.to_json(), "debrief": services.debrief(interview, found).to_json()}
    return Played(talk["scenario"], play.scenario.version, level, talk["seed"], tuple(turns), end, result)


def _sample(
    services: Services, name: str, channel: str, text: str
) -> tuple[dict[str, Any], Mapping[str, Any]]:
    """A sample's columns and its levels."""
    turns = [{"speaker": turn.speaker, "text": turn.text} for turn in written_turns(text)]
    transcript, measures = written_transcript(services.masker, turns, channel)
    stored = StoredSample("", name, "ecoute", "transcrit", None, transcript, measures, datetime.now(UTC))
    found = services.score(sample_turns(stored), "ecoute", {"canal": channel})
    columns = {
        "name": name,
        "grid": "ecoute",
        "status": "note",
        "transcript": transcript,
        "measures": measures,
    }
    return columns, {"assessment": found.to_json(), "debrief": None}


# -- writing ---------------------------------------------------------------------------------------


def _write(
    store: DemoStore,
    now: datetime,
    candidates: Sequence[Invented],
    played: Mapping[str, Played],
    samples: list[tuple[dict[str, Any], Mapping[str, Any]]],
) -> int:
    began = now - timedelta(days=60)
    ids: dict[str, str] = {}
    for role, people in ((Role.TRAINER, TRAINERS), (Role.JURY, JURY)):
        for key, name in people:
            ids[key] = store.person(key, name, _email(name), role, began)
    for one in candidates:
        ids[one.key] = store.person(one.key, one.name, _email(one.name), Role.CANDIDATE, began)
    groups = [store.group(name, began.date(), (now + timedelta(days=120)).date(), began) for name in GROUPS]
    for group, (key, _) in zip(groups, TRAINERS, strict=True):
        store.member(group, ids[key], Role.TRAINER)
    for one in candidates:
        store.member(groups[one.group], ids[one.key], Role.CANDIDATE)
    held: dict[tuple[str, int], str] = {}
    for one in candidates:
        _history(store, one, ids[one.key], now, played, held)
        for place in one.samples:
            columns, levels = samples[place]
            sample_id, at = known_id(f"{one.key} échantillon {place}"), now - timedelta(days=5 + place)
            store.sample(sample_id, ids[one.key], at, **columns)
            store.assessment(levels, at, sample_id=sample_id)
    answer_quizzes(store, now, ids)
    write_dossiers(store, now, ids)
    _exam(store, now, candidates, ids, held)
    examined = {one.key for one in candidates if one.exam} | {key for key, _ in JURY}
    note_as_jury(store, now, {key: ids[key] for key in examined})
    _trainers(store, now, candidates, ids, held, groups)
    return len(held) + sum(c.open_talk is not None for c in candidates)


def _history(
    store: DemoStore,
    one: Invented,
    owner: str,
    now: datetime,
    played: Mapping[str, Played],
    held: dict[tuple[str, int], str],
) -> None:
    for place, (name, days) in enumerate(one.talks):
        session_id = known_id(f"{one.key} entretien {place}")
        began = now - timedelta(days=days) + timedelta(hours=place % 5)
        _session(store, session_id, owner, began, played[name], whole=True)
        store.assessment(played[name].result, began + timedelta(minutes=30), session_id=session_id)
        held[one.key, place] = session_id
    if one.open_talk:
        session_id, began = known_id(f"{one.key} entretien ouvert"), now - timedelta(hours=3)
        _session(store, session_id, owner, began, played[one.open_talk], whole=False)


def _session(
    store: DemoStore, session_id: str, owner: str, began: datetime, talk: Played, *, whole: bool
) -> None:
    turns = talk.turns if whole else talk.turns[:4]
    elapsed = turns[-1].step.state.elapsed
    ended = began + timedelta(seconds=elapsed)
    store.session(
        session_id,
        [
            {
                "number": t.number, "manager": t.manager, "advisor": t.advisor, "acts": list(t.acts),
                "step": step_to_json(t.step), "voice": "embedded",
                "created_at": began + timedelta(seconds=t.step.state.elapsed),
            }
            for t in turns
        ],
        owner=owner, scenario_id=talk.scenario, scenario_version=talk.version, level=talk.level, seed=talk.seed,
        engine="embedded", created_at=began, updated_at=ended, ended_at=ended if whole else None,
        end_reason=talk.end.value if whole else None, elapsed=elapsed, notes="", draft="", paused=not whole,
    )  # fmt: skip


def _exam(
    store: DemoStore,
    now: datetime,
    candidates: Sequence[Invented],
    ids: Mapping[str, str],
    held: Mapping[tuple[str, int], str],
) -> None:
    trainer = ids[TRAINERS[0][0]]
    exam = store.exam(EXAM, (now + timedelta(days=21)).date(), trainer, now - timedelta(days=4))
    for key, _ in JURY:
        store.seat(exam, ids[key], Role.JURY)
    for one in (c for c in candidates if c.exam):
        store.seat(exam, ids[one.key], Role.CANDIDATE)
        for place in range(len(one.talks)):
            store.share(exam, ids[one.key], trainer, now, session_id=held[one.key, place])
        for place in one.samples:
            store.share(
                exam, ids[one.key], trainer, now, sample_id=known_id(f"{one.key} échantillon {place}")
            )


def _trainers(
    store: DemoStore,
    now: datetime,
    candidates: Sequence[Invented],
    ids: Mapping[str, str],
    held: Mapping[tuple[str, int], str],
    groups: list[str],
) -> None:
    names, by_key = dict(TRAINERS), {c.key: c for c in candidates}
    for key, place, turn, words in (c for c in COMMENTS if c[0] in by_key):
        author = TRAINERS[by_key[key].group][0]
        at = now - timedelta(days=1)
        store.comment(
            owner=ids[key], session_id=held[key, place], turn=turn, text=words, author=ids[author],
            author_name=names[author], created_at=at,
        )  # fmt: skip
        if turn is None:
            store.review(ids[key], held[key, place], ids[author], at)
    for number, (key, author, words) in enumerate(m for m in MESSAGES if m[0] in by_key):
        called = names.get(author) or by_key[author].name
        at = now - timedelta(days=2) + timedelta(hours=number)
        store.message(
            owner=ids[key], author=ids[author], author_name=called, text=words, created_at=at, read_at=None
        )
    due = (now + timedelta(days=6)).date()
    for group, target, words in (
        (groups[0], "recadrage-ton-client", "Une question ouverte avant le premier fait."),
        (groups[1], "soutien-handicap", "Relisez la fiche sur l’aménagement de poste avant de commencer."),
    ):
        author = TRAINERS[groups.index(group)][0]
        store.assignment(
            group_id=group, owner=None, kind="entretien", target=target, level=1, text=words, due_on=due,
            author=ids[author], created_at=now - timedelta(days=3), closed=False,
        )  # fmt: skip


def _email(name: str) -> str:
    import unicodedata

    plain = unicodedata.normalize("NFKD", name.lower()).encode("ascii", "ignore").decode()
    return f"{plain.replace(' ', '.')}@{DOMAIN}"
