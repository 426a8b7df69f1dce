from datetime import date

import pytest

from coach.knowledge.questions import date_named, is_english, leans, parts, understand

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("avant le 11 août 2026", date(2026, 8, 10)),
        ("depuis le 11 août 2026", date(2026, 8, 11)),
        ("après le 10/08/2026", date(2026, 8, 11)),
        ("le 1er mars 2023", date(2023, 3, 1)),
        ("au 2025-01-15", date(2025, 1, 15)),
        ("en 2024", date(2024, 12, 31)),
        ("avant 2026", date(2025, 12, 31)),
        ("en 2026", TODAY),
        ("en mars 2023", date(2023, 3, 31)),
        ("avant août 2026", date(2026, 7, 31)),
        ("aujourd'hui", TODAY),
        ("l'année dernière", date(2025, 12, 31)),
        ("before August 2026", date(2026, 7, 31)),
    ],
)
def test_dates_named(text: str, day: date) -> None:
    assert date_named(f"Pouvait-on appeler {text} ?", TODAY) == day


@pytest.mark.parametrize("text", ["la loi n° 2020-901", "la décision 2018-0881", "à 20 h"])
def test_no_date(text: str) -> None:
    assert date_named(text, TODAY) is None


def test_a_date_given_beside_wins() -> None:
    asked = understand("Que disait la règle en 2024 ?", on=date(2023, 5, 1), today=TODAY)
    assert asked.as_of == date(2023, 5, 1)


def test_follow_up_takes_the_last_full_question() -> None:
    history = [
        {"role": "user", "content": "Jusqu'à quelle heure appeler un prospect ?"},
        {"role": "assistant", "content": "20 h."},
        {"role": "user", "content": "et le samedi ?"},
        {"role": "assistant", "content": "Non."},
    ]
    asked = understand("et les jours fériés ?", today=TODAY, history=history)  # type: ignore[arg-type]
    assert asked.follows_up
    assert asked.search.startswith("Jusqu'à quelle heure appeler un prospect ?")
    assert asked.search.endswith("et les jours fériés ?")


def test_a_full_question_forgets_the_history() -> None:
    history = [{"role": "user", "content": "Jusqu'à quelle heure appeler ?"}]
    asked = understand("Combien de temps dure l'entretien technique ?", today=TODAY, history=history)  # type: ignore[arg-type]
    assert not asked.follows_up


@pytest.mark.parametrize(
    "text", ["et le samedi ?", "Depuis quand ?", "pourquoi ?", "Et pour un professionnel ?"]
)
def test_leaning(text: str) -> None:
    assert leans(text)


def test_two_questions() -> None:
    assert len(parts("Combien de temps dure l'entretien technique et qu'est-ce que la DMT ?")) == 2
    assert parts("Quels sont les jours et heures de démarchage ?") == (
        "Quels sont les jours et heures de démarchage ?",
    )


def test_english() -> None:
    assert is_english("How long does the technical interview last?")
    assert not is_english("Combien de temps dure le call ?")


@pytest.mark.parametrize(
    ("text", "past", "change"),
    [
        ("Comment faisait-on avant ?", True, False),
        ("Qu'est-ce qui a changé pour le démarchage ?", False, True),
        ("Faut-il appeler avant 20 h ?", False, False),
    ],
)
def test_past_and_change(text: str, past: bool, change: bool) -> None:
    asked = understand(text, today=TODAY)
    assert (asked.about_past, asked.about_change) == (past, change)
