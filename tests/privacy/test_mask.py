import io
import json
import pickle
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.cli import mask as cli
from coach.errors import InputError
from coach.privacy.mask import MASK, Masker

FAST = Masker()


def test_one_mask_a_datum_through_a_session():
    session = FAST.session()
    assert session.mask("Je suis Jean Dupont, au 06 12 34 56 78.").text == "Je suis [NOM_1], au [TEL_1]."
    assert session.mask("Monsieur DUPONT ?").text == "Monsieur [NOM_1] ?"
    assert session.mask("Non, Marie Durand.").text == "Non, [NOM_2]."
    again = "C'est bien le zéro six douze trente-quatre cinquante-six soixante-dix-huit, ou +33 6 12 34 56 78"
    assert session.mask(again).text == "C'est bien le [TEL_1], ou [TEL_1]"


def test_an_answer_is_understood_from_the_question_before():
    session = FAST.session()
    session.mask("Votre date de naissance, s'il vous plaît ?")
    assert session.mask("Le 12 mars 1984.").text == "Le [DATE_NAISSANCE_1]."
    assert FAST.mask("Le 12 mars 1984.").text == "Le 12 mars 1984."


def test_allowed_names_stay():
    session = FAST.session(allowed=["Karim", "Mme Lefort"])
    masked = session.mask("Karim, le dossier de Madame Lefort, pas celui de Karim Benali ni de Sonia.")
    assert masked.text == "Karim, le dossier de Madame Lefort, pas celui de [NOM_1] ni de [NOM_2]."


def test_a_session_taken_up_again_never_gives_a_mask_twice():
    session = FAST.session(seen=["Bonjour [NOM_1], [NOM_3] au [TEL_2]."])
    masked = session.mask("[NOM_1] m'a dit de voir Sonia au 06 12 34 56 78.")
    assert masked.text == "[NOM_1] m'a dit de voir [NOM_4] au [TEL_3]."


def test_the_key_is_never_written():
    session = FAST.session()
    session.mask("Je m'appelle Sonia Morel.")
    assert "Sonia" not in repr(session)
    with pytest.raises(TypeError):
        pickle.dumps(session)


PIECES = st.lists(
    st.sampled_from(
        ["Sonia Morel", "06 12 34 56 78", "jean.dupont@orange.fr", "12,5 %", "recadrage", "[NOM_7]", "né le 12/03/1984",
         "4970 1012 3456 7893", "madame", "\n", "…", "zéro six", "n° client 48213", "12 rue des Lilas, 69003 Lyon"]
    ) | st.text(max_size=12),
    max_size=8,
)  # fmt: skip


@settings(max_examples=150)
@given(PIECES)
def test_masked_text_is_the_text_with_its_entities_replaced(pieces):
    text = " ".join(pieces)
    masked = FAST.mask(text)
    rebuilt, end = [], 0
    for entity in masked.entities:
        assert end <= entity.start < entity.end <= len(text)
        rebuilt += [text[end : entity.start], entity.mask]
        end = entity.end
    assert "".join([*rebuilt, text[end:]]) == masked.text
    assert len(MASK.findall(masked.text)) == len(masked.entities) + len(MASK.findall(text))


def test_a_masked_text_masks_to_itself():
    text = "Je m'appelle Sonia Morel, 06 12 34 56 78, 12 rue des Lilas, 69003 Lyon, né le 12/03/1984."
    once = FAST.mask(text).text
    assert FAST.mask(once).text == once


def test_a_turn_is_masked_in_milliseconds_and_a_flood_in_seconds():
    turn = "Bonjour Karim, je voulais te voir au sujet de tes appels de lundi : madame Dupont a rappelé."
    FAST.mask(turn)
    start = time.perf_counter()
    for _ in range(20):
        FAST.mask(turn)
    assert (time.perf_counter() - start) / 20 < 0.02
    for flood in (
        "un deux " * 6000,
        "A" * 50_000,
        "a.b-" * 12_000,
        "06 " * 16_000,
        "rue de la " * 5000,
        "1" * 50_000,
    ):
        start = time.perf_counter()
        FAST.mask(flood)
        assert time.perf_counter() - start < 10, flood[:10]


@pytest.fixture
def stdin(monkeypatch):
    def give(data: bytes):
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data), encoding="utf-8"))

    return give


def test_command_gives_text_and_entities(stdin, capsys):
    stdin(b"Je m'appelle Sonia Morel.\n")
    cli.mask(as_json=True, fast=True)
    assert json.loads(capsys.readouterr().out) == {
        "text": "Je m'appelle [NOM_1].\n",
        "entities": [{"kind": "NOM", "start": 13, "end": 24, "mask": "[NOM_1]"}],
    }


def test_command_refuses_what_is_not_utf8(stdin):
    stdin(b"caf\xe9")
    with pytest.raises(InputError, match="UTF-8"):
        cli.mask()
