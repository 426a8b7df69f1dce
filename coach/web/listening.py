"""May this address be served? Answered before anything heavy is loaded."""

from __future__ import annotations

import ipaddress
import socket

from coach.errors import InputError, StorageError


def check_loopback(host: str) -> None:
    """Refuse an address that others can reach.

    Raises:
        InputError: it is not a loopback address.
    """
    try:
        loopback = ipaddress.ip_address(host).is_loopback
    except ValueError:
        loopback = host == "localhost"
    if not loopback:
        raise InputError(
            f"L’adresse {host!r} est visible d’autres machines et cette version n’a pas encore de comptes : "
            "servez sur 127.0.0.1."
        )


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
