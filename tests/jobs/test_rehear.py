"""A correction on a stored sample: masked, both versions kept, and only the levels it touches move."""

from __future__ import annotations

import wave
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coach.domain.opinions import Kind
from coach.domain.samples import said
from coach.errors import InputError, NotFound
from coach.jobs.keeping import Keeper
from coach.jobs.queue import Queue
from coach.jobs.rehear import correct
from coach.jobs.spool import Spool
from coach.opinions import Subject, say
from coach.opinions import said as opinions_of
from coach.review import rescore, score_written
from coach.store.retention import KeptSound, RetentionStore
from coach.wiring import OWNER, Services

CALL = (
    ("agent", "Service client fibre ox, bonjour.", 0.0, 3.0, [[15, 20]]),
    ("agent", "Que puis-je pour vous ?", 3.2, 5.0, None),
    ("client", "Bonjour, ma box ne marche plus.", 5.5, 8.0, None),
    ("agent", "Je suis désolée. Depuis quand ?", 8.5, 10.0, None),
    ("client", "Depuis lundi, voilà mon numéro.", 10.5, 12.0, [[20, 23]]),
    ("agent", "Si je comprends bien, votre box est en panne depuis lundi.", 12.5, 16.0, None),
    ("agent", "Je vous envoie un technicien jeudi à dix heures.", 16.2, 19.0, None),
    ("client", "Merci, au revoir.", 19.5, 21.0, None),
    ("agent", "Avez-vous d'autres questions ? Bonne journée, au revoir.", 21.2, 24.0, None),
)


def a_call(services: Services) -> str:
    sample_id = services.samples.create(owner=OWNER, name="appel", grid="ecoute")
    segments = [
        {"start": start, "end": end, "speaker": who, "text": text, **({"doubts": doubts} if doubts else {})}
        for who, text, start, end, doubts in CALL
    ]
    from coach.domain.measures import measure
    from coach.domain.transcripts import Turn

    measures = measure([Turn(who, text, a, b) for who, text, a, b, _ in CALL], 25.0).as_dict()
    services.samples.update(
        sample_id,
        OWNER,
        status="transcrit",
        transcript={"duration": 25.0, "segments": segments, "agent_sure": True, "masked": []},
        measures=measures,
    )
    rescore(services, OWNER, sample_id)
    return sample_id


def turn_of(services: Services, sample_id: str, number: int) -> str:
    return said(services.samples.get(sample_id, OWNER).transcript)[number].turn.text


def levels(services: Services, sample_id: str) -> dict[str, object]:
    stored = services.assessments.latest(sample_id=sample_id)
    assert stored is not None
    return {c["id"]: c for c in stored.result["assessment"]["criteria"]}


def test_both_versions_are_kept_and_what_is_typed_is_masked(services: Services) -> None:
    sample_id = a_call(services)
    seen = turn_of(services, sample_id, 3)
    done = correct(
        services,
        OWNER,
        sample_id,
        3,
        seen,
        "Depuis lundi, voilà mon numéro : 06 12 34 56 78.",
        author="formateur",
    )
    sample = services.samples.get(sample_id, OWNER)
    assert sample.transcript is not None and sample.measures is not None
    stored = str(sample.transcript)
    assert "06 12" not in stored and done.masked == 1
    one = said(sample.transcript)[3]
    assert one.turn.text == "Depuis lundi, voilà mon numéro : [TEL_1]." and one.heard == seen
    assert [one.turn.text[a:b] for a, b in one.doubts] == ["mon"]
    assert sample.transcript["masked"] == [{"kind": "TEL", "start": 10.5, "end": 12.0, "mask": "[TEL_1]"}]
    assert sample.transcript["corrections"][0]["par"] == "formateur"
    deed = Queue(services).audit.list(subject=sample_id)[0]
    assert (deed.actor, deed.action, deed.detail["tour"]) == ("formateur", "transcription-corrigee", 3)
    assert "lundi" not in str(deed.detail)


def test_only_the_criteria_that_quote_the_turn_are_judged_again(services: Services) -> None:
    sample_id = a_call(services)
    before = levels(services, sample_id)
    subject = Subject(OWNER, sample_id=sample_id)
    for name in before:
        say(services, subject, name, Kind.LEVEL, "entendu autrement", level=2)
    opinions = opinions_of(services, subject)
    seen = turn_of(services, sample_id, 4)
    done = correct(
        services,
        OWNER,
        sample_id,
        4,
        seen,
        seen.replace("Si je comprends bien, votre", "Votre"),
        author=OWNER,
    )
    after = levels(services, sample_id)
    assert done.again
    for name, line in after.items():
        if name not in done.again:
            assert line == before[name]
            assert all(e["turn"] != 4 for e in line["evidence"])  # type: ignore[index]
    assert any(after[name] != before[name] for name in done.again)
    assert opinions_of(services, subject) == opinions
    stored = services.assessments.latest(sample_id=sample_id)
    assert stored is not None
    marks = stored.result["rehearing"]
    assert set(marks) == set(done.again)
    assert all(marks[name]["from"] == before[name]["level"] for name in marks)  # type: ignore[index]


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    turn=st.integers(0, 6),
    words=st.lists(
        st.sampled_from(
            "bonjour merci désolée quand pourquoi technicien jeudi nous vous rappelons oui".split()
        ),
        min_size=1,
        max_size=9,
    ),
)
def test_whatever_is_corrected_the_rest_stays(services: Services, turn: int, words: list[str]) -> None:
    sample_id = a_call(services)
    before = services.assessments.latest(sample_id=sample_id)
    assert before is not None
    done = correct(
        services, OWNER, sample_id, turn, turn_of(services, sample_id, turn), " ".join(words), author=OWNER
    )
    after = services.assessments.latest(sample_id=sample_id)
    assert after is not None
    old, new = before.result["assessment"], after.result["assessment"]
    for was, now in zip(old["criteria"], new["criteria"], strict=True):
        touched = any(e["turn"] == turn for line in (was, now) for e in line["evidence"])
        assert was == now or was["id"] in done.again
        assert not touched or was["id"] in done.again
    assert new["rubric_version"] == old["rubric_version"]
    transcript = services.samples.get(sample_id, OWNER).transcript
    assert transcript is not None
    for segment, (_, text, *_times) in zip(transcript["segments"], CALL, strict=True):
        assert segment.get("heard", {"text": segment["text"]})["text"] == text


