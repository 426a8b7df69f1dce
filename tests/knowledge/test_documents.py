from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.domain.referential import Referential
from coach.errors import DocumentError
from coach.knowledge.checks import check_referential
from coach.knowledge.documents import read_document
from coach.knowledge.passages import Passage
from coach.knowledge.service import _referential
from coach.knowledge.structure import MAX_PASSAGE, Block, table_rows, text_blocks, to_passages

DATA = Path(__file__).parents[1] / "data" / "knowledge"
SEEDS = Path(os.environ.get("COACH_SEEDS_DIR", Path(__file__).parents[3] / "shared" / "seeds"))
REAC = SEEDS / "004_reac_re_mercd_2024.txt"


def passages_of(path: Path) -> tuple[Passage, ...]:
    reading = read_document(path)
    return to_passages(reading.blocks, source_id="doc", title=reading.title)


def find(passages: tuple[Passage, ...], text: str) -> Passage:
    return next(p for p in passages if text in p.text)


def test_printed_pages_and_parts() -> None:
    found = passages_of(DATA / "referentiel-jouet.txt")
    assert find(found, "Les vélos manquants").page == "REAC 3/6"
    assert find(found, "Les vélos manquants").competences == ("CP3",)
    assert find(found, "Connaissance des pneus").locator == "REAC p. 4/6"
    assert find(found, "Point d'attache").title.endswith("Borne")
    assert find(found, "02 h 10 min").page == "RE 2/4"
    assert "Mécanicien" in find(found, "Les emplois sont les suivants").text
    assert not any("SIGLE" in p.text or "TP-99999" in p.text for p in found)
    assert len({p.id for p in found}) == len(found)


def test_tables_keep_their_headers_and_merged_cells() -> None:
    text = find(passages_of(DATA / "referentiel-jouet.txt"), "00 h 35 min").text
    assert "Modalités : Entretien technique ; Compétences : Compter ; Durée : 00 h 35 min" in text
    assert "Détail : Un dossier ; Une carte" in text
    assert "Mise en situation : oui ; Entretien : non ; Questionnaire : non ; Production : oui" in text


def test_legal_articles_are_passages() -> None:
    text = (
        "Code de la consommation\n\nChapitre III : Démarchage téléphonique\n\n"
        "Article L. 223-1\n\nIl est interdit de démarcher sans accord.\n\nLe décret fixe les heures.\n\n"
        "Article L. 223-2 - Information\n\nLe professionnel informe. L'article 5 du présent code s'applique.\n"
    )
    found = to_passages(text_blocks(text), source_id="doc", title="Code")
    first, second = find(found, "Il est interdit"), find(found, "Le professionnel informe")
    assert first.locator == "art. L. 223-1"
    assert second.locator == "art. L. 223-2"
    assert "Le décret fixe" in first.text


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\r"), max_size=120), max_size=30))
def test_no_letter_is_lost(lines: list[str]) -> None:
    text = "\n".join(lines)
    found = to_passages(text_blocks(text), source_id="d", title="t")
    kept = sum(c.isalnum() for p in found for c in p.text + p.title)
    wanted = sum(c.isalnum() for b in text_blocks(text) for c in b.text)
    assert kept >= wanted
    assert all(len(p.text) <= MAX_PASSAGE * 2 for p in found)
    assert len({p.id for p in found}) == len(found)


def test_long_paragraphs_are_cut_between_sentences() -> None:
    text = "Une phrase de taille moyenne qui se répète. " * 200
    found = to_passages([Block("paragraph", text)], source_id="d", title="t")
    assert len(found) > 4
    assert all(len(p.text) <= MAX_PASSAGE and p.text.endswith(".") for p in found)


def test_table_without_body() -> None:
    assert list(table_rows([["a", "b"]])) == ["a ; b"]


def write_docx(path: Path) -> None:
    from docx import Document

    document = Document()
    document.add_heading("Charte du centre", 1)
    document.add_heading("Pauses", 2)
    document.add_paragraph("Chaque conseiller prend dix minutes de pause par demi-journée.")
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip(
        [c for row in table.rows for c in row.cells], ["Poste", "Pause", "Soir", "15 min"], strict=True
    ):
        cell.text = text
    document.save(str(path))


