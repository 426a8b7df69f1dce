import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_spoken_numbers import say

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


DIGITS = st.text("0123456789", min_size=8, max_size=8)
PIECES = st.lists(st.integers(1, 2), min_size=20, max_size=20)


def said(digits, sizes, gap):
    """Digits said by ones and twos, as people do."""
    words, at = [], 0
    for size in sizes:
        piece = digits[at : at + size]
        if piece:
            words.append(" ".join(map(say, map(int, piece))) if piece[0] == "0" else say(int(piece)))
        at += size
    return gap.join(words)


@given(DIGITS, PIECES, st.sampled_from([" ", ", ", " euh "]), st.sampled_from(["06", "01", "+33 7"]))
def test_no_digit_of_a_phone_said_is_left(digits, sizes, gap, prefix):
    number = prefix + digits if prefix[0] != "+" else "337" + digits
    start = "plus " if prefix[0] == "+" else ""
    text = f"Vous pouvez noter {start}{said(number, sizes, gap)}."
    (finding,) = MASKER.find(text)
    assert (finding.kind, text[finding.end :]) == (Kind.TEL, ".")
    assert text[: finding.start] == "Vous pouvez noter "


@given(st.integers(10**12, 10**13 - 1), PIECES, st.sampled_from([" ", ", "]), st.booleans())
def test_no_digit_of_a_card_said_is_left(body, sizes, gap, announced):
    number = next(f"4{body}{d}" for d in range(10, 100) if luhn(f"4{body}{d}"))
    text = f"{'ma carte bleue' if announced else 'alors je dicte'}, {said(number, sizes, gap)}"
    (finding,) = MASKER.find(text)
    assert finding.end == len(text) and text[: finding.start].endswith(", ")
    assert finding.kind is Kind.CARTE or not announced


@given(st.integers(10**13, 10**20), PIECES)
def test_no_digit_of_any_long_number_said_is_left(number, sizes):
    text = f"Notez bien : {said(str(number), sizes, ' ')}."
    covered = {i for finding in MASKER.find(text) for i in range(finding.start, finding.end)}
    left = [i for i in range(13, len(text)) if text[i].isalnum() and i not in covered]
    assert len(left) <= 9, text  # one figure on its own, at most (« quatorze »)


def test_two_numbers_in_one_breath_are_two():
    assert kinds("le 06 12 34 56 78, puis 07 98 76 54 32") == [
        ("TEL", "06 12 34 56 78"),
        ("TEL", "07 98 76 54 32"),
    ]


def test_the_first_of_two_that_overlap_wins():
    first, second, third = Finding(Kind.TEL, 5, 9), Finding(Kind.NOM, 0, 6), Finding(Kind.NOM, 9, 12)
    assert resolve([first, second, third]) == [first, third]
