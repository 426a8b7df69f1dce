"""Repository of invitations, sign-ins and failed tries. Secrets come in as digests, never as they are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select, update

from coach.domain.people import Role
from coach.store.database import Database
from coach.store.people_tables import AttemptRow, InvitationRow, PersonRow, SignInRow


@dataclass(frozen=True)
class Invitation:
    """A link by which a person chooses a password."""

    person_id: str
    kind: str
    expires_at: datetime
    used_at: datetime | None


@dataclass(frozen=True)
class SignIn:
    """A browser that is signed in, and who that is now."""

    person_id: str
    name: str
    email: str
    roles: frozenset[Role]
    active: bool
    role: str
    seen_at: datetime
    expires_at: datetime


@dataclass(frozen=True)
class Known:
    """What is needed to check a password."""

    person_id: str
    password: str | None
    active: bool


class SignInStore:
    """Invitations, sign-ins, failures."""

    def __init__(self, database: Database) -> None:
        self._db = database

    # -- persons -----------------------------------------------------------------------------------

    def known(self, email: str) -> Known | None:
        """The account of an address, in lower case."""
        query = select(PersonRow.id, PersonRow.password, PersonRow.active).where(PersonRow.email == email)
        with self._db.reading() as db:
            row = db.execute(query).first()
        return Known(row.id, row.password, row.active) if row is not None else None

    def by_subject(self, subject: str) -> str | None:
        """The account that an OpenID subject was tied to."""
        with self._db.reading() as db:
            return db.scalar(select(PersonRow.id).where(PersonRow.subject == subject))

    def tie(self, person_id: str, subject: str) -> bool:
        """Tie a subject to an account that has none yet; False when it has one."""
        tied = (
            update(PersonRow)
            .where(PersonRow.id == person_id, PersonRow.subject.is_(None))
            .values(subject=subject)
        )
        with self._db.transaction() as db:
            return bool(db.execute(tied).rowcount)  # type: ignore[attr-defined]

    def set_password(self, person_id: str, password: str) -> None:
        """Keep the digest of a new password."""
        with self._db.transaction() as db:
            db.execute(update(PersonRow).where(PersonRow.id == person_id).values(password=password))

    # -- invitations -------------------------------------------------------------------------------

    def invite(
        self, digest: str, person_id: str, kind: str, *, by: str, now: datetime, expires_at: datetime
    ) -> None:
        """Keep a new link; the older ones of the person are no longer good."""
        with self._db.transaction() as db:
            db.execute(delete(InvitationRow).where(InvitationRow.person_id == person_id))
            db.add(
                InvitationRow(
                    digest=digest,
                    person_id=person_id,
                    kind=kind,
                    created_by=by,
                    created_at=now,
                    expires_at=expires_at,
                    used_at=None,
                )
            )

    def invitation(self, digest: str) -> Invitation | None:
        """A link by its digest."""
        with self._db.reading() as db:
            row = db.get(InvitationRow, digest)
            return Invitation(row.person_id, row.kind, row.expires_at, row.used_at) if row else None

    def use(self, digest: str, password: str, now: datetime) -> bool:
        """Take a link up and keep the password; False when another request was faster or its time is over."""
        taken = (
            update(InvitationRow)
            .where(
                InvitationRow.digest == digest,
                InvitationRow.used_at.is_(None),
                InvitationRow.expires_at > now,
            )
            .values(used_at=now)
        )
        with self._db.transaction() as db:
            if not db.execute(taken).rowcount:  # type: ignore[attr-defined]
                return False
            person_id = db.scalar(select(InvitationRow.person_id).where(InvitationRow.digest == digest))
            db.execute(update(PersonRow).where(PersonRow.id == person_id).values(password=password))
            db.execute(delete(SignInRow).where(SignInRow.person_id == person_id))
            return True

    # -- sign-ins ----------------------------------------------------------------------------------

    def open(
        self, digest: str, person_id: str, role: Role, *, now: datetime, expires_at: datetime, agent: str
    ) -> None:
        """A browser signs in; those whose time is over are forgotten."""
        with self._db.transaction() as db:
            db.execute(delete(SignInRow).where(SignInRow.expires_at <= now))
            db.add(
                SignInRow(
                    digest=digest,
                    person_id=person_id,
                    role=role,
                    created_at=now,
                    seen_at=now,
                    expires_at=expires_at,
                    agent=agent[:200],
                )
            )

    def get(self, digest: str) -> SignIn | None:
        """A sign-in with its person, in one query."""
        query = (
            select(SignInRow, PersonRow)
            .join(PersonRow, PersonRow.id == SignInRow.person_id)
            .where(SignInRow.digest == digest)
        )
        with self._db.reading() as db:
            found = db.execute(query).first()
            if found is None:
                return None
            row, person = found
            return SignIn(
                person.id,
                person.name,
                person.email,
                frozenset(Role(role) for role in person.roles),
                person.active,
                row.role,
                row.seen_at,
                row.expires_at,
            )

    def touch(self, digest: str, now: datetime) -> None:
        """The browser asked for something."""
        with self._db.transaction() as db:
            db.execute(update(SignInRow).where(SignInRow.digest == digest).values(seen_at=now))

    def act_as(self, digest: str, role: Role) -> None:
        """Change the workspace of one browser."""
        with self._db.transaction() as db:
            db.execute(update(SignInRow).where(SignInRow.digest == digest).values(role=role))

    def close(self, digest: str) -> None:
        """Sign one browser out."""
        with self._db.transaction() as db:
            db.execute(delete(SignInRow).where(SignInRow.digest == digest))

    def close_all(self, person_id: str) -> int:
        """Sign every browser of a person out; how many there were."""
        with self._db.transaction() as db:
            done = db.execute(delete(SignInRow).where(SignInRow.person_id == person_id))
            return int(done.rowcount)  # type: ignore[attr-defined]

    def count(self, person_id: str) -> int:
        """Browsers that are signed in."""
        query = select(func.count()).select_from(SignInRow).where(SignInRow.person_id == person_id)
        with self._db.reading() as db:
            return db.scalar(query) or 0

    # -- failures ----------------------------------------------------------------------------------

    def failures(self, key: str, since: datetime) -> list[datetime]:
        """When tries failed, since a moment."""
        query = select(AttemptRow.at).where(AttemptRow.key == key, AttemptRow.at > since)
        with self._db.reading() as db:
            return list(db.scalars(query))

    def failed(self, keys: list[str], now: datetime, forget_before: datetime) -> None:
        """Note a failure under each key; old ones are forgotten."""
        with self._db.transaction() as db:
            db.execute(delete(AttemptRow).where(AttemptRow.at < forget_before))
            db.add_all(AttemptRow(key=key, at=now) for key in keys)

    def forgive(self, key: str) -> None:
        """Forget the failures of a key."""
        with self._db.transaction() as db:
            db.execute(delete(AttemptRow).where(AttemptRow.key == key))
