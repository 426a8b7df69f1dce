import io
import wave

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.errors import InputError
from coach.speech.voice import MAX_CHARACTERS, pieces, speak


def seconds(data):
    with wave.open(io.BytesIO(data)) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, 16_000)
        return file.getnframes() / file.getframerate()


def test_it_speaks_faster_and_slower():
    text = "Bonjour, que puis-je faire pour vous ?"
    normal = seconds(speak(text))
    assert 1.5 < normal < 5
    assert seconds(speak(text, speed=1.5)) < normal < seconds(speak(text, speed=0.7))


@pytest.mark.parametrize("text", ["", "   ", "😀🎧", "…!?", "\x00\x07"])
def test_nothing_to_say_is_an_empty_sound(text):
    assert seconds(speak(text)) == 0


@pytest.mark.parametrize(
    "text", ["a" * 5000, "<speak><break time='99999s'/>Oui</speak>", "mot " * 1200, "9" * 400]
)
def test_hostile_texts_are_said_in_good_time(text):
    assert seconds(speak(text)) < 900


def test_excess_is_refused():
    with pytest.raises(InputError, match="trop long"):
        speak("a" * (MAX_CHARACTERS + 1))
    for options in ({"pitch": 3}, {"speed": 0.1}, {"pitch": float("nan")}):
        with pytest.raises(InputError, match="entre"):
            speak("Oui", **options)


@settings(max_examples=60)
@given(st.text(max_size=700))
def test_pieces_are_short_and_clean(text):
    for piece in pieces(text):
        assert 0 < len(piece) <= 280 and "<" not in piece
        assert max(map(len, piece.split())) <= 50
