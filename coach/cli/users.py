"""`coach users`: the accounts of a centre, from its first administrator on."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from coach.errors import InputError

if TYPE_CHECKING:
    from coach.domain.people import Role
    from coach.wiring import Services

_Email = Annotated[str, typer.Argument(metavar="ADRESSE", help="Adresse électronique du compte.")]
_Name = Annotated[str, typer.Option("--name", metavar="NOM", help="Prénom et nom.")]
_ACTOR = "ligne-de-commande"

users = typer.Typer(help="Comptes : ajouter, inviter, lister, fermer.", no_args_is_help=True)


@users.command("first-admin")
def first_admin(email: _Email, name: _Name) -> None:
    """Crée le premier administrateur d'un centre et donne son lien ; refuse s'il y en a déjà un."""
    from coach import accounts
    from coach.domain.people import Role

    services = _services()
    if any(Role.ADMIN in person.roles and person.active for person in accounts.persons(services)):
        raise InputError("Ce centre a déjà un administrateur : il ajoute lui-même les autres comptes.")
    person = accounts.create_person(services, _ACTOR, email, name, {Role.ADMIN})
    _tell_link(services, accounts.INVITATION, accounts.invite(services, _ACTOR, person.id))


@users.command("add")
def add(
    email: _Email,
    name: _Name,
    roles: Annotated[
        list[str], typer.Option("--role", help="candidat, formateur, jury ou administrateur ; répétable.")
    ],
    groups: Annotated[
        list[str] | None, typer.Option("--group", help="Groupe, créé s'il manque ; répétable.")
    ] = None,
) -> None:
    """Crée un compte et donne le lien de son invitation."""
    from coach import accounts

    services = _services()
    known = {group.name: group.id for group in accounts.groups(services)}
    wanted = [
        known[group] if group in known else accounts.create_group(services, _ACTOR, group)
        for group in groups or ()
    ]
    person = accounts.create_person(
        services, _ACTOR, email, name, {_role(role) for role in roles}, groups=wanted
    )
    _tell_link(services, accounts.INVITATION, accounts.invite(services, _ACTOR, person.id))


@users.command("list")
def listed(as_json: Annotated[bool, typer.Option("--json", help="Un objet JSON.")] = False) -> None:
    """Liste les comptes, leurs rôles et leur état."""
    from coach import accounts

    services = _services()
    waiting = accounts.waiting(services)
    rows = [
        {
            "id": person.id,
            "email": person.email,
            "name": person.name,
            "roles": sorted(person.roles),
            "state": "fermé" if not person.active else "invité" if person.id in waiting else "ouvert",
        }
        for person in accounts.persons(services)
    ]
    if as_json:
        print(json.dumps({"users": rows}, ensure_ascii=False))
        return
    for row in rows:
        print(f"{row['state']:7} {row['email']:32} {row['name']:24} {', '.join(row['roles'])}")
    if not rows:
        print("Aucun compte : commencez par « coach users first-admin ADRESSE --name NOM ».")


@users.command("invite")
def invite(email: _Email) -> None:
    """Donne un nouveau lien d'invitation ; le précédent ne vaut plus."""
    from coach import accounts

    services = _services()
    person = accounts.by_email(services, email)
    _tell_link(services, accounts.INVITATION, accounts.invite(services, _ACTOR, person.id))


@users.command("reset")
def reset(email: _Email) -> None:
    """Donne un lien pour choisir un nouveau mot de passe."""
    from coach import accounts

    services = _services()
    person = accounts.by_email(services, email)
    _tell_link(services, accounts.RESET, accounts.reset(services, _ACTOR, person.id))


@users.command("deactivate")
def deactivate(email: _Email) -> None:
    """Ferme un compte : il ne se connecte plus, ses connexions en cours prennent fin, son travail reste."""
    from coach import accounts

    services = _services()
    person = accounts.by_email(services, email)
    accounts.deactivate(services, _ACTOR, person.id)
    print(f"Le compte de {person.name} est fermé.")


def _services() -> Services:
    from coach.settings import load_settings
    from coach.wiring import Services

    return Services(load_settings())


def _role(typed: str) -> Role:
    from coach.domain.people import Role

    for role in Role:
        if role == typed.strip().lower():
            return role
    raise InputError(f"{typed!r} n’est pas un rôle : {', '.join(Role)}.")


def _tell_link(services: Services, kind: str, secret: str) -> None:
    """The link on the standard output, what to do with it beside: the first can be sent by a script."""
    from coach import accounts

    hours = services.settings.invitation_hours if kind == accounts.INVITATION else accounts.RESET_HOURS
    print(accounts.address(services, kind, secret))
    typer.echo(
        f"Ce lien vaut {hours} h et une seule fois : remettez-le à la personne, à elle seule.", err=True
    )
