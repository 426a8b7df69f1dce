import json
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.cli import speech as cli
from coach.domain.transcripts import Segment, Turn, Word, find_quote
from coach.errors import AudioError
from coach.privacy.mask import MASK, Masker
from coach.speech.decode import decode
from coach.speech.pipeline import cut, mask_segments, transcribe
from coach.speech.ports import RATE, Cancelled
from coach.speech.whisper import blocks, segment_words, words_of
from evals.speech.sounds import Line, call, music, noise, ringing, say, telephone, write

LINES = [
    Line("agent", "Service client, bonjour. Que puis-je faire pour vous ?"),
    Line(
        "client",
        "Bonjour, je vous appelle parce que ma facture est beaucoup plus élevée que le mois dernier.",
    ),
    Line("agent", "Je comprends, monsieur. Pouvez-vous me donner votre numéro de téléphone ?"),
    Line("client", "Oui, c'est le zéro six, douze, trente-quatre, cinquante-six, soixante-dix-huit."),
    Line("agent", "Merci. Je vérifie votre dossier, ne quittez pas."),
    Line("agent", "Merci d'avoir patienté. Votre facture comporte une erreur de douze euros.", 5.0),
    Line("client", "D'accord, merci beaucoup. Au revoir."),
]


@pytest.fixture(scope="module")
def phone_call():
    return call(LINES)


@pytest.fixture(scope="module")
def heard(whisper, phone_call, tmp_path_factory):
    path = write(tmp_path_factory.mktemp("appel") / "appel.wav", phone_call[0])
    ticks = []
    result = transcribe(
        path, whisper, masker=Masker(), progress=lambda done, total: ticks.append((done, total))
    )
    return path, result, ticks


def overlap(segment, turn):
    return max(0.0, min(segment.end, turn.end) - max(segment.start, turn.start))


@pytest.mark.model
@pytest.mark.slow
def test_a_stereo_call_is_heard_with_its_speakers(heard, phone_call):
    _, result, _ = heard
    truth = phone_call[1]
    assert (
        result.agent_sure and result.transcript.language == "fr" and result.transcript.model == "whisper-base"
    )
    for segment in result.transcript.segments:
        nearest = max(truth, key=lambda turn: overlap(segment, turn))
        assert segment.speaker == nearest.speaker, segment
        # The model places the edge of a word within a few tenths, more around a long line.
        length = segment.end - segment.start
        assert overlap(segment, nearest) > length - max(0.3, 0.1 * length)
    turns = result.transcript.turns
    quotes = ("Que puis-je faire pour vous", "ne quittez pas", "merci d'avoir patienté", "Au revoir")
    found = [quote for quote in quotes if find_quote(quote, turns)]
    # The synthetic voice draws each line a little differently: one slip of the model is allowed.
    assert len(found) >= 3, [turn.text for turn in turns]


