import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.privacy.kinds import Finding, Kind, resolve
from coach.privacy.mask import Masker
from coach.privacy.recognizers import is_card, is_iban, is_nir, luhn

MASKER = Masker()


def kinds(text):
    return [(f.kind.value, text[f.start : f.end]) for f in MASKER.find(text)]


@given(st.integers(10**14, 10**15 - 1), st.integers(1, 9))
def test_luhn_refuses_a_wrong_last_digit(body, shift):
    good = next(f"{body}{d}" for d in range(10) if luhn(f"{body}{d}"))
    assert not luhn(good[:-1] + str((int(good[-1]) + shift) % 10))


@given(st.integers(10**22, 10**23 - 1))
def test_iban_key(body):
    check = 98 - int(f"{body}152700") % 97
    assert is_iban(f"FR{check:02d}{body}")
    assert not is_iban(f"FR{(check + 1) % 100:02d}{body}")


@given(
    st.sampled_from("12"), st.integers(0, 99), st.integers(1, 12), st.integers(1, 95), st.integers(0, 999999)
)
def test_nir_key(sex, year, month, department, order):
    body = f"{sex}{year:02d}{month:02d}{department:02d}{order:06d}"
    key = 97 - int(body) % 97
    assert is_nir(f"{body}{key:02d}")
    assert not is_nir(f"{body}{(key % 97) + 1:02d}")


def test_corsican_nir():
    body, spelled = "1840319123456", "184032A123456"
    assert is_nir(f"{spelled}{97 - int(body) % 97:02d}")


def test_a_company_number_is_no_card():
    assert is_card("4970101234567893") and not is_card("73282932000074")
    assert kinds("SIRET 732 829 320 00074") == []


@pytest.mark.parametrize(
    "text",
    [
        "Vous avez traité 1 200 appels en 10 jours, soit 12,5 % de plus.",
        "DMT de 4 min 30, DPA de 45 secondes, objectif 80/20.",
        "Le titre RNCP 34146 (TP-01276), arrêté du 30/01/2024, article L1222-4.",
        "Rendez-vous le 12 mars 2025 à 14 h 30, salle 204.",
        "Le chiffre d'affaires est de 3 450 200 000 euros.",
        "Appelez le 0 800 123 456 ou le 3631.",
        "quatre mille appels, deux mille trois cents contrats",
        "de 10 h 15 à 11 h 45, 12 appels, 3 ventes, 25 relances, 8 refus",
    ],
)
def test_the_trade_s_figures_stay(text):
    assert kinds(text) == []


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("Oui, c'est le 06, 12, 34, 56, soit exempté 18.", "06, 12, 34, 56, soit exempté 18"),
        ("c'est le 06 12 34 56, voilà", "06 12 34 56"),
        ("numéro de téléphone : 6 12 34 56 78", "6 12 34 56 78"),
        ("ma carte, c'est 4970 1012 3456 789", "4970 1012 3456 789"),
        ("sécurité sociale, 1 84 03 69 123 456", "1 84 03 69 123 456"),
    ],
)
def test_a_number_misheard_is_still_masked(text, masked):
    assert [found for _, found in kinds(text)] == [masked]


def test_the_first_of_two_that_overlap_wins():
    first, second, third = Finding(Kind.TEL, 5, 9), Finding(Kind.NOM, 0, 6), Finding(Kind.NOM, 9, 12)
    assert resolve([first, second, third]) == [first, third]