def test_saying_that_it_was_well_heard_clears_the_doubt_and_judges_nothing(services: Services) -> None:
    sample_id = a_call(services)
    before = services.assessments.latest(sample_id=sample_id)
    seen = turn_of(services, sample_id, 0)
    done = correct(services, OWNER, sample_id, 0, seen, seen, author=OWNER)
    assert done.confirmed and done.again == ()
    one = said(services.samples.get(sample_id, OWNER).transcript)[0]
    assert one.doubts == () and one.heard is None
    assert services.assessments.latest(sample_id=sample_id) == before


def test_going_back_to_what_was_heard_leaves_no_mark(services: Services) -> None:
    sample_id = a_call(services)
    first = turn_of(services, sample_id, 0)
    correct(services, OWNER, sample_id, 0, first, first.replace("fibre ox", "Fibrox"), author=OWNER)
    changed = turn_of(services, sample_id, 0)
    assert "Fibrox" in changed
    correct(services, OWNER, sample_id, 0, changed, first, author=OWNER)
    assert said(services.samples.get(sample_id, OWNER).transcript)[0].heard is None


@pytest.mark.parametrize(("text", "told"), [("", "inaudible"), (" … ", "inaudible"), ("a" * 20_001, "20000")])
def test_what_cannot_be_a_line_is_refused(services: Services, text: str, told: str) -> None:
    sample_id = a_call(services)
    seen = turn_of(services, sample_id, 0)
    with pytest.raises(InputError, match=told):
        correct(services, OWNER, sample_id, 0, seen, text, author=OWNER)
    assert turn_of(services, sample_id, 0) == seen


def test_two_windows_do_not_overwrite_each_other(services: Services) -> None:
    sample_id = a_call(services)
    seen = turn_of(services, sample_id, 0)
    stale = services.samples.get(sample_id, OWNER)
    correct(services, OWNER, sample_id, 0, seen, "Service client Fibrox, bonjour.", author=OWNER)
    with pytest.raises(InputError, match="entre-temps"):
        correct(services, OWNER, sample_id, 0, seen, "Bonjour.", author=OWNER)
    with pytest.raises(InputError, match="autre fenêtre"):
        services.samples.correct(stale, OWNER, transcript={"segments": []}, measures=None, scoring=None)
    with pytest.raises(NotFound):
        correct(services, "quelqu-un", sample_id, 0, seen, "Bonjour.", author="quelqu-un")


def test_a_written_sample_is_corrected_too(services: Services) -> None:
    text = "Client : Je n’ai rien reçu.\nAgent : Bonjour, je vous renvoi le colis demain."
    sample_id = score_written(services, OWNER, "Tchat", text, "tchat")
    seen = turn_of(services, sample_id, 1)
    correct(
        services, OWNER, sample_id, 1, seen, "Bonjour Odile Marchand, je vous renvoie le colis.", author=OWNER
    )
    sample = services.samples.get(sample_id, OWNER)
    assert turn_of(services, sample_id, 1) == "Bonjour [NOM_1], je vous renvoie le colis."
    assert sample.transcript is not None and sample.transcript["masked"] == []


def test_a_number_that_is_typed_is_cut_from_the_sound_that_is_kept(services: Services) -> None:
    sample_id = a_call(services)
    keeper = Keeper(services, Spool(services.settings.data_dir))
    keeper.root.mkdir(parents=True)
    path = keeper.root / f"{sample_id}.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes(np.full((25 * 16_000, 2), 900, "<i2").tobytes())
    until = datetime.now(UTC) + timedelta(days=3)
    RetentionStore(services.database).keep(
        KeptSound(sample_id, OWNER, "consentement", "étalonnage", until, path.name)
    )
    seen = turn_of(services, sample_id, 3)
    correct(services, OWNER, sample_id, 3, seen, "Depuis lundi, c'est le 06 12 34 56 78.", author=OWNER)
    assert sound(path)[:, (11 * 16_000)].tolist() == [0, 0]
    assert sound(path)[:, (9 * 16_000)].tolist() == [900, 900]
    keeper.release(sample_id, OWNER)
    assert not path.exists() and keeper.sound_of(sample_id) is None
    with pytest.raises(NotFound):
        keeper.release(sample_id, OWNER)


def sound(path: Path) -> np.ndarray:
    with wave.open(str(path)) as file:
        pcm = np.frombuffer(file.readframes(file.getnframes()), "<i2")
    return pcm.reshape(-1, 2).T