@pytest.mark.model
@pytest.mark.slow
def test_its_measures_are_those_of_the_sound(heard, phone_call):
    _, result, _ = heard
    stereo = phone_call[0]
    for speaker in ("agent", "client"):
        sound = stereo[0 if speaker == "agent" else 1]
        loud = np.abs(sound[: len(sound) // 1600 * 1600].reshape(-1, 1600)).max(axis=1) > 0.02
        turns = sum(t.end - t.start for t in phone_call[1] if t.speaker == speaker)
        assert (
            0.9 * loud.sum() / 10 < result.measures.of(speaker).seconds < turns
        )  # pauses inside a turn count in part
    (hold,) = result.measures.holds
    assert hold.announced and hold.taken_back
    assert hold.end - hold.start == pytest.approx(5.0, abs=1.2)
    assert result.measures.of("agent").questions == 2


@pytest.mark.model
@pytest.mark.slow
def test_the_number_said_is_masked_in_text_and_cut_from_sound(heard):
    path, result, _ = heard
    text = " ".join(segment.text for segment in result.transcript.segments)
    assert "[TEL_1]" in text and not re.search(r"\d\d\D{1,3}\d\d", text)
    (span,) = [s for s in result.masked if s.kind == "TEL"]
    audio = decode(path)
    silenced = cut(audio, result.masked)
    inside = slice(int(span.start * RATE), int(span.end * RATE))
    assert np.abs(audio.samples[:, inside]).max() > 3000 and np.abs(silenced[:, inside]).max() == 0
    assert np.array_equal(silenced[:, : 5 * RATE], audio.samples[:, : 5 * RATE])


@pytest.mark.model
@pytest.mark.slow
def test_progress_goes_forward_to_the_end(heard):
    _, result, ticks = heard
    done = [tick[0] for tick in ticks]
    assert done == sorted(done)
    assert ticks[-1][0] == pytest.approx(ticks[-1][1]) == pytest.approx(2 * result.transcript.duration)


@pytest.mark.model
@pytest.mark.slow
def test_a_mono_telephone_is_heard_with_one_label(whisper, phone_call, tmp_path):
    mono = telephone(phone_call[0].sum(axis=0)[: 14 * RATE])
    path = write(tmp_path / "mono.wav", mono, rate=8000, codec="pcm_alaw")
    result = transcribe(path, whisper)
    assert set(result.transcript.speakers) == {"locuteur"} and result.masked is None
    quotes = ("je vous appelle", "beaucoup plus", "le mois dernier")
    assert sum(find_quote(quote, result.transcript.turns) is not None for quote in quotes) >= 2


@pytest.mark.model
@pytest.mark.slow
@pytest.mark.parametrize(
    "sound",
    [noise(20, -25), music(20, seed=3), music(20, seed=5), ringing(20), music(20, seed=4) + noise(20, -35)],
    ids=["bruit", "musique", "autre musique", "sonnerie", "musique et bruit"],
)
def test_nothing_is_invented_where_nobody_speaks(whisper, tmp_path, sound):
    with pytest.raises(AudioError, match="Aucune parole") as caught:
        transcribe(write(tmp_path / "vide.wav", sound), whisper)
    assert caught.value.code == "audio-sans-parole"


@pytest.mark.model
@pytest.mark.slow
def test_speech_after_hold_music_is_kept_and_the_music_says_nothing(whisper, tmp_path):
    sound = np.concatenate([music(12, seed=3), say("Merci d'avoir patienté, je reprends votre dossier.")])
    result = transcribe(write(tmp_path / "attente.wav", sound), whisper)
    assert find_quote("Merci d'avoir patienté", result.transcript.turns)
    assert all(segment.start > 11 for segment in result.transcript.segments)


@pytest.mark.model
@pytest.mark.slow
def test_it_can_be_stopped(whisper, tmp_path):
    def stop(done, total):
        if done > 0:
            raise Cancelled("Transcription annulée.")

    path = write(tmp_path / "appel.wav", say("Bonjour madame, je vous écoute."))
    with pytest.raises(Cancelled):
        transcribe(path, whisper, progress=stop)
    assert transcribe(path, whisper).transcript.segments  # the model is free again


@pytest.mark.model
@pytest.mark.slow
def test_the_commands_print_their_contract(whisper, model_dir, tmp_path, monkeypatch, capsys):
    path = write(tmp_path / "appel.wav", call([LINES[0], LINES[3]])[0])
    monkeypatch.setenv("COACH_DATA_DIR", str(model_dir))
    cli.transcribe(write(tmp_path / "mono.wav", say(LINES[2].text)), as_json=True)
    spoken = json.loads(capsys.readouterr().out)
    assert set(spoken) == {"language", "duration", "segments", "measures", "model"}
    assert set(spoken["segments"][0]) == {"start", "end", "speaker", "text"}

    def score(transcript, grid):
        return {"grid": grid, "criteria": [], "flags": [], "turns": len(transcript.turns)}

    cli.listen_with(score)(path, grid="ecoute", as_json=True)
    listened = json.loads(capsys.readouterr().out)
    assert listened["score"]["grid"] == "ecoute" and listened["score"]["turns"] > 1
    assert "[TEL_1]" in str(listened["segments"]) and {"kind": "TEL", "mask": "[TEL_1]"} in listened["masked"]
    cli.check(as_json=True)
    assert json.loads(capsys.readouterr().out)["ok"] is True


class Piece:
    def __init__(self, word, start, end, probability=0.9):
        self.word, self.start, self.end, self.probability = word, start, end, probability


def test_pieces_make_whole_words():
    raw = [
        Piece(" rendez", 0, 1),
        Piece("-vous", 1, 2, 0.4),
        Piece(" ?", 2, 2.1, 0.1),
        Piece(" Oui", 3, 4),
        Piece(",", 4, 4),
    ]
    assert words_of(raw, 10) == [Word("rendez-vous ?", 10, 12, 0.4), Word("Oui,", 13, 14, 0.9)]


WORDS = st.lists(
    st.tuples(st.sampled_from(["oui", "non.", "alors", "ça va ?"]), st.floats(0, 3), st.floats(0.05, 1)),
    max_size=60,
)


@given(WORDS)
def test_segments_keep_every_word_in_order(pieces):
    words, at = [], 0.0
    for text, gap, length in pieces:
        words.append(Word(text, at + gap, at + gap + length))
        at += gap + length
    groups = list(segment_words(words))
    assert [word for group in groups for word in group] == words
    assert all(group[-1].end - group[0].start <= 20 or len(group) == 1 for group in groups)


@given(st.integers(0, 40 * 60))
def test_blocks_cover_the_recording(seconds):
    samples = np.zeros(seconds * RATE // 50, np.float32)  # a fiftieth of the time, all the same lengths
    ends = list(blocks(samples))
    assert [start for start, _ in ends] == [0, *[end for _, end in ends]][: len(ends)]
    assert not ends or ends[-1][1] == len(samples)


def test_blocks_are_cut_in_a_pause():
    sound = noise(600, -20)
    sound[230 * RATE : 231 * RATE] = 0
    assert 230 * RATE < next(iter(blocks(sound)))[1] < 231 * RATE


def seg(start, speaker, text):
    words = tuple(Word(w, start + i, start + i + 1) for i, w in enumerate(text.split()))
    return Segment(start, start + len(words), speaker, text, words)


def test_a_number_said_over_two_segments_is_one_datum():
    segments = [
        seg(0, "client", "Mon numéro, c'est le 06 12"),
        seg(10, "client", "34 56 78."),
        seg(20, "agent", "Merci."),
    ]
    masked, spans = mask_segments(segments, Masker())
    assert [s.text for s in masked] == ["Mon numéro, c'est le [TEL_1].", "Merci."]
    assert [(s.kind, s.start, s.end) for s in spans] == [("TEL", 4, 13)]


def test_an_answer_is_masked_in_the_light_of_the_question():
    masked, _ = mask_segments(
        [seg(0, "agent", "Votre date de naissance ?"), seg(9, "client", "Le 12 mars 1984.")], Masker()
    )
    assert masked[1].text == "Le [DATE_NAISSANCE_1]."


@given(st.lists(st.tuples(st.sampled_from(["agent", "client"]), st.sampled_from(
    ["Je suis Sonia Morel,", "au 06 12 34 56 78", "d'accord.", "4970 1012 3456 7893", "l'adresse : 12 rue des Lilas, 69003 Lyon.",
     "jean.dupont@orange.fr;", "oui"])), max_size=8))  # fmt: skip
def test_masked_segments_say_what_the_masked_text_says(lines):
    segments = [seg(10 * i, who, text) for i, (who, text) in enumerate(lines)]
    masked, spans = mask_segments(segments, Masker())
    text = " ".join(segment.text for segment in masked)
    assert len(MASK.findall(text)) == len(spans)
    for datum in ("Sonia", "Morel", "34 56", "3456", "Lilas", "dupont"):
        assert datum not in text
    for segment in masked:
        assert segment.text == " ".join(word.text for word in segment.words)
        assert any(s.start == segment.start and s.speaker == segment.speaker for s in segments)


def test_turns_can_be_scored_as_they_are():
    turn = Turn("agent", "Bonjour", 0.0, 1.0)
    assert find_quote("bonjour", [turn]).text == "Bonjour"
