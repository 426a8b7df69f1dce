import pytest

from coach.knowledge.references import Reference, find_references, reference_keys


@pytest.mark.parametrize(
    ("text", "number", "act"),
    [
        ("article L.223-1 du code de la consommation", "L223-1", "conso"),
        ("L. 223-1", "L223-1", None),
        ("l223-1", "L223-1", None),
        ("C. conso, art. D. 223-9", "D223-9", "conso"),
        ("C. trav., art. L. 1332-4", "L1332-4", "travail"),
        ("art. 33 du RGPD", "33", "rgpd"),
        ("RGPD, art. 33", "33", "rgpd"),
        ("CPCE, art. L. 34-5", "L34-5", "cpce"),
    ],
)
def test_articles_are_normalised(text: str, number: str, act: str | None) -> None:
    (found,) = find_references(text)
    assert (found.kind, found.number, found.act) == ("article", number, act)


@pytest.mark.parametrize(
    ("text", "kind", "number"),
    [
        ("décision n° 2018-0881 de l'Arcep", "decision", "2018-0881"),
        ("la loi n° 2020-901 du 24 juillet 2020", "loi", "2020-901"),
        ("loi Naegelen 2020-901", "texte", "2020-901"),
        ("décret n° 2022-1313", "decret", "2022-1313"),
        ("loi n° 78-17", "loi", "78-17"),
        ("règlement (UE) 2016/679", "ue", "2016/679"),
        ("que dit la 2018-0881 ?", "texte", "2018-0881"),
    ],
)
def test_acts_are_normalised(text: str, kind: str, number: str) -> None:
    assert [(r.kind, r.number) for r in find_references(text)] == [(kind, number)]


def test_european_details() -> None:
    assert [
        r.detail for r in find_references("art. 5(1)(f) du RGPD ; RGPD, art. 5, 1, f ; RGPD, art. 6, 1")
    ] == [
        "1.f",
        "1.f",
        "1",
    ]


@pytest.mark.parametrize(
    "text", ["l'année 2024-2025", "une feuille A4", "de 10 h à 13 h", "RE p. 4/28", "06 12 34 56 78"]
)
def test_what_is_no_reference(text: str) -> None:
    assert find_references(text) == ()


def test_each_article_takes_its_own_act() -> None:
    found = find_references("l'article 33 du RGPD et l'article L. 1332-4 du code du travail")
    assert [(r.number, r.act) for r in found] == [("33", "rgpd"), ("L1332-4", "travail")]


def test_matching() -> None:
    bare = Reference("article", "L223-1")
    assert bare.matches(Reference("article", "L223-1", "conso"))
    assert not Reference("article", "L223-1", "travail").matches(Reference("article", "L223-1", "conso"))
    assert not Reference("article", "5").matches(Reference("article", "5", "rgpd"))
    assert Reference("texte", "2020-901").matches(Reference("loi", "2020-901"))
    assert not Reference("decret", "2020-901").matches(Reference("loi", "2020-901"))
    assert Reference("article", "5", "rgpd").matches(Reference("article", "5", "rgpd", "1.f"))
    assert not Reference("article", "5", "rgpd", "1.c").matches(Reference("article", "5", "rgpd", "1.f"))


def test_spans_point_at_the_text() -> None:
    text = "Voir l’article L. 223-1 du code."
    (found,) = find_references(text)
    assert text[found.start : found.end] == "L. 223-1"


def test_keys_leave_out_articles_of_unknown_acts() -> None:
    assert (
        reference_keys("art. 5, RGPD art. 6, L. 223-1") == ("art:6@rgpd", "L223-1")
        or reference_keys("l'article 7") == ()
    )
