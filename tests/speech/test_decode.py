import contextlib
import socket
import struct
import threading
import zipfile

import numpy as np
import pytest

from coach.errors import AudioError
from coach.speech.decode import decode
from evals.speech.sounds import RATE, noise, say, write

FORMATS = [
    ("wav", "pcm_s16le", None), ("mp3", "libmp3lame", None), ("m4a", "aac", None), ("ogg", "libopus", 48000),
    ("opus", "libopus", 48000), ("flac", "flac", None), ("webm", "libopus", 48000), ("aiff", "pcm_s16be", None),
    ("wav", "pcm_alaw", 8000), ("aac", "aac", None),
]  # fmt: skip
HELLO = say("Bonjour, service client.")
# A bare AAC stream says neither its priming nor its padding: up to two frames of 1,024 samples more.
SLACK = {"aac": 0.1 + 2 * 1024 / RATE}


@pytest.mark.parametrize(("suffix", "codec", "rate"), FORMATS)
@pytest.mark.parametrize("channels", [1, 2])
def test_the_formats_named_are_read(tmp_path, suffix, codec, rate, channels):
    sound = HELLO if channels == 1 else np.stack([HELLO, 0.25 * HELLO])
    audio = decode(write(tmp_path / f"appel.{suffix}", sound, codec=codec, to_rate=rate))
    assert audio.channels == channels
    assert audio.duration == pytest.approx(len(HELLO) / RATE, abs=SLACK.get(suffix, 0.1))
    assert not audio.truncated
    if channels == 2:
        left, right = (float(np.std(audio.channel(i))) for i in (0, 1))
        assert right / left == pytest.approx(0.25, abs=0.03)


def test_telephone_formats_are_read_at_8_khz(tmp_path):
    audio = decode(write(tmp_path / "appel.amr", HELLO, codec="libopencore_amrnb", to_rate=8000))
    assert (audio.source_rate, audio.channels) == (8000, 1)
    # the band of a telephone holds nothing above 4 kHz
    spectrum = np.abs(np.fft.rfft(audio.mono()))
    assert spectrum[len(spectrum) // 2 + 200 :].max() < 0.02 * spectrum.max()


def refused(path, match, **limits):
    with pytest.raises(AudioError, match=match) as caught:
        decode(path, **limits)
    assert caught.value.exit_code == 2
    assert path.name in str(caught.value)


@pytest.mark.parametrize("name", ["appel.wav", "appel.mp3", "appel.m4a", "appel.ogg", "appel.amr"])
@pytest.mark.parametrize(
    ("content", "match"),
    [
        (b"", "vide"),
        (b"Bonjour, ceci est un texte.\n" * 50, "fichier texte"),
        (b"%PDF-1.7\n" + bytes(500), "PDF"),
        (bytes(4000), "pas un fichier audio|aucun son"),
        (bytes(range(256)) * 40, "pas un fichier audio|aucun son"),
        (b"RIFF\x24\x00\x00\x00WAVEfmt ", "pas un fichier audio|aucun son|tronqué"),
        (b"OggS\x00\x02" + bytes(60), "pas un fichier audio|aucun son|tronqué"),
    ],
)
def test_what_is_no_sound_is_refused_whatever_its_name(tmp_path, name, content, match):
    path = tmp_path / name
    path.write_bytes(content)
    refused(path, match)


def test_an_archive_is_refused(tmp_path):
    path = tmp_path / "appels.mp3"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bombe", bytes(20_000_000))
    refused(path, "archive")


def test_a_video_is_refused(tmp_path):
    import av

    path = tmp_path / "capture.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mpeg4", rate=10)
        stream.width, stream.height, stream.pix_fmt = 64, 64, "yuv420p"
        for _ in range(10):
            container.mux(
                stream.encode(av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8), format="rgb24"))
            )
        container.mux(stream.encode(None))
    refused(path, "vidéo")