def test_docx(tmp_path: Path) -> None:
    write_docx(tmp_path / "charte.docx")
    found = passages_of(tmp_path / "charte.docx")
    pause = find(found, "dix minutes")
    assert pause.title.endswith("Pauses")
    assert "Poste : Soir ; Pause : 15 min" in pause.text


def test_html_and_markdown(tmp_path: Path) -> None:
    (tmp_path / "p.html").write_text(
        "<html><head><title>T</title></head><body><nav>Menu</nav><main><h1>Règlement</h1>"
        "<h2>Article 5</h2><p>Les données sont <b>exactes</b>.</p><ul><li>un</li></ul>"
        "<table><tr><th>Base</th><th>Durée</th></tr><tr><td>Appel</td><td>6 mois</td></tr></table>"
        "<script>x()</script></main></body></html>",
        encoding="utf-8",
    )
    found = passages_of(tmp_path / "p.html")
    passage = find(found, "Les données sont exactes")
    assert "Base : Appel ; Durée : 6 mois" in passage.text
    assert not any("Menu" in p.text or "x()" in p.text for p in found)
    (tmp_path / "n.md").write_text(
        "# Note\n\n## Règle\n\nLe **casque** est remis le soir.\n", encoding="utf-8"
    )
    note = find(passages_of(tmp_path / "n.md"), "Le casque est remis")
    assert note.title.endswith("Règle")


def make_pdf(pages: list[str], password: str | None = None) -> bytes:
    """A small PDF, written by hand so that no PDF printer is needed."""
    from pypdf import PdfReader, PdfWriter

    objects = ["<< /Type /Catalog /Pages 2 0 R >>", ""]
    kids = []
    for text in pages:
        lines = "".join(f"({line.replace('(', '').replace(')', '')}) Tj T* " for line in text.split("\n"))
        stream = f"BT /F1 12 Tf 14 TL 50 780 Td {lines}ET" if text else ""
        objects.append(f"<< /Length {len(stream.encode('latin-1'))} >>\nstream\n{stream}\nendstream")
        content = len(objects)
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {content} 0 R "
            "/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica "
            "/Encoding /WinAnsiEncoding >> >> >> >>"
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    out = io.BytesIO(b"%PDF-1.4\n")
    out.seek(0, 2)
    offsets = []
    for i, body in enumerate(objects, 1):
        offsets.append(out.tell())
        out.write(f"{i} 0 obj\n{body}\nendobj\n".encode("latin-1"))
    at = out.tell()
    out.write(f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode())
    out.write("".join(f"{o:010d} 00000 n \n" for o in offsets).encode())
    out.write(f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{at}\n%%EOF".encode())
    if password is None:
        return out.getvalue()
    writer = PdfWriter(clone_from=PdfReader(out))
    writer.encrypt(password)
    locked = io.BytesIO()
    writer.write(locked)
    return locked.getvalue()


def test_pdf_keeps_page_and_article(tmp_path: Path) -> None:
    (tmp_path / "loi.pdf").write_bytes(
        make_pdf(
            [
                "Article L. 223-1\nLe demarchage sans accord est interdit.",
                "Article L. 223-2\nLe contrat le rappelle.",
            ]
        )
    )
    second = find(passages_of(tmp_path / "loi.pdf"), "Le contrat le rappelle")
    assert second.locator == "art. L. 223-2, p. 2"


@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        ("vide.txt", b"  \n", "vide"),
        ("vide.pdf", b"", "vide"),
        ("image.bmp", b"BM....", "format non pris en charge"),
        ("casse.pdf", b"%PDF-1.4 rien du tout", "endommag"),
        ("casse.docx", b"PK\x03\x04 pas un zip", "endommag"),
        ("ancien.docx", b"\xd0\xcf\x11\xe0" + b"x" * 40, "mot de passe"),
        ("binaire.txt", b"\x00\x01\x02\x03" * 30, "pas un fichier texte"),
        ("rien.html", b"<html><body></body></html>", "aucun texte"),
    ],
)
def test_unusable_files(tmp_path: Path, name: str, data: bytes, expected: str) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(DocumentError) as caught:
        read_document(tmp_path / name)
    assert name in caught.value.message
    assert expected in caught.value.message


