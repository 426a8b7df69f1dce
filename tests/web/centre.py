"""A centre with accounts, for tests: five people, a group, an exam session, an interview and a sample."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from httpx import Response
from starlette.testclient import TestClient

from coach import accounts, signing
from coach.dialogue.topics import TopicBook
from coach.domain.people import Role
from coach.review import review_interview, score_written
from coach.wiring import Services

PASSWORD = "une longue phrase à retenir"
TALK = (
    "Client : Bonjour.\nAgent : Bonjour, Léa, du service clients. Quelle taille avez-vous ?\nClient : 38.\n"
    "Agent : Merci, bonne journée !"
)
PEOPLE: Mapping[str, tuple[str, frozenset[Role]]] = {
    "alice": ("Alice Martin", frozenset({Role.CANDIDATE})),
    "bob": ("Bob Durand", frozenset({Role.CANDIDATE})),
    "tina": ("Tina Formatrice", frozenset({Role.TRAINER})),
    "julie": ("Julie Jurée", frozenset({Role.JURY})),
    "adam": ("Adam Administrateur", frozenset({Role.ADMIN})),
    "deux": ("Dana Deux", frozenset({Role.TRAINER, Role.JURY})),
}


@dataclass
class As:
    """A browser that is signed in as somebody, or nobody: its cookies are its own."""

    client: TestClient
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, method: str, path: str, *, follow: bool = False, **more: Any) -> Response:
        """One request; cookies that come back are kept."""
        headers = dict(more.pop("headers", None) or {})
        if self.cookies:
            headers["cookie"] = "; ".join(f"{k}={v}" for k, v in self.cookies.items())
        self.client.cookies.clear()
        answer = self.client.request(method, path, headers=headers, follow_redirects=follow, **more)
        for name, value in answer.cookies.items():
            self.cookies[name] = value
        self.client.cookies.clear()
        return answer

    def get(self, path: str, **more: Any) -> Response:
        return self.ask("GET", path, **more)

    def post(self, path: str, **more: Any) -> Response:
        return self.ask("POST", path, **more)


@dataclass
class Centre:
    """The application with its people."""

    services: Services
    client: TestClient
    ids: dict[str, str]
    group: str
    exam: str
    interview: str
    """Alice's, over and shared with the jury."""
    private: str
    """Alice's, not shared."""
    sample: str
    """Alice's."""

    def browser(self, who: str | None = None) -> As:
        """A browser of one of the people, signed in without a password; or of nobody."""
        if who is None:
            return As(self.client)
        secret = signing.open_for(self.services, self.ids[who], agent="essai", by="essai")
        return As(self.client, {"coach-connexion": secret})


def furnish(services: Services, client: TestClient) -> Centre:
    """Fill an empty centre."""
    # Topics are heard by their words alone: the vectors of all questions would cost more than all these tests.
    services.__dict__["topics"] = TopicBook(services.library.usable())
    ids = {
        key: accounts.create_person(services, "essai", f"{key}@centre.fr", name, roles).id
        for key, (name, roles) in PEOPLE.items()
    }
    group = accounts.create_group(services, "essai", "Promotion 1")
    accounts.join(services, "essai", group, ids["alice"], Role.CANDIDATE)
    accounts.join(services, "essai", group, ids["tina"], Role.TRAINER)
    exam = accounts.create_exam(services, "essai", "Session de mars", date(2027, 3, 15))
    accounts.seat(services, "essai", exam, ids["alice"], Role.CANDIDATE)
    accounts.seat(services, "essai", exam, ids["julie"], Role.JURY)
    found = [_interview(services, ids["alice"]) for _ in range(2)]
    sample = score_written(services, ids["alice"], "Tchat", TALK, "tchat")
    accounts.share(services, "essai", exam, session_id=found[0])
    return Centre(services, client, ids, group, exam, found[0], found[1], sample)


def _interview(services: Services, owner: str) -> str:
    interview = services.runner.start(owner, "recadrage-retards", 1, 5)
    for _ in services.runner.say(owner, interview.id, "Bonjour, merci d’être venu.", 10):
        pass
    services.runner.finish(owner, interview.id)
    review_interview(services, owner, interview.id)
    return interview.id
