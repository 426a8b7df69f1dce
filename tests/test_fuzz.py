"""Every parser, fed with damaged files: it reads them or says in French what is wrong; it never breaks otherwise."""

from __future__ import annotations

import io
import json
import wave
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coach.assessment.grid_files import TEMPLATE_CSV, read_grid
from coach.assessment.transcript_files import read_piece
from coach.assessment.written_files import read_talks
from coach.dialogue.scenario_files import load_scenario
from coach.errors import CoachError
from coach.knowledge.documents import read_document
from coach.knowledge.fiches import read_fiche
from coach.settings import Settings, load_settings
from coach.speech.decode import decode

ROOT = Path(__file__).resolve().parent.parent
SCENARIO = (ROOT / "scenarios/recadrage-retards.yaml").read_bytes()
GRID = """titre: Grille du plateau
criteres:
  - {id: P1, critere: Accueil, poids: 2, consigne: Il se présente}
  - {id: P2, critere: Reformulation, poids: 3, garde-fou: non}
""".encode()
CSV = TEMPLATE_CSV.encode()
FICHE = min((ROOT / "knowledge/fiches").rglob("*.md"), key=lambda p: p.stat().st_size).read_bytes()
MAIL = (
    "From: client@exemple.fr\nSubject: Ma commande\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n"
    "Bonjour, ma commande 4471 n’est pas arrivée.\n"
).encode()
CHATS = "id;auteur;message\n1;client;Bonjour, où est mon colis ?\n1;agent;Bonjour, je regarde.\n".encode()
TRANSCRIPT = json.dumps(
    {"turns": [{"speaker": "manager", "text": "Bonjour."}, {"speaker": "advisor", "text": "Bonjour."}]}
).encode()


def _sound() -> bytes:
    """Half a second of stereo."""
    made = io.BytesIO()
    with wave.open(made, "wb") as file:
        file.setparams((2, 2, 8000, 0, "NONE", ""))
        file.writeframes(b"\x10\x00\x20\x00" * 4000)
    return made.getvalue()


SOUND = _sound()

fuzzed = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@st.composite
def damaged(draw: st.DrawFn, good: bytes) -> bytes:
    """A good file with a few cuts, repeats, swaps and strange bytes."""
    data = bytearray(good)
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, max(0, len(data) - 1)))
        length = draw(st.integers(0, min(400, len(data) - at)))
        match draw(st.integers(0, 4)):
            case 0:
                del data[at : at + length]
            case 1:
                data[at:at] = data[at : at + length]
            case 2:
                data[at : at + length] = draw(st.binary(max_size=20))
            case 3:
                data[at:at] = draw(
                    st.sampled_from(
                        (
                            b"&a [*a]",
                            b"<<: *x",
                            b"\x00",
                            b"\xff\xfe",
                            b": ",
                            b"- ",
                            b"{",
                            b"!!python/object ",
                            b"\t",
                            b"9" * 400,
                        )
                    )
                )
            case _:
                data[at:at] = draw(st.text(max_size=12)).encode("utf-8", "surrogatepass")
    return bytes(data)


def reads_or_says(read: Callable[[Path], object], path: Path, data: bytes) -> None:
    path.write_bytes(data)
    try:
        read(path)
    except CoachError as exc:
        assert exc.message.strip()


@fuzzed
@given(data=damaged(SCENARIO))
def test_scenarios(tmp_path: Path, data: bytes) -> None:
    reads_or_says(load_scenario, tmp_path / "recadrage-retards.yaml", data)


@pytest.mark.parametrize(("suffix", "good"), [("yaml", GRID), ("csv", CSV)])
def test_the_grids_that_are_damaged_are_good(tmp_path: Path, suffix: str, good: bytes) -> None:
    (tmp_path / f"plateau.{suffix}").write_bytes(good)
    assert len(read_grid(tmp_path / f"plateau.{suffix}").criteria) >= 2


@fuzzed
@given(data=damaged(GRID))
def test_grids_in_yaml(tmp_path: Path, data: bytes) -> None:
    reads_or_says(read_grid, tmp_path / "plateau.yaml", data)


@fuzzed
@given(data=damaged(CSV))
def test_grids_in_csv(tmp_path: Path, data: bytes) -> None:
    reads_or_says(read_grid, tmp_path / "plateau.csv", data)


@fuzzed
@given(data=damaged(FICHE))
def test_fiches(tmp_path: Path, data: bytes) -> None:
    reads_or_says(read_fiche, tmp_path / "fiche.md", data)


@fuzzed
@given(data=damaged(TRANSCRIPT))
def test_transcripts(tmp_path: Path, data: bytes) -> None:
    reads_or_says(lambda path: read_piece(path, "manager"), tmp_path / "entretien.json", data)


@fuzzed
@given(data=damaged(MAIL))
def test_mails(tmp_path: Path, data: bytes) -> None:
    reads_or_says(read_talks, tmp_path / "courriel.eml", data)


@fuzzed
@given(data=damaged(CHATS))
def test_exports_of_chats(tmp_path: Path, data: bytes) -> None:
    reads_or_says(read_talks, tmp_path / "tchats.csv", data)


@fuzzed
@given(data=damaged(b"<html><h1>Charte</h1><p>Article 1</p><table><tr><td>a</td></tr></table></html>"))
def test_documents(tmp_path: Path, data: bytes) -> None:
    reads_or_says(read_document, tmp_path / "charte.html", data)


@fuzzed
@given(header=damaged(SOUND[:80]))
def test_sounds(tmp_path: Path, header: bytes) -> None:
    reads_or_says(decode, tmp_path / "appel.wav", header + SOUND[80:])


@pytest.mark.parametrize(
    "header",
    [
        b"RIFF\xa4>\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x02\x00RIFF\xa4>\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x02\x00"
    ],
)
def test_a_header_that_once_broke_it(tmp_path: Path, header: bytes) -> None:
    (tmp_path / "appel.wav").write_bytes(header + SOUND[24:])
    with pytest.raises(CoachError):
        decode(tmp_path / "appel.wav")


@fuzzed
@given(name=st.sampled_from(sorted(Settings.model_fields)), value=st.text(max_size=40))
def test_settings(name: str, value: str) -> None:
    try:
        load_settings(**{name: value})
    except CoachError as exc:
        assert "COACH_" in exc.message
