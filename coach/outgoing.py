"""What leaves this machine is noted before it leaves: where to, what for, for whom, how much; never what it says.

    with outbox.leaving("modele", url, sent=len(body)) as trip:
        trip.received += len(answer)

Every module that opens a connection to an engine or a site is handed an `Outbox`. For whom a call is made travels
in the context (`on_behalf`), so that engines need not know of persons.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Final, Literal, Protocol, TypeVar
from urllib.parse import urlsplit

Kind = Literal["modele", "voix", "transcription", "document", "essai"]
KIND_WORDS: Final[dict[str, str]] = {
    "modele": "Réplique ou réponse demandée au modèle de langage",
    "voix": "Réplique à dire, envoyée au serveur de voix",
    "transcription": "Son d’un échange, envoyé au serveur de transcription",
    "document": "Texte officiel demandé à son site",
    "essai": "Essai d’un moteur depuis l’administration",
}
T = TypeVar("T")


@dataclass(frozen=True)
class About:
    """Whose call it is, and about what."""

    owner: str | None = None
    session: str | None = None
    """Id of the interview or of the sample."""


@dataclass
class Trip:
    """One call on its way; its maker fills in what came of it."""

    status: str = "ok"
    received: int = 0
    facts: dict[str, str | int | float] = field(default_factory=dict)


class Outbox(Protocol):
    """Where departures are noted."""

    def leaving(self, kind: Kind, url: str, *, sent: int) -> AbstractContextManager[Trip]:
        """Note a departure, then what came of it. What cannot be noted does not leave (`StorageError`)."""
        ...


class Unnoted:
    """For evaluations and benchmarks, which have no database: nothing is noted."""

    @contextmanager
    def leaving(self, kind: Kind, url: str, *, sent: int) -> Iterator[Trip]:
        """See `Outbox`."""
        yield Trip()


_ABOUT: ContextVar[About] = ContextVar("about", default=About())  # noqa: B039  (frozen)


def about() -> About:
    """For whom the present call is made."""
    return _ABOUT.get()


@contextmanager
def on_behalf(owner: str | None, session: str | None = None) -> Iterator[None]:
    """Calls made in the block are of this person, about this interview or sample."""
    mark = _ABOUT.set(About(owner, session))
    try:
        yield
    finally:
        _ABOUT.reset(mark)


def each_on_behalf(pieces: Iterable[T], owner: str, session: str) -> Iterator[T]:
    """The same pieces, each made on behalf of the person.

    A generator runs in the context of whoever asks for its next piece, which may be another thread each time: the
    mark is set and taken back around each piece.
    """
    inner = iter(pieces)
    try:
        while True:
            with on_behalf(owner, session):
                try:
                    piece = next(inner)
                except StopIteration:
                    return
            yield piece
    finally:
        close = getattr(inner, "close", None)
        if close is not None:
            close()


def host_of(url: str) -> str:
    """`host:port` of an address; never its path, its query nor its user."""
    parts = urlsplit(url if "://" in url else f"//{url}")
    host = parts.hostname or "?"
    return f"{host}:{parts.port}" if parts.port else host


def is_local(url: str) -> bool:
    """Whether an address is of this machine."""
    host = urlsplit(url if "://" in url else f"//{url}").hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
