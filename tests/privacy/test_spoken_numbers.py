import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.privacy.spoken_numbers import plain_digits, runs, whole_readings, windows

SMALL = (
    "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize".split()
)
TENS = {2: "vingt", 3: "trente", 4: "quarante", 5: "cinquante", 6: "soixante", 8: "quatre-vingt"}


def say(number: int) -> str:
    """0–99 in the words of France."""
    if number < 17:
        return SMALL[number]
    if number < 20:
        return "dix-" + SMALL[number - 10]
    tens, unit = divmod(number, 10)
    if tens in (7, 9):
        return f"{TENS[tens - 1]}{' et ' if number == 71 else '-'}{say(10 + unit)}"
    if unit == 0:
        return TENS[tens] + ("s" if tens == 8 else "")
    return f"{TENS[tens]}{' et ' if unit == 1 and tens != 8 else '-'}{SMALL[unit]}"


@given(st.integers(0, 99))
def test_every_number_below_a_hundred_is_read(number):
    (run,) = runs(f"voilà {say(number)} merci")
    assert plain_digits(run) == str(number)


@given(st.lists(st.integers(10, 99), min_size=5, max_size=5), st.sampled_from([" ", ", ", " euh ", "... "]))
def test_a_number_said_by_pairs_is_among_the_readings(pairs, gap):
    text = gap.join(map(say, pairs))
    (run,) = runs(text)
    wanted = "".join(map(str, pairs))
    assert wanted in whole_readings(run, 10)
    assert (run[0].start, run[-1].end) == (0, len(text))


@given(st.lists(st.integers(0, 99), min_size=1, max_size=8))
def test_windows_take_numbers_said_as_they_are_said(numbers):
    (run,) = runs(" ".join(map(str, numbers)))
    wanted = "".join(map(str, numbers))
    assert [m.digits for m in windows(run, 16, lambda digits: digits == wanted)] == [wanted]


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("zéro six douze trente-quatre", ["061234"]),
        ("06 12 34", ["061234"]),
        ("zéro 6 12 euh trente quatre", ["061234"]),
        ("trois cent douze", ["312"]),
        ("cent vingt-trois", ["123"]),
        ("deux cents", ["200"]),
        ("septante-deux nonante", ["7290"]),
        ("12,5 % et 20", ["12", "5", "20"]),
        ("le 6, puis le 7", ["6", "7"]),
        ("aucun chiffre ici", []),
    ],
)
def test_runs_are_read(text, digits):
    assert [plain_digits(run) for run in runs(text)] == digits


@given(st.text(max_size=80))
def test_runs_lie_in_the_text_in_order(text):
    last = 0
    for run in runs(text):
        for token in run:
            assert last <= token.start < token.end <= len(text)
            last = token.end


def test_a_long_run_is_read_within_bounds():
    (run,) = runs(" ".join(["quatre vingt dix sept"] * 4))
    assert sum(1 for _ in whole_readings(run, 19)) < 20_000
