"""One advisor for all the candidates of an exam session, the clock of the wall, no help."""

from datetime import UTC, datetime, timedelta

import pytest

from coach.domain.exam import seed_of
from coach.domain.moves import EndReason
from coach.errors import InputError
from coach.settings import load_settings
from coach.store.tables import SessionRow
from coach.wiring import Services

LINES = (
    "Bonjour Karim, merci d'être venu. On a vingt minutes pour parler de tes heures d'arrivée.",
    "Lundi 16 tu t'es connecté à 9 h 12 et mardi 17 à 9 h 20.",
    "Comment tu expliques ces matins-là ?",
)


@pytest.fixture
def services(tmp_path):
    built = Services(load_settings(data_dir=tmp_path))
    yield built
    built.database.close()


def held(services, owner, code, seed=1):
    interview = services.runner.start(owner, "recadrage-retards", 2, seed, exam=code)
    for line in LINES:
        list(services.runner.say(owner, interview.id, line, 20))
    return services.runner.get(owner, interview.id)


def test_two_candidates_meet_the_same_advisor(services):
    first, second = held(services, "ana", "LILLE", seed=1), held(services, "ben", "LILLE", seed=2)
    assert first.seed == second.seed == seed_of("LILLE", "recadrage-retards")
    assert [t.advisor for t in first.turns] == [t.advisor for t in second.turns]
    assert first.exam == "LILLE" and held(services, "ana", None).exam is None


def test_nothing_helps_and_nothing_stops(services):
    interview = held(services, "ana", "LILLE")
    with pytest.raises(InputError, match="indice"):
        services.runner.hint("ana", interview.id)
    with pytest.raises(InputError, match="horloge"):
        services.runner.pause("ana", interview.id, True)


def test_the_end_of_the_time_ends_it_wherever_the_candidate_is(services):
    interview = held(services, "ana", "LILLE")
    with services.database.transaction() as db:
        row = db.get(SessionRow, interview.id)
        row.created_at = datetime.now(UTC) - timedelta(minutes=interview.scenario.minutes, seconds=31)
    with pytest.raises(InputError, match="terminé"):
        list(services.runner.say("ana", interview.id, "Encore une question ?", 5))
    ended = services.runner.get("ana", interview.id)
    assert ended.end_reason is EndReason.TEMPS and len(ended.turns) == len(interview.turns)


def test_playing_again_afterwards_is_training(services):
    interview = held(services, "ana", "LILLE")
    services.runner.finish("ana", interview.id)
    again = services.runner.branch("ana", interview.id, 1)
    assert again.exam is None and services.runner.hint("ana", again.id)