def test_the_picture_of_a_cover_makes_no_video(tmp_path):
    import av
    from av.stream import Disposition

    path = tmp_path / "pochette.mp3"
    with av.open(str(path), "w") as container:
        voice = container.add_stream("libmp3lame", rate=RATE, layout="mono")
        cover = container.add_stream("mjpeg", rate=1)
        cover.width, cover.height, cover.pix_fmt = 64, 64, "yuvj420p"
        cover.disposition = Disposition.attached_pic
        picture = av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8), format="rgb24")
        container.mux(cover.encode(picture.reformat(format="yuvj420p")))
        container.mux(cover.encode(None))
        frame = av.AudioFrame.from_ndarray(
            (HELLO * 32767).astype(np.int16).reshape(1, -1), format="s16", layout="mono"
        )
        frame.sample_rate = RATE
        container.mux(voice.encode(frame))
        container.mux(voice.encode(None))
    with av.open(str(path)) as container:
        assert len(container.streams.video) == 1
    assert decode(path).duration == pytest.approx(len(HELLO) / RATE, abs=0.2)


@pytest.mark.parametrize("suffix", ["m3u8", "mp3", "wav"])
def test_a_playlist_is_refused_and_nothing_is_fetched(tmp_path, suffix):
    asked = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.5)

        def listen():
            with contextlib.suppress(TimeoutError):
                asked.append(server.accept())

        thread = threading.Thread(target=listen)
        thread.start()
        port = server.getsockname()[1]
        path = tmp_path / f"liste.{suffix}"
        path.write_text(
            f"#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:9,\nhttp://127.0.0.1:{port}/a.ts\n#EXT-X-ENDLIST\n"
        )
        refused(path, "liste de lecture")
        thread.join()
    assert asked == []


def test_a_truncated_file_gives_what_it_holds_and_says_so(tmp_path):
    whole = write(tmp_path / "entier.wav", np.tile(HELLO, 4))
    path = tmp_path / "coupe.wav"
    path.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    audio = decode(path)
    assert audio.duration == pytest.approx(2 * len(HELLO) / RATE, abs=0.2)
    assert decode(whole).truncated is False


def test_a_truncated_m4a_has_no_index_and_is_refused(tmp_path):
    whole = write(tmp_path / "entier.m4a", HELLO, codec="aac")
    path = tmp_path / "coupe.m4a"
    path.write_bytes(whole.read_bytes()[:-800])
    refused(path, "tronqué")


def test_damage_in_the_middle_loses_only_a_moment(tmp_path):
    whole = write(tmp_path / "entier.mp3", np.tile(HELLO, 4), codec="libmp3lame")
    data = bytearray(whole.read_bytes())
    data[len(data) // 2 : len(data) // 2 + 300] = b"\xff" * 300
    path = tmp_path / "abime.mp3"
    path.write_bytes(data)
    assert decode(path).duration > 3 * len(HELLO) / RATE


def test_a_header_that_lies_about_its_length_is_no_harm(tmp_path):
    path = write(tmp_path / "menteur.wav", HELLO)
    data = bytearray(path.read_bytes())
    at = data.index(b"data")
    data[at + 4 : at + 8] = struct.pack("<I", 0xFFFFFFF0)
    path.write_bytes(data)
    assert decode(path).duration == pytest.approx(len(HELLO) / RATE, abs=0.2)


def test_silence_absence_and_excess_are_refused(tmp_path):
    refused(write(tmp_path / "muet.wav", np.zeros(3 * RATE)), "silencieux")
    refused(tmp_path / "absent.wav", "introuvable")
    refused(tmp_path, "pas un fichier")
    path = write(tmp_path / "long.flac", noise(3, -30), codec="flac")
    refused(path, "trop long", max_seconds=2)
    refused(path, "limite", max_bytes=1000)
    refused(write(tmp_path / "bref.wav", noise(0.02, -30)), "aucun son")


def test_a_long_stream_without_announced_length_is_stopped(tmp_path):
    whole = write(tmp_path / "flux.aac", np.tile(HELLO, 5), codec="aac")
    refused(whole, "trop long", max_seconds=3)
