"""May this address be served? Answered before anything heavy is loaded."""

from __future__ import annotations

import ipaddress
import socket
from typing import TYPE_CHECKING

from coach.errors import InputError, StorageError

if TYPE_CHECKING:
    from coach.settings import Settings


def check_loopback(host: str) -> None:
    """Refuse an address that others can reach.

    Raises:
        InputError: it is not a loopback address.
    """
    if not _is_loopback(host):
        raise InputError(
            f"L’adresse {host!r} est visible d’autres machines, et personne ne s’y connecterait : servez sur 127.0.0.1, "
            "ou donnez des comptes à chacun avec COACH_MODE=centre."
        )


def check_reach(settings: Settings) -> None:
    """Beyond this machine only where everybody signs in, and under names that are given.

    Raises:
        InputError: nobody would have to sign in, or no browser of another machine would be answered.
    """
    if settings.mode == "local":
        check_loopback(settings.host)
    elif not _is_loopback(settings.host) and not settings.allowed_hosts.strip():
        raise InputError(
            f"Sur l’adresse {settings.host!r}, dites sous quels noms les navigateurs viendront : "
            "COACH_ALLOWED_HOSTS=coach.centre.fr."
        )


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def check_port(host: str, port: int) -> None:
    """Refuse a port in use.

    Raises:
        StorageError: it is.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as exc:
            raise StorageError(
                f"Le port {port} est déjà pris. Fermez l’autre programme, ou choisissez un autre port : "
                f"coach serve --port {port + 1}."
            ) from exc
