"""Who sees what: a jury member the candidates of their session and what was shared; a candidate shares their own."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from coach.domain.people import Role, Viewer
from coach.errors import InputError, NotFound
from coach.jury import exams, sheets
from coach.store.people_tables import ExamSeatRow, ExamSessionRow, PersonRow
from coach.wiring import Services


def who(person: str, role: Role) -> Viewer:
    return Viewer(person, person.title(), role, frozenset({role}), local=False)


@pytest.fixture
def centre(services: Services) -> Services:
    """Two exam sessions; Ada and Bob are candidates of one each, Jules sits in the jury of Ada's."""
    now = datetime.now(UTC)
    with services.database.transaction() as db:
        for name, role in (("ada", "candidat"), ("bob", "candidat"), ("jules", "jury")):
            db.add(
                PersonRow(
                    id=name, email=f"{name}@example.org", name=name.title(), roles=[role], created_at=now
                )
            )
        for exam in ("un", "deux"):
            db.add(
                ExamSessionRow(
                    id=exam,
                    name=exam,
                    held_on=date(2026, 12, 14),
                    modality="titre",
                    created_by="x",
                    created_at=now,
                )
            )
        db.flush()
        for exam, person, role in (
            ("un", "ada", "candidat"),
            ("deux", "bob", "candidat"),
            ("un", "jules", "jury"),
        ):
            db.add(ExamSeatRow(exam_id=exam, person_id=person, role=role))
    return services


def _session(services: Services, owner: str) -> str:
    return services.sessions.create(
        owner=owner, scenario_id="recadrage-retards", scenario_version=1, level=1, seed=1, engine="embedded"
    )


def test_a_jury_member_sees_the_candidates_of_their_session_only(centre: Services) -> None:
    jules = who("jules", Role.JURY)
    assert [e.id for e in exams.examined(centre, jules)] == ["un"]
    assert [p.id for p in exams.at(centre, jules, "un")] == ["ada"]
    for exam, person in (("deux", "bob"), ("un", "bob"), ("trois", "ada")):
        with pytest.raises(NotFound):
            sheets.open_sheet(centre, jules, exam, person)
        with pytest.raises(NotFound):
            sheets.note(centre, jules, exam, person, "CP1.1", 1, "")


@pytest.mark.parametrize("role", [Role.CANDIDATE, Role.TRAINER, Role.ADMIN])
def test_nobody_else_opens_a_sheet(centre: Services, role: Role) -> None:
    for person in ("ada", "jules"):
        assert exams.examined(centre, who(person, role)) == []
        with pytest.raises(NotFound):
            sheets.open_sheet(centre, who(person, role), "un", "ada")


def test_two_jury_members_do_not_read_one_another(centre: Services) -> None:
    with centre.database.transaction() as db:
        db.add(
            PersonRow(
                id="nina", email="n@example.org", name="Nina", roles=["jury"], created_at=datetime.now(UTC)
            )
        )
        db.flush()
        db.add(ExamSeatRow(exam_id="un", person_id="nina", role="jury"))
    sheets.note(centre, who("jules", Role.JURY), "un", "ada", "CP1.1", 2, "à moi")
    assert sheets.open_sheet(centre, who("nina", Role.JURY), "un", "ada").notes == {}


def test_a_candidate_shares_their_own_with_their_own_session(centre: Services) -> None:
    ada, mine, other = who("ada", Role.CANDIDATE), _session(centre, "ada"), _session(centre, "bob")
    exams.share(centre, ada, "un", "ada", [mine])
    assert [s.session_id for s in centre.jury.shares("un", "ada")] == [mine]
    for exam, owner, piece in (("deux", "ada", mine), ("un", "ada", other), ("un", "bob", other)):
        with pytest.raises(NotFound):
            exams.share(centre, ada, exam, owner, [piece])
    exams.share(centre, ada, "un", "ada", [])
    assert centre.jury.shares("un", "ada") == []


def test_a_session_to_look_around_is_for_a_laptop_alone(services: Services, centre: Services) -> None:
    with pytest.raises(NotFound):
        exams.create_own(centre, who("jules", Role.JURY), "x", "14/12/2026", "titre")
    me = Viewer("local", "Vous", Role.JURY, frozenset(Role), local=True)
    for name, day, modality in (
        ("", "14/12/2026", "titre"),
        ("x", "hier", "titre"),
        ("x", "14/12/2026", "bac"),
    ):
        with pytest.raises(InputError):
            exams.create_own(services, me, name, day, modality)
    made = exams.create_own(services, me, "Essai", "14/12/2026", "ccp2")
    assert exams.examined_one(services, me, made).held_on == date(2026, 12, 14)
    exams.delete_own(services, me, made)
    assert made not in {e.id for e in exams.examined(services, me)}


def test_levels_are_closed_once_each_competence_has_one_and_kept_as_they_were(centre: Services) -> None:
    jules = who("jules", Role.JURY)
    with pytest.raises(InputError, match="CP1, CP2"):
        sheets.close_levels(centre, jules, "un", "ada")
    for number in range(1, 8):
        sheets.note(centre, jules, "un", "ada", f"CP{number}.1", 1, "")
    assert sheets.close_levels(centre, jules, "un", "ada").closed
    sheets.note(centre, jules, "un", "ada", "CP3.1", 3, "")
    opened = sheets.close_levels(centre, jules, "un", "ada")
    assert opened.stored.facts["blind"]["CP3.1"] == 1 and opened.notes["CP3.1"].level == 3


def test_a_person_is_erased_from_the_jury_too(centre: Services) -> None:
    jules, ada = who("jules", Role.JURY), who("ada", Role.CANDIDATE)
    sheets.note(centre, jules, "un", "ada", "CP1.1", 1, "")
    exams.share(centre, ada, "un", "ada", [_session(centre, "ada")])
    centre.preparation.add_item("ada", "CP1", "x")
    centre.jury.erase("ada")
    assert centre.jury.notes("un", "ada", "jules") == {}
    assert centre.jury.shares("un", "ada") == [] and centre.preparation.items("ada") == []
