"""A centre's own grid: read from YAML, CSV or XLSX with precise errors, and scored by the same engine.

Each line of the grid is brought to the criteria of the product that its wording is nearest to: their
indicators are what is looked for in the transcript. A line that resembles nothing known is kept, and left
unscored with its reason, for a person to judge.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple

import yaml

from coach.assessment.rubric_files import GRIDS, rubric
from coach.assessment.words import fold, stems
from coach.domain.grids import Criterion, Grid
from coach.errors import GridError

MAX_CRITERIA: Final = 60
_COLUMNS: Final[Mapping[str, str]] = {
    "id": "id", "code": "id", "n°": "id", "critere": "title", "critère": "title", "titre": "title", "intitule": "title",
    "criterion": "title", "title": "title", "poids": "weight", "coefficient": "weight", "coef": "weight",
    "ponderation": "weight", "weight": "weight", "consigne": "guideline", "attendu": "guideline",
    "guideline": "guideline", "description": "guideline", "indicateurs": "guideline", "garde-fou": "safeguard",
    "garde fou": "safeguard", "eliminatoire": "safeguard", "redhibitoire": "safeguard", "safeguard": "safeguard",
}  # fmt: skip
_YES: Final = frozenset({"oui", "o", "yes", "vrai", "true", "1", "x"})
_NO: Final = frozenset({"non", "n", "no", "faux", "false", "0", ""})
_NEAR: Final = 0.16
"""Share of common stems under which two wordings have nothing to do with each other."""

#: Everyday words for what a criterion looks at, which its own title does not say.
_ALSO: Final[Mapping[str, str]] = {
    "R1": "accueil cadre objet introduction climat contexte entretien", "R2": "fait factuel observable date exemple precis constat",
    "R3": "regle objectif ecart norme procedure rappel attendu", "R4": "impact consequence effet client equipe",
    "R5": "ecoute question ouverte silence laisse parler questionnement", "R6": "reformulation empathie reformule comprend bienveillance emotion",
    "R7": "cause raison origine pourquoi analyse", "R8": "solution coconstruction ensemble idee proposition",
    "R9": "plan action smart engagement delai indicateur mesurable", "R10": "aide moyen soutien accompagnement formation limite",
    "R11": "conclusion suivi synthese cloture reconnaissance rendez-vous valorisation", "R12": "posture respect droit jugement menace discrimination legal",
    "D1": "accueil cadre objet introduction climat", "D2": "autoevaluation evaluer soi-meme premier ressenti", "D3": "point fort positif valoriser reussite felicite",
    "D4": "fait verbatim extrait minute appel exemple precis", "D5": "ecart standard grille objectif attendu indicateur",
    "D6": "question ecoute questionnement reformulation", "D7": "cause raison origine pourquoi analyse", "D8": "pratique rejouer reecoute simulation entrainement exercice",
    "D9": "priorite axe progres limite", "D10": "plan action engagement delai mesurable smart", "D11": "suivi encouragement date conclusion",
    "D12": "posture respect confidentialite droit jugement", "A1": "accueil presentation salutation bonjour nom entreprise", "A2": "identification identite verification dossier donnees",
    "A3": "decouverte besoin question questionnement", "A4": "ecoute reformulation active", "A5": "reponse exacte pertinente information produit",
    "A6": "solution offre argument argumentation proposition vente", "A7": "objection reclamation traitement mecontentement", "A8": "attente conduite maitrise silence interruption blanc",
    "A9": "langage vocabulaire mots noirs jargon positif professionnel", "A10": "courtoisie politesse consideration sourire amabilite", "A11": "conformite rgpd enregistrement legal bancaire reglementation",
    "A12": "recapitulatif resume suite conclusion delai", "A13": "conge prise cloture au-revoir fin salutation",
}  # fmt: skip

TEMPLATE_CSV: Final = (
    "id;critere;poids;consigne;garde-fou\n"
    "1;Accueil et présentation;1;Le conseiller donne l’entreprise, son nom et propose son aide;non\n"
    "2;Découverte du besoin;2;Il pose des questions ouvertes avant de répondre;non\n"
    "3;Respect du RGPD;1;L’enregistrement est annoncé, aucune donnée bancaire n’est demandée;oui\n"
)
"""A grid to download and fill in, for the `CSV` import."""


class _Row(NamedTuple):
    where: str
    """« ligne 3 », or « feuille Grille, ligne 3 »."""
    values: Mapping[str, str]


def resolve_grid(name: str) -> Grid:
    """A grid of the product by its id, or a centre's grid by its path.

    Raises:
        GridError: the file is not there or cannot be read as a grid; says sheet, line and column.
        NotFound: neither a known id nor a file.
    """
    if name in GRIDS:
        return rubric(name)
    path = Path(name)
    if path.suffix.lower() in (".yaml", ".yml", ".csv", ".xlsx"):
        return read_grid(path)
    return rubric(name)


def read_grid(path: Path) -> Grid:
    """A centre's grid from its file. Raises GridError."""
    if not path.is_file():
        raise GridError(f"La grille {path} n’existe pas : vérifiez le chemin.")
    kind = path.suffix.lower()
    if kind == ".xlsx":
        return _build(path.name, path.stem, None, list(_xlsx_rows(path)))
    try:
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError as exc:
        raise GridError(f"{path.name} n’est pas un texte UTF-8 : enregistrez la grille en UTF-8.") from exc
    if kind == ".csv":
        return _build(path.name, path.stem, None, list(_csv_rows(text, path.name)))
    return grid_from_yaml(text, path.name, path.stem)


