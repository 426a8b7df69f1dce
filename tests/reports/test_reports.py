"""Reports opened again: what they say, how they are typeset, and what they never say."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from datetime import date

import docx
import pytest

from coach.assessment.scorer import Scorer
from coach.dialogue.analyst import EmbeddedAnalyst
from coach.reports.content import NOTICE, Subject, report
from coach.reports.document import Report, Spoken
from coach.reports.pdf import as_pdf
from coach.reports.table import as_csv, as_json
from coach.reports.typography import NARROW, NBSP, fr, quoted
from coach.reports.word import as_docx
from tests.assessment.talks import GOOD, talk

ADVISED = frozenset({"R12"})
TURNS = [
    *talk(GOOD)[:9],
    *talk("M: Encore un retard et c'est l'avertissement !\nC: D'accord…"),
    *talk(GOOD)[9:],
]


@pytest.fixture(scope="module")
def made() -> dict[str, object]:
    return Scorer(EmbeddedAnalyst()).score(TURNS, "recadrage", on=date(2026, 11, 24)).to_json()


@pytest.fixture(scope="module")
def whole(made: dict[str, object]) -> Report:
    said = tuple(
        Spoken(
            f"tour{NBSP}{i}", "Vous" if t.speaker == "manager" else "Malika", t.text, t.speaker == "manager"
        )
        for i, t in enumerate(TURNS)
    )
    subject = Subject(
        "Bilan · Des pauses qui s'allongent", "Entretien de recadrage", (("Durée", "12 min"),), said,
        lambda turn: f"tour{NBSP}{turn}", date(2026, 11, 24),
    )  # fmt: skip
    debrief = {
        "strength": {"title": "Faits précis", "quote": "Lundi 9", "turn": 2},
        "priority": {"title": "Écoute", "advice": "Laissez parler.", "drill": "Cinq minutes de questions."},
        "rewording": {
            "before": "Encore un retard !",
            "after": "On cherche ensemble ?",
            "why": "Un fait.",
            "turn": 3,
        },
        "facts": [{"title": "La machine est en panne", "turn": 7}, {"title": "Le trajet", "turn": None}],
        "commitments": [{"quote": "Je m'y engage", "turn": 9}],
    }
    reviews = {"R2": [("Formateur, niveau 2", "Le second fait n'est pas daté.")]}
    return report(subject, made, debrief, ADVISED, reviews)


def everything(document: Report) -> str:
    return repr(document)


def test_typography() -> None:
    assert fr("C'est vrai ? Oui : 12 % et 3 h, « bien » !") == (
        f"C’est vrai{NARROW}? Oui{NBSP}: 12{NBSP}% et 3{NBSP}h, «{NBSP}bien{NBSP}»{NARROW}!"
    )
    assert quoted("« Bonjour »") == f"«{NBSP}Bonjour{NBSP}»" and fr("10 000 euros") == f"10{NARROW}000 euros"
    assert fr(fr("Vraiment ? « Oui »")) == fr("Vraiment ? « Oui »")


def test_the_report_says_what_it_is_and_never_passes_or_fails(whole: Report) -> None:
    text = everything(whole)
    assert "intelligence artificielle" in whole.notice and fr(NOTICE) == whole.notice
    assert any("version 1.0" in line for line in whole.colophon) and any(
        "embarqué" in line for line in whole.colophon
    )
    assert not re.search(
        r"\b(admise?|ajournée?|reçue?|échec|réussite|certifiée?|note finale)\b", text.lower()
    )
    assert "Formateur, niveau 2" in text and "Je m’y engage" in text
    assert whole.sections[0].alert and "vigilance" in whole.sections[0].title


def test_an_advice_has_no_level(whole: Report) -> None:
    headings = [s.title for s in whole.sections if s.title.startswith("R12.")]
    assert headings == [
        "R12. "
        + fr("Posture et droit : ni jugement, ni menace, ni discrimination, ni divulgation")
        + " — Conseil seulement"
    ]


def test_the_pdf_is_accessible_and_carries_its_fonts(whole: Report) -> None:
    body = as_pdf(whole)
    assert body.startswith(b"%PDF-") and b"/Lang (fr-FR)" in body
    assert b"/FontFile2" in body and b"AtkinsonHyperlegible" in body.replace(b"-", b"")
    assert b"/Outlines" in body and body.count(b"/Type /Page\n") >= 3
    assert b"Helvetica" not in body


def test_the_word_document_is_structured(whole: Report) -> None:
    body = as_docx(whole)
    opened = docx.Document(io.BytesIO(body))
    assert opened.core_properties.language == "fr-FR" and opened.core_properties.title == whole.title
    titles = [p.text for p in opened.paragraphs if p.style.name.startswith(("Heading", "Title"))]
    assert titles[0] == whole.title and [s.title for s in whole.sections] == titles[1:]
    assert len(opened.tables) == 1 and len(opened.tables[0].rows) == 13
    text = "\n".join(p.text for p in opened.paragraphs)
    assert NARROW in text and whole.notice in text and "«" + NBSP in text
    assert b'w:val="fr-FR"' in zipfile.ZipFile(io.BytesIO(body)).read("word/styles.xml")


def test_a_customer_cannot_slip_a_formula_into_the_spreadsheet(made: dict[str, object]) -> None:
    changed = json.loads(json.dumps(made))
    changed["criteria"][0]["why"] = "=HYPERLINK(1)"
    rows = list(csv.DictReader(io.StringIO(as_csv(changed, ADVISED).decode("utf-8-sig")), delimiter=";"))
    assert len(rows) == 12 and rows[0]["raison"] == "'=HYPERLINK(1)"
    by_id = {row["critere"]: row for row in rows}
    assert by_id["R12"]["niveau"] == "" and by_id["R12"]["mot"] == "Conseil seulement"
    assert by_id["R2"]["niveau"] == "3" and by_id["R2"]["version_grille"] == "1.0"
    assert json.loads(as_json(changed)) == changed


def test_a_long_exchange_and_an_emoji_are_typeset(whole: Report) -> None:
    from dataclasses import replace

    from coach.reports.document import Exchange, Section

    turns = tuple(Spoken(f"tour{NBSP}{i}", "Client", f"Oui 😀 {'mot ' * 30}", False) for i in range(120))
    long = replace(whole, sections=(Section("Ce qui s’est dit", (Exchange(turns),)),))
    assert as_pdf(long).count(b"/Type /Page\n") >= 4 and as_docx(long)
