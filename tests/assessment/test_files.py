"""Grids and transcripts from files: what is read, and what a mistake is told."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from coach.assessment.grid_files import TEMPLATE_CSV, grid_from_yaml, read_grid, resolve_grid
from coach.assessment.scorer import Scorer
from coach.assessment.transcript_files import piece_from_json, piece_from_text, read_piece
from coach.errors import GridError, InputError, NotFound

from .talks import CALL, SHEET, talk


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def test_the_template_is_a_grid_and_is_scored(tmp_path: Path, scorer: Scorer) -> None:
    grid = read_grid(write(tmp_path, "centre.csv", TEMPLATE_CSV))
    assert [c.like for c in grid.criteria] == ["A1", "A3", "A11"]
    assert [c.weight for c in grid.criteria] == [1, 2, 1]
    assert [c.safeguard for c in grid.criteria] == [False, False, True]
    result = scorer.score_on(talk(CALL), grid, SHEET)
    assert result.levels() == {"1": 3, "2": 3, "3": 3}
    assert result.overall == 3.0


def test_a_line_like_nothing_known_is_left_to_people(tmp_path: Path, scorer: Scorer) -> None:
    text = TEMPLATE_CSV + "4;Décoration du bureau;1;;non\n"
    result = scorer.score_on(talk(CALL), read_grid(write(tmp_path, "g.csv", text)), SHEET)
    assert result.levels()["4"] is None
    assert "à vous de juger" in result.criteria[-1].why


def test_a_yaml_grid_for_managers() -> None:
    grid = grid_from_yaml(
        """
        titre: Ma grille
        evalue: manager
        criteres:
          - {critere: Reformulation et empathie, poids: 2}
          - {critere: Plan d'action SMART, consigne: action et délai, garde-fou: non}
        """
    )
    assert grid.lead == "manager"
    assert [c.like for c in grid.criteria] == ["R6", "R9"]


def xlsx(path: Path, rows: list[list[str]]) -> Path:
    """The smallest workbook a spreadsheet would write, with inline strings."""
    ns = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    cells = "".join(
        f'<row r="{i}">'
        + "".join(
            f'<c r="{chr(64 + j)}{i}" t="inlineStr"><is><t>{cell}</t></is></c>'
            for j, cell in enumerate(row, 1)
        )
        + "</row>"
        for i, row in enumerate(rows, 1)
    )
    with zipfile.ZipFile(path, "w") as book:
        book.writestr("xl/workbook.xml", f'<workbook {ns}><sheets><sheet name="Grille"/></sheets></workbook>')
        book.writestr(
            "xl/worksheets/sheet1.xml", f"<worksheet {ns}><sheetData>{cells}</sheetData></worksheet>"
        )
    return path


def test_a_workbook(tmp_path: Path) -> None:
    grid = read_grid(
        xlsx(
            tmp_path / "g.xlsx",
            [["critere", "poids"], ["Prise de congé", "2"], ["Découverte du besoin", "1"]],
        )
    )
    assert [(c.like, c.weight) for c in grid.criteria] == [("A13", 2), ("A3", 1)]
    with pytest.raises(GridError, match="feuille « Grille », ligne 2, colonne 2"):
        read_grid(xlsx(tmp_path / "faux.xlsx", [["critere", "poids"], ["Prise de congé", "lourd"]]))


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("g.csv", "", "vide"),
        ("g.csv", "critere;couleur\nAccueil;bleu\n", "ligne 1, colonne 2"),
        ("g.csv", "id;poids\n1;2\n", "colonne « critere »"),
        ("g.csv", "critere;poids\nAccueil;beaucoup\n", "ligne 2, colonne 2"),
        ("g.csv", "critere;poids\nAccueil;-1\n", "plus grand que zéro"),
        ("g.csv", "critere;garde-fou\nAccueil;peut-être\n", "ligne 2, colonne 2"),
        ("g.csv", "id;critere\n1;Accueil\n1;Plan\n", "déjà celui de"),
        ("g.csv", "critere;poids\nAccueil;1;trop\n", "colonne 3"),
        ("g.csv", "critere\n", "aucun critère"),
        ("g.yaml", "titre: x\ncriteres: [\n", "ligne"),
        ("g.yaml", "- a\n", "un bloc"),
        ("g.yaml", "titre: x\n", "criteres"),
        ("g.yaml", "couleur: x\ncriteres: [{critere: a}]\n", "couleur"),
        ("g.yaml", "evalue: chef\ncriteres: [{critere: a}]\n", "chef"),
        ("g.yaml", "criteres: [{intitulé: a, note: 3}]\n", "critère 1"),
        ("g.xlsx", "pas un classeur", "XLSX"),
    ],
)
def test_a_mistake_in_a_grid_says_where(tmp_path: Path, name: str, text: str, told: str) -> None:
    with pytest.raises(GridError, match=told):
        read_grid(write(tmp_path, name, text))


def test_unknown_grids(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="recadrage, debriefing, ecoute"):
        resolve_grid("vente")
    with pytest.raises(GridError, match="n’existe pas"):
        resolve_grid(str(tmp_path / "absente.csv"))
    assert resolve_grid("ecoute").lead == "agent"


def test_speakers_are_mapped_sensibly() -> None:
    piece = piece_from_text(
        "Manager: Bonjour.\nKarim: Bonjour.\nÇa va.\nManager: On parle de tes pauses.", "manager"
    )
    assert [t.speaker for t in piece.turns] == ["manager", "conseiller", "manager"]
    assert piece.turns[1].text == "Bonjour. Ça va."
    call = piece_from_text("Agent : Bonjour.\nClient : Bonjour.", "agent")
    assert [t.speaker for t in call.turns] == ["agent", "client"]
    named = piece_from_text("[00:12] Responsable : Bonjour.\n[01:02] Conseillère : Oui ?", "manager")
    assert [(t.speaker, t.start) for t in named.turns] == [("manager", 12.0), ("conseiller", 62.0)]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Karim: Bonjour.\nLéa: Salut.", "rôle « manager »"),
        ("Conseiller: Bonjour.\nClient: Salut.", "rôle « manager »"),
        ("sans interlocuteur", "ligne 1"),
        ("\n\n", "aucune prise de parole"),
    ],
)
def test_a_transcript_without_a_manager_is_refused(text: str, told: str) -> None:
    with pytest.raises(InputError, match=told):
        piece_from_text(text, "manager")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{", "ligne 1"),
        ("[]", "turns"),
        ('{"turns": [{"speaker": "manager"}]}', "turns → 0 → text"),
        ('{"turns": []}', "aucune prise de parole"),
    ],
)
def test_a_json_mistake_says_where(text: str, told: str) -> None:
    with pytest.raises(InputError, match=told):
        piece_from_json(text, "manager")


def test_a_json_file_is_read_whole(tmp_path: Path) -> None:
    raw = {
        "turns": [{"speaker": "manager", "text": "Bonjour.", "start": 0, "end": 2}],
        "context": {"a": 1},
        "gold": {},
    }
    piece = read_piece(write(tmp_path, "t.json", json.dumps(raw)), "manager")
    assert piece.turns[0].end == 2 and piece.context == {"a": 1}


def test_a_file_that_is_not_text(tmp_path: Path) -> None:
    path = tmp_path / "t.json"
    path.write_bytes(b"\xff\xfe\x00bad")
    with pytest.raises(InputError, match="UTF-8"):
        read_piece(path, "manager")
