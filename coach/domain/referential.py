"""The referential of the title as typed data: activities, competences, criteria, exam times.

`Referential.from_mapping` reads an already parsed file (`knowledge/referential/mercd-2024.yaml`);
nothing here opens a file. Everything is checked on the way in: unknown or missing fields, pages
outside their document, links to nothing, times that do not add up. Minutes are whole minutes and
pages are the printed ones (`RE p. 8/28`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any, Protocol, TypeVar

from coach.domain.referential_fields import Node, fail
from coach.errors import NotFound

_KINDS = frozenset({"professionnelle", "transversale"})


@dataclass(frozen=True, slots=True)
class Page:
    """One printed page of the REAC or of the RE."""

    document: str
    number: int
    total: int

    def __str__(self) -> str:
        return f"{self.document} p. {self.number}/{self.total}"


@dataclass(frozen=True, slots=True)
class TitleFacts:
    """Identity of the title and the dates of its arrêté."""

    name: str
    sigle: str
    code: str
    millesime: str
    level: int
    nsf: str
    rome: tuple[str, ...]
    formacode: tuple[str, ...]
    arrete: date
    journal_officiel: date
    in_force_from: date
    documents_dated: date
    previous_arrete: date
    page: Page


@dataclass(frozen=True, slots=True)
class Activity:
    """An activité type; each one is certified by its own CCP."""

    id: str
    name: str
    ccp: str
    pages: tuple[Page, ...]
    competences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Criterion:
    """One evaluation criterion, with the page where its title stands."""

    id: str
    title: str
    page: Page


@dataclass(frozen=True, slots=True)
class Competence:
    """A professional (CP) or transversal (CT) competence.

    `criteria` are those that the jury uses (RE table 3.2; REAC p. 31 for a CT). `reac_only` are
    performance criteria of the REAC sheet that the RE does not take up. `activity` is None for a CT.
    """

    id: str
    kind: str
    name: str
    activity: str | None
    pages: tuple[Page, ...]
    assessed_in: tuple[str, ...]
    criteria: tuple[Criterion, ...]
    reac_only: tuple[str, ...]
    savoirs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ExamStep:
    """A step inside an exam part; `minutes` is None where the RE gives no time for it."""

    id: str
    name: str
    minutes: int | None


@dataclass(frozen=True, slots=True)
class ExamPart:
    """One modality of an exam, its length in minutes and what it assesses."""

    id: str
    name: str
    minutes: int
    jury_present: bool
    competences: tuple[str, ...]
    steps: tuple[ExamStep, ...]


@dataclass(frozen=True, slots=True)
class Exam:
    """A session: the whole title, or one CCP."""

    id: str
    name: str
    total_minutes: int
    jury_minutes: int
    pages: tuple[Page, ...]
    jury_page: Page
    parts: tuple[ExamPart, ...]

    def part(self, part_id: str) -> ExamPart:
        """The modality of that id.

        Raises:
            NotFound: this exam has no such modality.
        """
        return _by_id(self.parts, part_id, f"épreuve de l'examen {self.id!r}")


@dataclass(frozen=True, slots=True)
class Referential:
    """Everything that grids, jury sheets and the progress map read about the title."""

    title: TitleFacts
    activities: tuple[Activity, ...]
    competences: tuple[Competence, ...]
    exams: tuple[Exam, ...]
    grid_links: Mapping[tuple[str, str], tuple[str, ...]]

    @classmethod
    def from_mapping(cls, data: Mapping[str, Any]) -> Referential:
        """Build and check a referential from a parsed file.

        Raises:
            InputError: code `referentiel-invalide`; the message says where and what is wrong.
        """
        return _Reader(data).referential()

    def activity(self, activity_id: str) -> Activity:
        """The activity of that id (`AT1`, `AT2`). Raises NotFound."""
        return _by_id(self.activities, activity_id, "activité type")

    def competence(self, competence_id: str) -> Competence:
        """The competence of that id (`CP1`…`CP7`, `CT1`, `CT2`). Raises NotFound."""
        return _by_id(self.competences, competence_id, "compétence")

    def criterion(self, criterion_id: str) -> Criterion:
        """The criterion of that id, such as `CP5.1`. Raises NotFound."""
        competence = self.competence(criterion_id.partition(".")[0])
        return _by_id(competence.criteria, criterion_id, "critère")

    def exam(self, exam_id: str) -> Exam:
        """The exam of that id (`titre`, `ccp1`, `ccp2`). Raises NotFound."""
        return _by_id(self.exams, exam_id, "examen")

    def refs(self, grid: str, criterion: str) -> tuple[str, ...]:
        """What a grid criterion rests on, ready to show; empty when nothing is linked.

        >>> referential.refs("recadrage", "R9")
        ("CP5 — Le plan d'actions est adapté à la personne et à la situation (RE p. 8/28)",)
        """
        return tuple(self._label(target) for target in self.grid_links.get((grid, criterion), ()))

    def _label(self, target: str) -> str:
        if "." in target:
            found = self.criterion(target)
            return f"{target.partition('.')[0]} — {found.title} ({found.page})"
        competence = self.competence(target)
        return f"{target} — {competence.name} ({competence.pages[0]})"


class _Identified(Protocol):
    @property
    def id(self) -> str: ...


_Item = TypeVar("_Item", bound=_Identified)


def _by_id(items: Iterable[_Item], wanted: str, what: str) -> _Item:
    known = []
    for item in items:
        if item.id == wanted:
            return item
        known.append(item.id)
    raise NotFound(f"Le référentiel n'a pas de {what} {wanted!r} ; il connaît : {', '.join(known)}.")


class _Reader:
    """Turns the parsed file into values, then checks what only the whole can tell."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self._root = Node(data, "fichier", "title documents activities competences exams grid_links")
        self._totals = {
            node.text("id"): node.whole("pages") for node in self._root.nodes("documents", "id name pages")
        }
        self._activity_of: dict[str, str] = {}

    def referential(self) -> Referential:
        activities = tuple(
            map(self._activity, self._root.nodes("activities", "id name ccp pages competences"))
        )
        for activity in activities:
            for competence in activity.competences:
                if competence in self._activity_of:
                    fail(f"activité {activity.id}", f"{competence} appartient déjà à une autre activité.")
                self._activity_of[competence] = activity.id
        fields = "id kind name pages assessed_in criteria_page criteria reac_only savoirs"
        competences = tuple(map(self._competence, self._root.nodes("competences", fields)))
        fields = "id name total_minutes jury_minutes jury_page pages parts"
        exams = tuple(map(self._exam, self._root.nodes("exams", fields)))
        self._cross_check(activities, competences, exams)
        return Referential(
            self._title(), activities, competences, exams, MappingProxyType(self._links(competences))
        )

    def _page(self, node: Node) -> Page:
        document, number = node.text("document"), node.whole("number")
        total = self._totals.get(document)
        if total is None:
            fail(node.where, f"document {document!r} inconnu ; connus : {', '.join(self._totals)}.")
        if number > total:
            fail(node.where, f"{document} n'a que {total} pages, et non {number}.")
        return Page(document, number, total)

    def _pages(self, node: Node) -> tuple[Page, ...]:
        pages = tuple(map(self._page, node.nodes("pages", "document number")))
        if not pages:
            fail(f"{node.where}, pages", "au moins une page est attendue.")
        return pages

    def _title(self) -> TitleFacts:
        node = self._root.node("title", " ".join(TitleFacts.__dataclass_fields__))
        return TitleFacts(
            name=node.text("name"),
            sigle=node.text("sigle"),
            code=node.text("code"),
            millesime=node.text("millesime"),
            level=node.whole("level"),
            nsf=node.text("nsf"),
            rome=node.texts("rome"),
            formacode=node.texts("formacode"),
            arrete=node.day("arrete"),
            journal_officiel=node.day("journal_officiel"),
            in_force_from=node.day("in_force_from"),
            documents_dated=node.day("documents_dated"),
            previous_arrete=node.day("previous_arrete"),
            page=self._page(node.node("page", "document number")),
        )

    def _activity(self, node: Node) -> Activity:
        return Activity(
            node.text("id"), node.text("name"), node.text("ccp"), self._pages(node), node.texts("competences")
        )

    def _competence(self, node: Node) -> Competence:
        competence_id, kind = node.text("id"), node.text("kind")
        if kind not in _KINDS:
            fail(f"{node.where}, kind", f"{kind!r} n'est ni « professionnelle » ni « transversale ».")
        page = self._page(node.node("criteria_page", "document number"))
        criteria = tuple(
            Criterion(item.text("id"), item.text("title"), page)
            for item in node.nodes("criteria", "id title")
        )
        for number, criterion in enumerate(criteria, 1):
            if criterion.id != f"{competence_id}.{number}":
                fail(node.where, f"le critère {number} doit porter l'identifiant {competence_id}.{number}.")
        if not criteria:
            fail(node.where, "au moins un critère est attendu.")
        return Competence(
            id=competence_id,
            kind=kind,
            name=node.text("name"),
            activity=self._activity_of.get(competence_id),
            pages=self._pages(node),
            assessed_in=node.texts("assessed_in"),
            criteria=criteria,
            reac_only=node.texts("reac_only"),
            savoirs=node.texts("savoirs"),
        )

    def _exam(self, node: Node) -> Exam:
        fields = "id name minutes jury_present competences steps"
        return Exam(
            id=node.text("id"),
            name=node.text("name"),
            total_minutes=node.whole("total_minutes"),
            jury_minutes=node.whole("jury_minutes"),
            pages=self._pages(node),
            jury_page=self._page(node.node("jury_page", "document number")),
            parts=tuple(map(self._part, node.nodes("parts", fields))),
        )

    def _part(self, node: Node) -> ExamPart:
        steps = tuple(
            ExamStep(step.text("id"), step.text("name"), step.optional_whole("minutes"))
            for step in node.nodes("steps", "id name minutes")
        )
        minutes = node.whole("minutes")
        timed = [step.minutes for step in steps if step.minutes is not None]
        if timed and (len(timed) < len(steps) or sum(timed) != minutes):
            fail(node.where, f"ses étapes font {sum(timed)} min pour {minutes} min annoncées.")
        return ExamPart(
            node.text("id"),
            node.text("name"),
            minutes,
            node.flag("jury_present"),
            node.texts("competences"),
            steps,
        )

    def _cross_check(
        self, activities: tuple[Activity, ...], competences: tuple[Competence, ...], exams: tuple[Exam, ...]
    ) -> None:
        groups: tuple[tuple[_Identified, ...], ...] = (activities, competences, exams)
        counts = Counter(item.id for group in groups for item in group)
        doubled = sorted(name for name, count in counts.items() if count > 1)
        if doubled:
            fail("identifiants", f"en double : {', '.join(doubled)}.")
        known = {competence.id for competence in competences}
        for competence_id, activity_id in self._activity_of.items():
            if competence_id not in known:
                fail(f"activité {activity_id}", f"la compétence {competence_id} n'est pas décrite.")
        for competence in competences:
            if (competence.kind == "professionnelle") is (competence.activity is None):
                fail(
                    f"compétence {competence.id}",
                    "une compétence professionnelle appartient à une activité, une transversale à aucune.",
                )
        for exam in exams:
            total = sum(part.minutes for part in exam.parts)
            if total != exam.total_minutes:
                fail(
                    f"examen {exam.id}", f"les épreuves font {total} min pour {exam.total_minutes} annoncées."
                )
            for part in exam.parts:
                unknown = sorted(set(part.competences) - known)
                if unknown:
                    fail(f"examen {exam.id}, {part.id}", f"compétence inconnue : {', '.join(unknown)}.")

    def _links(self, competences: tuple[Competence, ...]) -> dict[tuple[str, str], tuple[str, ...]]:
        targets = {competence.id for competence in competences}
        targets |= {criterion.id for competence in competences for criterion in competence.criteria}
        links: dict[tuple[str, str], tuple[str, ...]] = {}
        grids = self._root.raw("grid_links")
        if not isinstance(grids, Mapping):
            fail("grid_links", "un bloc « grille : critères » est attendu.")
        for grid, criteria in grids.items():
            if not isinstance(criteria, Mapping):
                fail(f"grid_links, {grid}", "un bloc « critère : [liens] » est attendu.")
            node = Node(criteria, f"grid_links, {grid}", " ".join(map(str, criteria)))
            for criterion in criteria:
                refs = node.texts(criterion)
                unknown = sorted(set(refs) - targets)
                if unknown:
                    fail(f"grid_links, {grid} {criterion}", f"lien inconnu : {', '.join(unknown)}.")
                links[str(grid), str(criterion)] = refs
        return links
