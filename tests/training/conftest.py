"""A centre of two groups: a trainer of one, candidates of both, an interview that was held and scored."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from coach.domain.people import Role, Viewer
from coach.review import review_interview
from coach.settings import Settings
from coach.store.people_tables import GroupRow, MembershipRow, PersonRow
from coach.wiring import Services

SAID = (
    "Bonjour Karim, assieds-toi. On a vingt minutes pour parler de tes heures d'arrivée.",
    "Jeudi tu t'es connecté à 8 h 55, la prise de poste est à 8 h 30. Comment tu l'expliques ?",
)


@dataclass(frozen=True)
class Centre:
    """What the tests speak of."""

    services: Services
    trainer: Viewer
    other: Viewer
    """A trainer of the other group."""
    lea: Viewer
    session: str
    """An interview of Léa."""


def person(name: str, role: Role) -> Viewer:
    return Viewer(name, name.capitalize(), role, frozenset({role}), local=False)


def seed(services: Services) -> None:
    """Persons and groups."""
    now = datetime.now(UTC)
    people = {"lea": Role.CANDIDATE, "tom": Role.CANDIDATE, "nina": Role.CANDIDATE}
    people |= {"paul": Role.TRAINER, "rita": Role.TRAINER}
    members = (
        ("g1", "lea", Role.CANDIDATE),
        ("g1", "tom", Role.CANDIDATE),
        ("g2", "nina", Role.CANDIDATE),
        ("g1", "paul", Role.TRAINER),
        ("g2", "rita", Role.TRAINER),
    )
    with services.database.transaction() as db:
        for group in ("g1", "g2"):
            db.add(GroupRow(id=group, name=f"Promotion {group}", created_at=now))
        for name, role in people.items():
            db.add(
                PersonRow(
                    id=name, email=f"{name}@exemple.fr", name=name.capitalize(), roles=[role.value], active=True,
                    demo=False, created_at=now,
                )
            )  # fmt: skip
        db.flush()
        for group, name, role in members:
            db.add(MembershipRow(group_id=group, person_id=name, role=role.value))


def hold(services: Services, owner: str) -> str:
    """An interview to its end, with its levels."""
    held = services.runner.start(owner, "recadrage-retards", 1, 7)
    for line in SAID:
        for _ in services.runner.say(owner, held.id, line):
            pass
    services.runner.finish(owner, held.id)
    review_interview(services, owner, held.id)
    return held.id


@pytest.fixture(scope="session")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Centre]:
    services = Services(Settings(data_dir=tmp_path_factory.mktemp("centre") / "donnees"))
    seed(services)
    session = hold(services, "lea")
    yield Centre(
        services,
        person("paul", Role.TRAINER),
        person("rita", Role.TRAINER),
        person("lea", Role.CANDIDATE),
        session,
    )
    services.database.close()