def test_scan_and_password(tmp_path: Path) -> None:
    (tmp_path / "scan.pdf").write_bytes(make_pdf(["", "", ""]))
    with pytest.raises(DocumentError, match="image sans texte"):
        read_document(tmp_path / "scan.pdf")
    (tmp_path / "clos.pdf").write_bytes(
        make_pdf(["Un texte assez long pour compter dans la page."], password="secret")
    )
    with pytest.raises(DocumentError, match="mot de passe"):
        read_document(tmp_path / "clos.pdf")


def test_zip_bomb_and_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with zipfile.ZipFile(tmp_path / "b.docx", "w", zipfile.ZIP_DEFLATED) as z:
        z.writestr("word/document.xml", "0" * 2_000_000)
    monkeypatch.setattr("coach.knowledge.documents._MAX_UNZIPPED", 1_000_000)
    with pytest.raises(DocumentError, match="trop volumineux"):
        read_document(tmp_path / "b.docx")
    monkeypatch.setattr("coach.knowledge.documents.MAX_BYTES", 10)
    (tmp_path / "gros.txt").write_text("x" * 100)
    with pytest.raises(DocumentError, match="trop volumineux"):
        read_document(tmp_path / "gros.txt")


@pytest.mark.slow
def test_two_thousand_pages(tmp_path: Path) -> None:
    (tmp_path / "code.pdf").write_bytes(
        make_pdf([f"Article L. 9-{i}\nRegle numero {i} du code." for i in range(2000)])
    )
    found = passages_of(tmp_path / "code.pdf")
    assert find(found, "Regle numero 1999 du code").locator == "art. L. 9-1999, p. 2000"


needs_reac = pytest.mark.skipif(not REAC.is_file(), reason="the REAC/RE text is not here (COACH_SEEDS_DIR)")


@pytest.fixture(scope="module")
def reac() -> tuple[Passage, ...]:
    return passages_of(REAC)


@needs_reac
def test_reac_sheets_have_their_pages(reac: tuple[Passage, ...]) -> None:
    sheets = {
        c: sorted({p.page for p in reac if p.page and c in p.competences})
        for c in (f"CP{i}" for i in range(1, 8))
    }
    assert all(sheets.values())
    assert sheets["CP1"] == ["REAC 17/38", "REAC 18/38"]
    assert any(p.page and p.page.startswith("REAC 31/") for p in reac if "CT2" in p.competences)


@needs_reac
@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("Entretien technique ; Compétences évaluées", "RE 4/28"),
        ("00 h 55 min", "RE 4/28"),
        ("05 h 05 min", "RE 4/28"),
        ("03 h 50 min", "RE 4/28"),
        ("01 h 00 min", "RE 9/28"),
        ("03 h 15 min", "RE 14/28"),
        ("03 h 10 min", "RE 18/28"),
    ],
)
def test_exam_times(reac: tuple[Passage, ...], text: str, page: str) -> None:
    assert page in {p.page for p in reac if text in p.text}


@needs_reac
def test_glossary_entries_are_apart(reac: tuple[Passage, ...]) -> None:
    crc = next(p for p in reac if p.title.endswith("› CRC"))
    assert crc.page == "REAC 32/38"


@needs_reac
def test_every_criterion_is_where_the_referential_says(reac: tuple[Passage, ...]) -> None:
    assert check_referential(reac, _referential()) == ()


@needs_reac
def test_a_wrong_page_is_reported(reac: tuple[Passage, ...]) -> None:
    import yaml

    from coach.resources import data_dir

    data = yaml.safe_load(
        (data_dir("knowledge") / "referential" / "mercd-2024.yaml").read_text(encoding="utf-8")
    )
    data["competences"][0]["criteria_page"]["number"] = 12
    remarks = check_referential(reac, Referential.from_mapping(data))
    assert len(remarks) == len(data["competences"][0]["criteria"])
    assert "RE 12/28" in remarks[0].text
    assert "RE 7/28" in remarks[0].text