def grid_from_yaml(text: str, name: str = "la grille", stem: str = "grille") -> Grid:
    """A grid from YAML: `titre`, `evalue` (manager or agent), `criteres` with `critere`, `poids`, `consigne`, `garde-fou`.

    Raises:
        GridError: with line and column where YAML gives them, else the criterion and its field.
    """
    try:
        raw: Any = yaml.safe_load(text)
    except yaml.YAMLError as exc:
        mark = getattr(exc, "problem_mark", None)
        where = f", ligne {mark.line + 1}, colonne {mark.column + 1}" if mark else ""
        raise GridError(f"{name}{where} : YAML illisible. Vérifiez les deux-points et l’alignement.") from exc
    if not isinstance(raw, Mapping):
        raise GridError(f"{name}, ligne 1 : un bloc « titre », « evalue », « criteres » est attendu.")
    known = {"titre", "title", "evalue", "lead", "version", "criteres", "criteria", "id"}
    extra = sorted(set(map(str, raw)) - known)
    if extra:
        raise GridError(f"{name} : champ inconnu {extra[0]!r} ; attendus : titre, evalue, version, criteres.")
    items = raw.get("criteres", raw.get("criteria"))
    if not isinstance(items, list) or not items:
        raise GridError(f"{name}, champ criteres : une liste d’au moins un critère est attendue.")
    lead = raw.get("evalue", raw.get("lead"))
    if lead is not None and lead not in ("manager", "agent"):
        raise GridError(f"{name}, champ evalue : {lead!r} n’est ni « manager » ni « agent ».")
    rows = []
    for number, item in enumerate(items, 1):
        where = f"critère {number}"
        if not isinstance(item, Mapping):
            raise GridError(f"{name}, {where} : un bloc avec « critere » est attendu.")
        values: dict[str, str] = {}
        for key, value in item.items():
            field = _COLUMNS.get(fold(str(key)).strip(), _COLUMNS.get(str(key).lower().strip()))
            if field is None:
                raise GridError(
                    f"{name}, {where} : champ inconnu {key!r} ; attendus : id, critere, poids, consigne, garde-fou."
                )
            values[field] = _cell(value)
        rows.append(_Row(where, values))
    return _build(
        name, str(raw.get("titre", raw.get("title", stem))), lead, rows, str(raw.get("version", "1"))
    )


def _csv_rows(text: str, name: str) -> Iterator[_Row]:
    head = text.splitlines()[0] if text.strip() else ""
    delimiter = max(";,\t", key=head.count)
    table = list(csv.reader(io.StringIO(text), delimiter=delimiter))
    yield from _table_rows([(i, row) for i, row in enumerate(table, 1)], name, "")


def _xlsx_rows(path: Path) -> Iterator[_Row]:
    """Rows of the first sheet, read from the file's own XML: one library less to depend on."""
    from coach.assessment.xlsx import read_first_sheet

    sheet, table = read_first_sheet(path)
    yield from _table_rows(table, path.name, f"feuille « {sheet} », ")


def _table_rows(table: list[tuple[int, list[str]]], name: str, sheet: str) -> Iterator[_Row]:
    filled = [(i, row) for i, row in table if any(cell.strip() for cell in row)]
    if not filled:
        raise GridError(
            f"{name}, {sheet}ligne 1 : la grille est vide. Colonnes attendues : critere, poids, consigne."
        )
    first, header = filled[0]
    fields: list[str | None] = []
    for column, cell in enumerate(header, 1):
        field = _COLUMNS.get(fold(cell).strip())
        if field is None and cell.strip():
            raise GridError(
                f"{name}, {sheet}ligne {first}, colonne {column} : en-tête inconnu {cell.strip()!r} ; "
                "attendus : id, critere, poids, consigne, garde-fou."
            )
        fields.append(field)
    if "title" not in fields:
        raise GridError(f"{name}, {sheet}ligne {first} : il manque la colonne « critere ».")
    for number, row in filled[1:]:
        if len(row) > len(fields) and any(cell.strip() for cell in row[len(fields) :]):
            raise GridError(
                f"{name}, {sheet}ligne {number}, colonne {len(fields) + 1} : une valeur sans en-tête ; "
                "vérifiez le séparateur ou les guillemets."
            )
        values = {f: c.strip() for f, c in zip(fields, row, strict=False) if f is not None}
        columns = {f: i for i, f in enumerate(fields, 1) if f is not None}
        yield _Row(f"{sheet}ligne {number}", {**values, **{f"_{f}": str(i) for f, i in columns.items()}})


