"""The call of a scenario as a sound: its times, its channels, made once."""

from __future__ import annotations

import io
import threading
import wave

import numpy as np
import pytest

from coach.dialogue.scenario_files import ScenarioLibrary
from coach.domain.scenarios import Call, Voice
from coach.errors import NotFound, StorageError
from coach.resources import data_dir
from coach.speech.call_audio import CallSounds, call_sound, spoken_call
from coach.speech.voice import MARK, RATE

LIBRARY = ScenarioLibrary(data_dir("scenarios"))
SCENARIO = LIBRARY.get("debriefing-reclamation")


def short_call() -> Call:
    """The first lines of a real call."""
    whole = SCENARIO.brief.call
    assert whole is not None
    return whole.model_copy(update={"turns": whole.turns[:8], "duration_s": 70})


def short(call: Call | None = None):
    brief = SCENARIO.brief.model_copy(update={"call": call or short_call()})
    return SCENARIO.model_copy(update={"brief": brief})


@pytest.fixture(scope="module")
def sound() -> tuple[np.ndarray, bytes]:
    made = call_sound(short_call(), Voice(pitch=1.12, speed=1.04))
    with wave.open(io.BytesIO(made)) as file:
        assert (file.getnchannels(), file.getframerate(), file.getsampwidth()) == (2, RATE, 2)
        samples = np.frombuffer(file.readframes(file.getnframes()), dtype=np.int16).reshape(-1, 2)
    return samples.astype(np.int32), made


def test_each_speaks_on_its_own_side(sound):
    samples, _ = sound
    for turn in short_call().turns:
        middle = round((turn.start + (turn.end - turn.start) / 2) * RATE)
        left, right = np.abs(samples[middle - RATE // 2 : middle + RATE // 2]).max(axis=0)
        assert (left > 1000) == (turn.speaker != "client"), turn
        assert (right > 1000) == (turn.speaker != "agent"), turn


def test_lines_start_at_their_time_or_soon_after(sound):
    samples, _ = sound
    for turn in short_call().turns:
        side = 1 if turn.speaker == "client" else 0
        at = round(turn.start * RATE)
        heard = np.flatnonzero(np.abs(samples[at:, side]) > 1000)[0] / RATE
        assert heard < 2.5, turn


def test_the_sound_says_that_it_is_synthetic_and_lasts_as_told(sound):
    samples, made = sound
    assert MARK.encode() in made
    assert 70 <= len(samples) / RATE < 72


def test_it_is_made_once_even_when_many_ask(tmp_path):
    sounds = CallSounds(tmp_path)
    scenario = short()
    found: list[tuple] = []

    def ask() -> None:
        path = sounds.file(scenario)
        found.append((path, path.stat().st_mtime_ns))

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4 and len(set(found)) == 1
    assert [p.suffix for p in tmp_path.iterdir()] == [".wav"]
    # Another text is another sound.
    call = short_call()
    other = call.model_copy(update={"turns": call.turns[:2]})
    assert sounds.file(short(other)) != found[0][0]


def test_a_written_sample_has_no_sound(tmp_path):
    written = LIBRARY.get("debriefing-chat")
    assert spoken_call(written) is None and spoken_call(SCENARIO) is not None
    # A call that is taken over is no débriefing: its persona is the customer.
    assert all(spoken_call(LIBRARY.get(name)) is None for name in ("client-terminal", "recadrage-retards"))
    with pytest.raises(NotFound, match="se lit dans le dossier"):
        CallSounds(tmp_path).file(written)


def test_a_folder_that_cannot_be_written_says_so(tmp_path):
    (tmp_path / "plein").write_text("un fichier, pas un dossier", encoding="utf-8")
    with pytest.raises(StorageError, match="COACH_CACHE_DIR"):
        CallSounds(tmp_path / "plein").file(short())
