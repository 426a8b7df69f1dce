"""Référentiel: the fiche, the list, the map, the filter, the quiz's words; hostile text stays text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from coach.domain.competence_map import Reached, last_reached
from coach.errors import StorageError
from coach.knowledge.embedders import make_embedder
from coach.knowledge.fiches import parse_fiche
from coach.knowledge.index_store import Encoders
from coach.knowledge.passages import Change, Origin, Passage, Period
from coach.knowledge.service import KnowledgeBase
from coach.settings import Settings
from coach.web.app import CSP
from coach.web.components import referential
from coach.web.pages import ask, competences, fiche, quiz
from coach.wiring import Services

FICHES = Path(__file__).parents[1] / "data" / "knowledge" / "fiches"
HOSTILE = "<img src=x onerror=alert(1)> \"' & {{7*7}}"
SHARED = Period(date(2023, 3, 1), None)

HERE = SimpleNamespace(cookies={})
"""The request of the one person of a laptop."""


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    """Services on three small fiches and a document."""
    folder = tmp_path_factory.mktemp("referentiel")
    encoder = make_embedder("use")
    services = Services(Settings(data_dir=folder))
    with KnowledgeBase.open(
        folder,
        fiches=FICHES,
        encoders=Encoders(encoder, encoder),
        writer=True,
        today=lambda: date(2026, 11, 24),
    ) as base:
        charter = folder / "charte.md"
        charter.write_text(
            "# Charte du plateau\n\n## Pauses\n\nDeux pauses de dix minutes.\n", encoding="utf-8"
        )
        base.add(charter, title="Charte du plateau")
        services.__dict__["knowledge"] = base
        yield services
    services.database.close()


def passage(n: int = 0, **values: object) -> Passage:
    base = Passage(
        id=f"sujet#section-{n}",
        source_id="sujet",
        source_title="Un sujet",
        title=f"Section {n}",
        locator="C. conso, art. L. 223-1",
        text="Une règle.\n\n- un point\n- un autre",
        kind="fiche",
        position=n,
        lead="Une règle.",
        domain="demarchage",
        competences=("CP1", "CP5"),
        in_force=SHARED,
        origins=(Origin("Code de la consommation", "L. 223-1", "https://www.legifrance.gouv.fr/x"),),
        checked_on=date(2026, 11, 21),
    )
    return replace(base, **values)  # type: ignore[arg-type]


# -- the routes ------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/fiche", "/fiche?id=inconnue", "/carte", "/quiz"])
def test_the_pages_come_with_their_headers(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.headers["content-security-policy"] == CSP
    assert 'lang="fr"' in answer.text[:300]


def handler(services: Services, module: str, name: str):  # type: ignore[no-untyped-def]
    from coach.web.app import pages

    found = [
        f.fn for f in pages(services).fns.values() if f.fn.__module__ == module and f.fn.__name__ == name
    ]
    return found[0]


def test_a_base_that_cannot_be_opened_is_said_on_each_page(services: Services) -> None:
    class Closed:
        def __getattr__(self, name: str) -> object:
            raise StorageError("L’index est en cours de préparation. Réessayez dans quelques secondes.")

    services.__dict__["knowledge"] = Closed()
    shown = handler(services, ask.__name__, "ask")("Bloctel ?", [], None, "", "")
    assert "en cours de préparation" in shown[0] and shown[2] == "Bloctel ?"
    assert "en cours de préparation" in handler(services, ask.__name__, "narrow")("travail", "")[0]
    assert "en cours de préparation" in handler(services, competences.__name__, "load")(HERE)
    assert "en cours de préparation" in handler(services, fiche.__name__, "choose")("", "")


# -- asking ----------------------------------------------------------------------------------------


def test_an_answer_leads_to_its_section_and_says_the_legal_note_once(small: Services) -> None:
    asking = handler(small, ask.__name__, "ask")
    html, turns, left = asking("Jusqu’à quelle heure peut-on appeler ?", [], None, "", "")
    assert left == "" and len(turns) == 1
    assert re.search(r'href="/fiche\?id=horaires-appel&amp;passage=[a-z0-9-]+#s-[a-z0-9-]+"', html)
    assert "avis juridique" not in html and "avis juridique" in ask.DISCLAIMER
    html, turns, _ = asking("et le samedi ?", turns, html, "", "")
    assert len(turns) == 2 and html.count('<details class="critere source"><summary><b>') == 1


def test_a_filter_limits_the_answer_and_says_so(small: Services) -> None:
    asking = handler(small, ask.__name__, "ask")
    html, _, _ = asking("Comment mener un recadrage ?", [], None, "management", "")
    assert "Recherche limitée à : Management." in html
    html, turns, _ = asking("Jusqu’à quelle heure peut-on appeler ?", [], None, "management", "")
    assert "horaires-appel" not in html and turns


def test_what_was_asked_stays_when_a_question_is_refused(small: Services) -> None:
    asking = handler(small, ask.__name__, "ask")
    before = [("Une question ?", "Une réponse.")]
    for text in ("", "   ", "a" * (ask.MAX_QUESTION + 1)):
        html, turns, left = asking(text, before, None, "", "")
        assert turns == before and "Une réponse." in html and left == text.strip()


def test_hostile_words_stay_words(small: Services) -> None:
    html, _, _ = handler(small, ask.__name__, "ask")(HOSTILE, [(HOSTILE, HOSTILE)], None, HOSTILE, HOSTILE)
    assert "<img" not in html and "&lt;img src=x" in html


def test_suggestions_follow_the_filter(small: Services) -> None:
    assert ask.suggestions(small, None, None) == list(ask.SUGGESTIONS)
    law = ask.suggestions(small, "demarchage", None)
    assert law and all(q.endswith("?") for q in law) and not set(law) & set(ask.SUGGESTIONS)
    assert ask.suggestions(small, "ecologie", None) == []
    shown = handler(small, ask.__name__, "narrow")("ecologie", "CP1")
    assert "Aucune fiche ne réunit" in shown[0] and not any(u["visible"] for u in shown[1:])


@pytest.mark.parametrize(("days", "shown"), [(10, True), (700, True), (800, False)])
def test_a_change_is_told_for_two_years(small: Services, days: int, shown: bool) -> None:
    answer = small.knowledge.ask("Jusqu’à quelle heure peut-on appeler ?")
    moved = replace(answer, changes=((answer.as_of - timedelta(days=days), "Tout a bougé."),))
    assert ("Tout a bougé." in ask._answer(moved, {}, "")) is shown


# -- a fiche ---------------------------------------------------------------------------------------


def test_a_fiche_is_whole_with_its_sources_and_dates() -> None:
    html = fiche.sheet([passage(0), passage(1), passage(2)], {}, "", "MERCD")
    for n in range(3):
        assert f'id="s-section-{n}"' in html and f'href="#s-section-{n}"' in html
    assert html.count("En vigueur depuis") == 1
    assert 'href="https://www.legifrance.gouv.fr/x"' in html and "Code de la consommation, L. 223-1" in html
    assert "Vérifiée le" in html and 'href="/fiche?domaine=demarchage"' in html
    assert 'href="/fiche?competence=CP5"' in html


def test_a_section_with_dates_of_its_own_says_them() -> None:
    ended = passage(1, in_force=Period(date(2023, 3, 1), date(2026, 8, 10)))
    coming = passage(2, in_force=Period(date(2999, 1, 1), None))
    html = fiche.sheet([passage(0), ended, coming], {}, "", "MERCD")
    assert "n’est plus en vigueur" in html and "S’applique à partir du" in html


def test_what_replaced_it_what_moved_and_what_is_not_sure_are_told() -> None:
    doubtful = passage(
        confidence="a_verifier",
        replaced_by="neuve",
        replaces="disparue",
        changes=(Change(date(2026, 8, 11), "Un changement."), Change(date(2999, 1, 1), "Un autre.")),
    )
    html = fiche.sheet([doubtful], {"neuve": "La règle neuve"}, "", "MERCD")
    assert 'href="/fiche?id=neuve"' in html and "« disparue »" in html
    assert "Changé le" in html and "Changera le" in html and "Un point reste à vérifier" in html


def test_a_long_document_is_shown_in_windows_that_join_up() -> None:
    document = [passage(n, kind="document", domain=None, origins=()) for n in range(100)]
    seen: set[str] = set()
    for wanted in ("", "section-30", "section-60", "section-99"):
        html = fiche.sheet(document, {}, wanted, "MERCD")
        ids = re.findall(r'<section id="s-(section-\d+)"', html)
        assert len(ids) == fiche.WINDOW and (not wanted or wanted in ids)
        seen |= set(ids)
    assert "section-0" in seen and "section-99" in seen
    # « section-3 » is found exactly, not as the beginning of another.
    assert 'id="s-section-3"' in fiche.sheet(document, {}, "section-3", "MERCD")


def test_hostile_text_in_a_document_stays_text() -> None:
    bad = passage(
        source_title=HOSTILE, title=HOSTILE, text=f"{HOSTILE} ; b\n{HOSTILE} ; d\n\n- {HOSTILE}", locator=HOSTILE,
        kind="document", origins=(), url="javascript:alert(1)", replaced_by=HOSTILE, changes=(Change(date(2026, 1, 1), HOSTILE),),
    )  # fmt: skip
    html = fiche.sheet([bad], {HOSTILE: HOSTILE}, HOSTILE, "MERCD")
    assert "<img" not in html and "javascript:" not in html
    assert "<img" not in fiche.catalogue([], HOSTILE, HOSTILE)


def test_the_list_is_by_domain_and_follows_the_filter(small: Services) -> None:
    sources = small.knowledge.list()
    whole = fiche.catalogue(sources, "", "")
    assert "3 fiches" in whole and "Documents ajoutés" in whole and "Charte du plateau" in whole
    one = fiche.catalogue(sources, "management", "")
    assert "1 fiche." in one and "id=recadrer" in one and "Charte" not in one
    assert "Aucune fiche ne réunit" in fiche.catalogue(sources, "ecologie", "CP1")


# -- text ------------------------------------------------------------------------------------------


TABLED = """---
id: essai
title: Essai
domain: indicateurs
sources: [{name: Calcul}]
checked_on: 2026-11-21
confidence: verifie
questions: ["Quoi ?"]
---

