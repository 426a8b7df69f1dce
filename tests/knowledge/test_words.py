from hypothesis import given
from hypothesis import strategies as st

from coach.knowledge.words import content_words, fold, sentences, slugify, stem, stems, words


def test_fold_opens_accents_ligatures_and_apostrophes() -> None:
    assert fold("L’Œuvre à ÉTÉ") == "l'oeuvre a ete"


def test_hours_and_numbers_have_one_form() -> None:
    assert words("20 h, 20h, 20 heures, 12 h 30, 1 200 €") == ["20h", "20h", "20h", "12h30", "1200"]


def test_elisions_and_empty_words_go() -> None:
    assert content_words("Jusqu'à quelle heure j'ai le droit d'appeler ?") == ["heure", "droit", "appeler"]


def test_singular_and_plural_share_a_stem() -> None:
    assert stem("conseillers") == stem("conseiller")
    assert stems("les sanctions disciplinaires") == stems("une sanction disciplinaire")


def test_slug() -> None:
    assert slugify("L'heure à regarder : 20 h ?") == "l-heure-a-regarder-20-h"


def test_abbreviations_do_not_end_a_sentence() -> None:
    text = "Selon l'art. L. 223-1 du C. conso. c'est interdit. Sauf accord !\n- un point\n- un autre"
    assert sentences(text) == [
        "Selon l'art. L. 223-1 du C. conso. c'est interdit.",
        "Sauf accord !",
        "- un point",
        "- un autre",
    ]


@given(st.text(max_size=300))
def test_sentences_are_pieces_of_the_text_in_order(text: str) -> None:
    at = 0
    for sentence in sentences(text):
        found = text.find(sentence, at)
        assert found >= 0
        at = found + len(sentence)


@given(st.text(max_size=200))
def test_words_are_folded_and_stable(text: str) -> None:
    for word in words(text):
        assert word == fold(word)
        assert words(word) == [word]
