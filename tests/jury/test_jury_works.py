"""Works of a candidate, read from the three kinds of file: the same passages, personal data masked."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from pypdf import PdfReader
from typer.testing import CliRunner

from coach.cli import jury as command
from coach.errors import DocumentError, InputError
from coach.jury.works import read_works
from coach.wiring import Services

LINES = (
    ("Partie 1 : nouvelle prestation", True),
    ("La formation se fait à J-10, par groupes de quatre, aux heures creuses.", False),
    ("Contact : Odile Marchand, 06 12 34 56 78.", False),
    ("Partie 5 : action collective", True),
    ("Planning : l’action a lieu entre 14 h et 16 h, hors pic, par roulement de trois conseillers.", False),
)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    from docx import Document
    from fpdf import FPDF

    folder = tmp_path_factory.mktemp("travaux")
    text = folder / "travaux.txt"
    text.write_text("\n\n".join(line for line, _ in LINES), encoding="utf-8")
    word, made = folder / "travaux.docx", Document()
    for line, heading in LINES:
        made.add_heading(line, 1) if heading else made.add_paragraph(line)
    made.save(str(word))
    pdf, page = folder / "travaux.pdf", FPDF()
    page.add_page()
    page.set_font("Helvetica", size=11)
    for line, _ in LINES:
        page.multi_cell(0, 8, line.replace("’", "'"), new_x="LMARGIN", new_y="NEXT")
    page.output(str(pdf))
    return {"txt": text, "docx": word, "pdf": pdf}


@pytest.mark.parametrize("kind", ["txt", "docx", "pdf"])
def test_the_three_kinds_give_the_same_works(services: Services, files: dict[str, Path], kind: str) -> None:
    works = read_works(services, files[kind])
    assert [p.kind for p in works.parts] == ["nouvelle_prestation", "action_collective"]
    whole = "\n".join(p.text for p in works.parts)
    assert "Marchand" not in whole and "06 12" not in whole and works.masked >= 2
    assert "par groupes de quatre" in whole


def test_what_cannot_be_read_says_why(services: Services, tmp_path: Path) -> None:
    sheet = tmp_path / "travaux.xlsx"
    sheet.write_bytes(b"PK")
    empty = tmp_path / "vide.txt"
    empty.write_text("")
    for path, words in (
        (sheet, "PDF, DOCX ou TXT"),
        (empty, "vide"),
        (tmp_path / "absent.pdf", "n’existe pas"),
    ):
        with pytest.raises(DocumentError, match=words):
            read_works(services, path)


def test_the_command_writes_the_sheet(files: dict[str, Path], tmp_path: Path) -> None:
    out = tmp_path / "fiche.pdf"
    done = CliRunner().invoke(
        command.app,
        ["prepare", "--file", str(files["txt"]), "--out", str(out), "--json"],
        catch_exceptions=False,
    )
    made = json.loads(done.stdout)
    assert made["minutes"] == 30 and [c["id"] for c in made["competences"]] == [f"CP{n}" for n in range(1, 8)]
    source = files["txt"].read_text(encoding="utf-8")
    quotes = [e["quote"] for c in made["competences"] for k in c["criteria"] for e in k["evidence"]]
    assert quotes and all(quote in source for quote in quotes if "[" not in quote)
    assert all(
        q["why"] and q["holds"] and q["more"] and q["ref"]
        for c in made["competences"]
        for q in c["questions"]
    )
    assert "level" not in done.stdout and "Marchand" not in done.stdout
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(out.read_bytes())).pages)
    assert "par groupes de quatre" in text and "jury seul décide" in " ".join(text.split())


@pytest.mark.parametrize(
    "arguments",
    [
        ["prepare"],
        ["prepare", "--file", "a.txt", "--session", "b"],
        ["prepare", "--session", "x", "--out", "f.odt"],
    ],
)
def test_the_command_says_what_is_wrong(arguments: list[str]) -> None:
    with pytest.raises(InputError):
        CliRunner().invoke(command.app, arguments, catch_exceptions=False)