def _build(
    name: str, title: str, lead: Literal["manager", "agent"] | None, rows: list[_Row], version: str = "1"
) -> Grid:
    if not rows:
        raise GridError(f"{name} : aucun critère sous l’en-tête. Ajoutez au moins une ligne.")
    if len(rows) > MAX_CRITERIA:
        raise GridError(f"{name} : {len(rows)} critères, {MAX_CRITERIA} au plus. Regroupez-les.")
    wordings = [f"{r.values.get('title', '')} {r.values.get('guideline', '')}" for r in rows]
    base = _nearest_grid(wordings, lead)
    seen: dict[str, str] = {}
    criteria = []
    for number, (row, wording) in enumerate(zip(rows, wordings, strict=True), 1):
        criterion = _criterion(name, row, number, wording, base)
        if criterion.id in seen:
            raise GridError(
                f"{name}, {row.where} : l’identifiant {criterion.id!r} est déjà celui de {seen[criterion.id]}."
            )
        seen[criterion.id] = row.where
        criteria.append(criterion)
    return Grid(f"{base.id}:{title}", title, version, base.lead, tuple(criteria))


def _criterion(name: str, row: _Row, number: int, wording: str, base: Grid) -> Criterion:
    title = row.values.get("title", "").strip()
    if not title:
        raise GridError(f"{name}, {row.where}{_at(row, 'title')} : l’intitulé du critère est vide.")
    weight = _weight(name, row)
    flagged = fold(row.values.get("safeguard", "")).strip()
    if flagged not in _YES | _NO:
        raise GridError(
            f"{name}, {row.where}{_at(row, 'safeguard')} : {row.values['safeguard']!r} n’est ni « oui » ni « non »."
        )
    nearest = _nearest(wording, base)
    identity = row.values.get("id", "").strip() or str(number)
    guideline = row.values.get("guideline", "").strip()
    if nearest is None:
        return Criterion(
            id=identity, title=title, expected=guideline or title, where="à l’appréciation du formateur",
            indicators=(), levels={}, safeguard=flagged in _YES, weight=weight,
        )  # fmt: skip
    return replace(
        nearest,
        id=identity,
        title=title,
        expected=guideline or nearest.expected,
        weight=weight,
        safeguard=flagged in _YES,
        like=nearest.id,
    )


def _weight(name: str, row: _Row) -> float:
    text = row.values.get("weight", "").strip().replace(",", ".").rstrip("%")
    if not text:
        return 1.0
    try:
        value = float(text)
    except ValueError as exc:
        raise GridError(
            f"{name}, {row.where}{_at(row, 'weight')} : le poids {row.values['weight']!r} n’est pas un nombre."
        ) from exc
    if not 0 < value <= 1000:
        raise GridError(f"{name}, {row.where}{_at(row, 'weight')} : le poids doit être plus grand que zéro.")
    return value


def _at(row: _Row, field: str) -> str:
    column = row.values.get(f"_{field}")
    return f", colonne {column}" if column else f", champ {field}"


def _cell(value: object) -> str:
    if value is True:
        return "oui"
    if value is False:
        return "non"
    return "" if value is None else str(value)


def _nearest_grid(wordings: list[str], lead: Literal["manager", "agent"] | None) -> Grid:
    """The product's grid that the lines resemble most as a whole, among those whose levels were measured."""
    measured = [g for g in map(rubric, GRIDS) if not all(c.advice_only for c in g.criteria)]
    candidates = [g for g in measured if lead is None or g.lead == lead]
    return max(candidates, key=lambda g: sum(max(_likeness(w, c) for c in g.criteria) for w in wordings))


def _nearest(wording: str, base: Grid) -> Criterion | None:
    best = max(base.criteria, key=lambda c: _likeness(wording, c))
    return best if _likeness(wording, best) >= _NEAR else None


def _likeness(wording: str, criterion: Criterion) -> float:
    """Share of the line's stems that the criterion's words hold; its title counts twice."""
    said = stems(wording)
    if not said:
        return 0.0
    title = stems(criterion.title) | stems(_ALSO.get(criterion.id, ""))
    rest = stems(criterion.expected) | {s for i in criterion.indicators for s in stems(i.label)}
    return (2 * len(said & title) + len(said & rest - title)) / (2 * len(said))
