import numpy as np
import pytest

from coach.domain.transcripts import Segment, Turn, Word
from coach.speech.decode import Audio
from coach.speech.diarize import keep_largest
from coach.speech.speakers import apply_spans, find_agent, label, merge, swap, voices
from evals.speech.sounds import RATE, noise, say


def audio(*channels):
    samples = (np.stack(channels) * 32767).astype(np.int16)
    return Audio(samples, "wav", RATE, None)


HELLO, OTHER = say("Bonjour, service client."), say("Oui, bonjour.", pitch=0.8)


def padded(sound, seconds=4.0):
    return np.pad(sound, (0, int(seconds * RATE) - len(sound)))


def test_channels_are_voices_only_when_two_people_speak():
    hello, other = padded(HELLO), padded(OTHER)
    assert len(voices(audio(hello, np.roll(other, 2 * RATE)))) == 2
    assert len(voices(audio(hello))) == 1
    assert len(voices(audio(hello, hello))) == 1
    (only,) = voices(audio(np.zeros_like(hello), hello))
    assert np.std(only) == pytest.approx(np.std(hello), rel=0.01)


def segment(start, end, text, speaker="", pace=None):
    words = tuple(
        Word(
            w,
            start + i * (end - start) / len(text.split()),
            start + (i + 1) * (end - start) / len(text.split()),
        )
        for i, w in enumerate(text.split())
    )
    return Segment(start, end, speaker, text, words)


def test_channels_are_merged_by_time():
    agent = [segment(0, 2, "Bonjour."), segment(5, 6, "Très bien.")]
    client = [segment(2.5, 4, "Ma box est en panne.")]
    quiet = np.zeros(8 * RATE, np.float32)
    merged = merge([agent, client], [quiet, quiet])
    assert [(s.speaker, s.text) for s in merged] == [
        ("voix 1", "Bonjour."),
        ("voix 2", "Ma box est en panne."),
        ("voix 1", "Très bien."),
    ]


def test_the_echo_of_the_other_channel_is_left_out():
    loud, faint = noise(4, -20), noise(4, -40)
    said = segment(0.5, 3, "Votre facture est de douze euros.")
    echo = segment(0.6, 3, "votre facture et de douze euro")
    other = segment(0.5, 3, "Non mais attendez un peu.")
    assert [s.speaker for s in merge([[said], [echo]], [loud, faint])] == ["voix 1"]
    assert len(merge([[said], [other]], [loud, faint])) == 2
    assert len(merge([[said], [echo]], [loud, loud])) == 2


CALLS = [
    (["Service client Télénova, Léa à votre écoute, bonjour.", "Bonjour, ma facture est fausse."], 0, True),
    (["Allô ?", "Bonjour, je vous appelle de la part de Télénova, votre conseiller."], 1, True),
    (["Bonjour, je vous appelle parce que ma box est en panne.", "En quoi puis-je vous aider ?"], 1, True),
    (["Oui.", "Non."], 0, False),
]


@pytest.mark.parametrize(("lines", "agent", "sure"), CALLS)
def test_the_agent_is_told_by_words(lines, agent, sure):
    turns = [Turn(f"voix {i + 1}", text) for i, text in enumerate(lines)]
    roles = find_agent(turns)
    assert (roles.agent, roles.sure) == (f"voix {agent + 1}", sure)


def test_labels_swap_and_a_lone_voice_has_none():
    both = [segment(0, 1, "Service client, bonjour.", "voix 2"), segment(1, 2, "Ma box.", "voix 1")]
    labelled, sure = label(both)
    assert [s.speaker for s in labelled] == ["agent", "client"] and sure
    assert [s.speaker for s in swap(labelled)] == ["client", "agent"]
    assert swap(swap(labelled)) == labelled
    alone, sure = label(both[:1])
    assert [s.speaker for s in alone] == ["locuteur"] and not sure


def test_a_mono_segment_is_cut_where_the_voice_changes():
    spans = [(0.0, 2.0, "A"), (2.0, 4.0, "B"), (9.0, 10.0, "A")]
    cut = apply_spans([segment(0, 4, "bonjour madame oui bonjour")], spans)
    assert [(s.speaker, s.text) for s in cut] == [("A", "bonjour madame"), ("B", "oui bonjour")]
    assert apply_spans([segment(5, 6, "oui")], spans)[0].speaker == "B"
    assert apply_spans(cut, []) == cut


def test_too_many_voices_are_brought_down_to_two():
    spans = [(0.0, 5.0, "A"), (5.0, 9.0, "B"), (9.1, 9.5, "C"), (10.0, 14.0, "A")]
    assert [s[2] for s in keep_largest(spans, 2)] == ["A", "B", "B", "A"]
    assert keep_largest([], 2) == []
