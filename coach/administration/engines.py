"""The three engines an administrator may choose and try: model, voice, transcription; and their keys."""

from __future__ import annotations

import ipaddress
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from coach.errors import CoachError, InputError
from coach.outgoing import is_local, on_behalf
from coach.settings import Settings
from coach.store.audit import AuditStore
from coach.wiring import Services

MODEL, VOICE, EAR = "modele", "voix", "transcription"
SAID: Final = "Bonjour, service client, je vous écoute."
"""What is said to try a voice, and said by the voice of this machine to try an ear."""


@dataclass(frozen=True)
class Engine:
    """One of them, in the words of the page and of the settings."""

    id: str
    title: str
    address: str
    """Name of the setting that holds its address."""
    key: str
    fields: Mapping[str, str]
    """Other settings, with their labels."""
    embedded: str
    """What does the work when there is no address."""
    leaves: str
    """What leaves this machine when there is one."""


ENGINES: Final = {
    MODEL: Engine(
        MODEL,
        "Modèle de langage",
        "llm_base_url",
        "llm_api_key",
        {"llm_model": "Modèle"},
        "les répliques écrites, choisies par le directeur de jeu",
        "le rôle, les faits déjà confiés et les douze derniers échanges, noms et numéros masqués",
    ),
    VOICE: Engine(
        VOICE,
        "Voix du conseiller",
        "voice_base_url",
        "voice_api_key",
        {"voice_model": "Modèle", "voice_name": "Voix"},
        "la voix de cette machine, ou celle du navigateur",
        "les répliques du conseiller simulé, jamais ce que dit le candidat",
    ),
    EAR: Engine(
        EAR,
        "Transcription",
        "transcription_url",
        "transcription_api_key",
        {"transcription_model": "Modèle"},
        "le modèle de transcription de cette machine",
        "le son des appels et des répliques dictées, avant tout masquage",
    ),
}


@dataclass(frozen=True)
class Tried:
    """What came of a try."""

    ok: bool
    seconds: float
    told: str
    """The answer, or what is wrong and what to do."""
    where: str


def check_address(address: str) -> str | None:
    """The address as it is kept; None when empty.

    Raises:
        InputError: not an address an engine may have.
    """
    address = address.strip().rstrip("/")
    if not address:
        return None
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
        sound = parts.scheme in ("http", "https") and host and parts.port != 0
    except ValueError:
        sound, host = False, ""
    if not sound:
        raise InputError(
            f"« {address} » n’est pas une adresse de serveur : écrivez par exemple http://127.0.0.1:8080/v1."
        )
    if parts.username or parts.password or parts.query or parts.fragment:
        raise InputError("L’adresse ne contient ni compte, ni clé, ni « ? » : la clé a son propre champ.")
    try:
        number = ipaddress.ip_address(host)
    except ValueError:
        return address
    if number.is_link_local or number.is_unspecified or number.is_multicast:
        raise InputError(f"« {host} » n’est pas l’adresse d’un serveur de moteur.")
    return address


def choose(
    services: Services, engine: Engine, values: Mapping[str, str], key: str | None, *, by: str
) -> None:
    """Keep what the page holds for an engine; `key` None leaves the key as it is, empty takes it away.

    Raises:
        InputError: an address or a name that cannot be used; nothing is then kept.
        StorageError: the key file cannot be written.
    """
    chosen = services.chosen
    wanted: dict[str, Any] = {}
    if not chosen.from_environment(engine.address):
        wanted[engine.address] = check_address(values.get(engine.address, ""))
    for name in engine.fields:
        if not chosen.from_environment(name):
            wanted[name] = values.get(name, "").strip()[:120] or None
    if engine.id == MODEL and not chosen.from_environment("engine"):
        wanted["engine"] = "llm" if wanted.get(engine.address) and values.get("engine") == "llm" else None
    chosen.choose(wanted, by)
    if key is not None and not chosen.from_environment(engine.key):
        chosen.seal(engine.key, key, by)
    AuditStore(services.database).note(
        by, "moteur-regle", engine.id, adresse=str(wanted.get(engine.address)), cle_changee=key is not None
    )


def active(settings: Settings, engine: Engine) -> bool:
    """Whether it has an address."""
    return bool(getattr(settings, engine.address))


def local(settings: Settings, engine: Engine) -> bool:
    """Whether it stays on this machine."""
    address = getattr(settings, engine.address)
    return not address or is_local(address)


def try_out(services: Services, engine: Engine, *, by: str) -> Tried:
    """Ask the engine in force for something small, really; what it answered, how long it took."""
    settings = services.in_force
    where = getattr(settings, engine.address) or "cette machine"
    started = time.monotonic()
    try:
        with on_behalf(by, f"essai-{engine.id}"):
            told = _TRIES[engine.id](services, settings)
        ok = True
    except CoachError as exc:
        told, ok = exc.message, False
    seconds = time.monotonic() - started
    AuditStore(services.database).note(by, "moteur-essaye", engine.id, ok=ok, secondes=round(seconds, 2))
    return Tried(ok, seconds, told, where)


def _try_model(services: Services, settings: Settings) -> str:
    from coach.llm.ports import Message

    model = services.model
    if model is None:
        line = next(iter(services.library.usable()), None)
        return (
            f"Aucun modèle n’est réglé : {len(services.library.usable())} scénarios écrits répondent."
            if line
            else ""
        )
    answer = model.complete(
        [Message("system", "Vous répondez en français, en une phrase."), Message("user", "Dites bonjour.")],
        max_tokens=40,
    )
    return f"« {answer.strip()[:200]} »"


def _try_voice(services: Services, settings: Settings) -> str:
    source = "serveur" if settings.voice_base_url else "embarquee"
    sound = services.voice(source, SAID)
    return f"Un son de {len(sound) / 1000:.0f} ko pour « {SAID} »"


def _try_ear(services: Services, settings: Settings) -> str:
    from coach.speech.voice import speak

    with tempfile.TemporaryDirectory(prefix="essai-") as folder:
        path = Path(folder) / "essai.wav"
        path.write_bytes(speak(SAID))
        return f"« {services.dictate(path)[:200]} »"


_TRIES: Final[Mapping[str, Callable[[Services, Settings], str]]] = {
    MODEL: _try_model,
    VOICE: _try_voice,
    EAR: _try_ear,
}