## Calcul
Une phrase ; avec un point-virgule.

1. premier
2. second
- libre
"""


def test_text_keeps_its_lists_in_order() -> None:
    (section,) = parse_fiche(TABLED, "essai.md")
    html = referential.body(section.text)
    assert "<ol><li>premier</li><li>second</li></ol><ul><li>libre</li></ul>" in html
    assert "<table" not in html


def test_lines_of_cells_are_a_table() -> None:
    html = referential.body(
        "Voici.\n\nPositions ; Décrochés\n14 ; 24,0 %\n15 ; 50,8 %\n\nUne phrase ; seule."
    )
    assert html.count("<tr>") == 3 and "<th scope='col'>Positions</th>" in html and html.count("<p>") == 2


@given(
    st.lists(
        st.sampled_from(["- a", "1. b", "c ; d", "e ; f", "texte", "", "g ; h ; i", "<b>x</b>"]), max_size=12
    )
)
def test_no_line_is_lost_whatever_the_mixture(lines: list[str]) -> None:
    html = re.sub(r"<[^>]+>", " ", referential.body("\n".join(lines))).replace("\u00a0", " ")
    for token in "abcdefghi":
        wanted = sum(bool(re.search(rf"\b{token}\b", line.replace("<b>x</b>", ""))) for line in lines)
        assert (
            len(re.findall(rf"(?<![&\w]){token}(?!\w)", html.replace("&lt;b&gt;x&lt;/b&gt;", ""))) == wanted
        )


@pytest.mark.parametrize(
    ("period", "words"),
    [
        (Period(), ""),
        (Period(date(2023, 3, 1)), "En vigueur depuis le 1er mars 2023"),
        (Period(None, date(2030, 1, 2)), "Jusqu’au 2 janvier 2030"),
        (
            Period(date(2023, 3, 1), date(2026, 8, 10)),
            "Du 1er mars 2023 au 10 août 2026 : n’est plus en vigueur",
        ),
        (Period(date(2027, 1, 1)), "S’applique à partir du 1er janvier 2027"),
    ],
)
def test_a_period_in_words(period: Period, words: str) -> None:
    assert referential.validity(period, date(2026, 11, 24)).replace("\u00a0", " ") == words


# -- the map ---------------------------------------------------------------------------------------


def test_the_map_shows_every_criterion_with_its_page_and_no_level_before_training(small: Services) -> None:
    html = competences.drawing(small.referential, small.knowledge.list()[:3], {})
    for competence in small.referential.competences:
        assert f"id='{competence.id}'" in html
        for criterion in competence.criteria:
            assert (
                html.count(f"({criterion.page})")
                and referential.esc(referential.wording(criterion.title)) in html
            )
    assert "Vos niveaux apparaîtront ici" in html and html.count("jamais évalué") == sum(
        len(c.criteria) for c in small.referential.competences
    )


def test_the_map_shows_the_last_level_and_leads_to_its_bilan(small: Services) -> None:
    one = Reached("recadrage", "R9", "Plan d’actions", 2, datetime(2026, 11, 20, tzinfo=UTC), "abc")
    html = competences.drawing(small.referential, [], last_reached([one], small.referential))
    assert 'href="/bilan?id=abc"' in html and "Satisfaisant" in html and "1 critère d’entretien" in html
    assert "Vos niveaux apparaîtront ici" not in html and "Aucune fiche n’en traite encore" in html


def test_a_finished_interview_reaches_the_map(small: Services) -> None:
    from coach.review import review_interview
    from coach.wiring import OWNER

    interview = small.runner.start(OWNER, "recadrage-retards", 1, 5)
    for line in (
        "Bonjour, merci d’être venu.",
        "Tu es arrivé en retard cinq fois en mars, le 4 de vingt minutes.",
    ):
        for _ in small.runner.say(OWNER, interview.id, line, 20):
            pass
    small.runner.finish(OWNER, interview.id)
    review_interview(small, OWNER, interview.id)
    levels = list(competences._levels(small, OWNER))
    assert levels and {one.session_id for one in levels} == {interview.id}
    assert f"/bilan?id={interview.id}" in handler(small, competences.__name__, "load")(HERE)


# -- the quiz --------------------------------------------------------------------------------------


def test_a_card_goes_from_question_to_answer_to_the_next(services: Services) -> None:
    from coach.web.app import pages

    fns = [f for f in pages(services).fns.values() if f.fn.__module__ == quiz.__name__]
    by_name = {f.fn.__name__: f.fn for f in fns}
    first = {type(k).__name__ + str(k.elem_id or ""): v for k, v in by_name["load"](None, 15, HERE).items()}
    assert "15 cartes aujourd’hui" in str(first.values()) and "question-quiz" in first["Markdowncarte-quiz"]
    card_id = next(v for k, v in first.items() if k.startswith("State"))
    shown = {str(k.elem_id): v for k, v in by_name["show_answer"](card_id, HERE).items()}
    assert "Réponse" in shown["reponse-quiz"] and "/fiche?id=" in shown["reponse-quiz"]
    assert shown["note-1"]["value"].startswith("À revoir · 10")
    after = {
        type(k).__name__ + str(k.elem_id or ""): v
        for k, v in by_name["keep"](card_id, None, 15, HERE).items()
    }
    assert next(v for k, v in after.items() if k.startswith("State")) != card_id
    assert "déjà vue" in str(after.values())


def test_a_card_that_is_gone_says_so_and_the_next_one_comes(services: Services) -> None:
    keep = handler(services, quiz.__name__, "keep")
    shown = " ".join(str(v) for v in keep("fiche-retiree#s", "", 15, HERE).values())
    assert "Cette note n’a pas été gardée" in shown and "question-quiz" in shown
    assert "retirée" in " ".join(
        str(v) for v in handler(services, quiz.__name__, "show_answer")("x#y", HERE).values()
    )


def test_a_filter_without_cards_says_so(services: Services) -> None:
    shown = " ".join(str(v) for v in handler(services, quiz.__name__, "load")("CP99", 15, HERE).values())
    assert "Aucune question ne porte sur cette compétence" in shown


@pytest.mark.parametrize(
    ("delay", "words"),
    [
        (timedelta(minutes=10), "10 min"),
        (timedelta(hours=20), "1 j"),
        (timedelta(days=8), "8 j"),
        (timedelta(days=91), "3 mois"),
    ],
)
def test_a_delay_in_words(delay: timedelta, words: str) -> None:
    assert quiz._in(delay).replace("\u00a0", " ") == words
