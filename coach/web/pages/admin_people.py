"""Personnes: search, invite by a link, change, close, hand over, erase."""

from __future__ import annotations

from typing import Any

import gradio as gr

from coach import accounts
from coach.domain.people import ROLE_WORDS, Person, Role
from coach.domain.words import agree
from coach.errors import CoachError, InputError
from coach.jobs.persons import erase
from coach.store.demo import DemoStore
from coach.store.persons import PersonStore
from coach.web.components.administration import HOME, LIMITS, admin, menu, number, table
from coach.web.components.markup import markup
from coach.web.html import esc, fr, icon
from coach.web.layout import notice, page
from coach.wiring import Services

_ROLES = [(ROLE_WORDS[role], role.value) for role in Role]
_KINDS = {
    "sessions": "entretien(s)",
    "turns": "tour(s) de parole",
    "samples": "échantillon(s)",
    "assessments": "bilan(s)",
    "opinions": "avis",
    "comments": "commentaire(s)",
    "messages": "message(s)",
    "quiz_reviews": "réponse(s) au quiz",
    "kept_sounds": "son(s) gardé(s)",
    "jury_notes": "note(s) de jury",
    "rehearsals": "répétition(s) d’examen",
    "dossier_items": "preuve(s) de dossier",
}


def render(services: Services) -> None:
    """Place the page and wire it."""
    with page(
        HOME,
        "Personnes",
        lead="Les comptes du centre, leurs rôles et leurs groupes.",
        help_lines=(
            "Un lien d’invitation sert une fois ; il n’est montré qu’ici, au moment où vous le créez.",
            "Fermer un compte n’efface rien : la personne ne peut plus entrer.",
            "Remettre ses données : une archive à donner à la personne qui la demande.",
            "Effacer est définitif, sauvegardes comprises lorsqu’elles sont remises en place.",
            "Le dernier administrateur ne peut être ni fermé, ni effacé.",
        ),
        wide=True,
    ):
        markup(menu("/personnes"))
        with gr.Row(elem_classes=["filtres"]):
            words = gr.Textbox(label="Chercher", placeholder="nom ou adresse", max_length=80)
            only = gr.Dropdown([("Tous", ""), *_ROLES], value="", label="Rôle", filterable=False)
        listed = markup()
        with gr.Column(elem_classes=["carte"]):
            markup("<h2>Inviter une personne</h2>")
            with gr.Row(elem_classes=["champs"]):
                name = gr.Textbox(label="Prénom et nom", max_length=120)
                email = gr.Textbox(label="Adresse électronique", max_length=254)
            roles = gr.CheckboxGroup(
                _ROLES, label="Rôles", value=[Role.CANDIDATE.value], elem_classes=["puces"]
            )
            groups = gr.Dropdown([], label="Groupes (candidat ou formateur)", multiselect=True)
            invite = gr.Button("Créer le compte et son lien", variant="primary", elem_classes=["seul"])
            invited = markup()
        with gr.Column(elem_classes=["carte"]):
            markup("<h2>Un compte</h2>")
            who = gr.Dropdown([], label="Personne", interactive=True, elem_id="compte")
            with gr.Column(visible=False) as panel:
                with gr.Row(elem_classes=["champs"]):
                    new_name = gr.Textbox(label="Nom affiché", max_length=120)
                    new_groups = gr.Dropdown([], label="Ses groupes", multiselect=True)
                new_roles = gr.CheckboxGroup(_ROLES, label="Ses rôles", elem_classes=["puces"])
                with gr.Row(elem_classes=["actions"]):
                    save = gr.Button("Enregistrer", variant="primary", scale=0, min_width=150)
                    link = gr.Button("Nouveau lien", scale=0, min_width=150)
                    close = gr.Button("Fermer le compte", scale=0, min_width=180)
                take = markup()
                with gr.Column(elem_classes=["danger"]):
                    warned = markup()
                    sure = gr.Textbox(label="Pour confirmer, recopiez le nom de la personne", max_length=120)
                    gone = gr.Button("Effacer définitivement", variant="stop", elem_classes=["seul"])
            said = markup()
    card = [panel, new_name, new_groups, new_roles, close, take, warned, sure]
    lists = [listed, groups, who]

    def whole(words_in: str = "", role: str = "", keep: str | None = None) -> dict[Any, Any]:
        people = accounts.persons(services)
        known = [(f"{p.name} · {p.email}", p.id) for p in people]
        return {
            listed: _table(services, _found(people, words_in, role), len(people)),
            groups: gr.update(choices=_groups(services)),
            who: gr.update(choices=known, value=keep if keep in {p.id for p in people} else None),
        }

    def chosen(person_id: str | None) -> dict[Any, Any]:
        person = services.accounts.person(person_id) if person_id else None
        if person is None:
            return {panel: gr.update(visible=False), sure: ""}
        return {
            panel: gr.update(visible=True),
            new_name: person.name,
            new_groups: gr.update(choices=_groups(services), value=list(person.groups)),
            new_roles: sorted(person.roles),
            close: "Rouvrir le compte" if not person.active else "Fermer le compte",
            take: _take(person),
            warned: _follows(services, person),
            sure: "",
        }

    def load(request: gr.Request) -> dict[Any, Any]:
        admin(request, services)
        return {**whole(), **chosen(None)}

    def look(words_in: str, role: str, request: gr.Request) -> str:
        admin(request, services)
        people = accounts.persons(services)
        return _table(services, _found(people, words_in or "", role or ""), len(people))

    def create(
        called: str, address: str, given: list[str], joined: list[str], request: gr.Request
    ) -> dict[Any, Any]:
        try:
            by = admin(request, services).id
            made = accounts.create_person(
                services, by, address or "", called or "", {Role(r) for r in given}, groups=joined or ()
            )
            secret = accounts.invite(services, by, made.id)
        except CoachError as exc:
            return {invited: notice("attention", "Le compte n’a pas été créé", esc(fr(exc.message)))}
        told = _link(services, made, accounts.INVITATION, secret, services.settings.invitation_hours)
        return {invited: told, name: "", email: "", **whole()}

    def pick(person_id: str | None, request: gr.Request) -> dict[Any, Any]:
        admin(request, services)
        return {said: "", **chosen(person_id)}

    def act(do: Any, person_id: str | None, request: gr.Request) -> dict[Any, Any]:
        """One deed on the chosen account, then the page as it stands."""
        try:
            by = admin(request, services).id
            person = services.accounts.person(person_id or "")
            if person is None:
                raise InputError("Choisissez d’abord une personne.")
            told = do(by, person)
        except CoachError as exc:
            return {said: notice("attention", "Rien n’a changé", esc(fr(exc.message)))}
        return {said: told, **whole(keep=person_id), **chosen(person_id)}

    def change(
        person_id: str | None, called: str, given: list[str], joined: list[str], request: gr.Request
    ) -> dict[Any, Any]:
        def do(by: str, person: Person) -> str:
            wanted = {Role(r) for r in given}
            accounts.change_person(services, by, person.id, name=(called or "").strip() or None, roles=wanted)
            _regroup(services, by, person, wanted, set(joined or ()))
            return notice("info", "Enregistré", "Les droits changent dès la prochaine page ouverte.")

        return act(do, person_id, request)

    def send(person_id: str | None, request: gr.Request) -> dict[Any, Any]:
        def do(by: str, person: Person) -> str:
            first = person.id in accounts.waiting(services)
            make = accounts.invite if first else accounts.reset
            kind = accounts.INVITATION if first else accounts.RESET
            hours = services.settings.invitation_hours if first else accounts.RESET_HOURS
            return _link(services, person, kind, make(services, by, person.id), hours)

        return act(do, person_id, request)

    def toggle(person_id: str | None, request: gr.Request) -> dict[Any, Any]:
        def do(by: str, person: Person) -> str:
            if person.active:
                accounts.deactivate(services, by, person.id)
                return notice("info", f"Le compte de {person.name} est fermé", "Son travail est gardé.")
            accounts.reactivate(services, by, person.id)
            return notice("info", f"Le compte de {person.name} est rouvert")

        return act(do, person_id, request)

    def remove(person_id: str | None, copied: str, request: gr.Request) -> dict[Any, Any]:
        def do(by: str, person: Person) -> str:
            if person.id == by:
                raise InputError(
                    "Vous ne pouvez pas effacer votre propre compte : demandez-le à un autre administrateur."
                )
            if " ".join((copied or "").split()).casefold() != person.name.casefold():
                raise InputError(f"Recopiez le nom tel qu’il est écrit : {person.name}.")
            if person.active:
                accounts.deactivate(services, by, person.id)  # signed out, and never the last administrator
            counts = erase(services, person.id, by=by)
            return notice(
                "info", "La personne est effacée", f"{sum(counts.values())} lignes, et ses fichiers."
            )

        return act(do, person_id, request)

    gr.on(None, load, None, [*lists, *card], **LIMITS)
    words.change(look, [words, only], listed, trigger_mode="always_last", **LIMITS)
    only.input(look, [words, only], listed, **LIMITS)
    invite.click(create, [name, email, roles, groups], [invited, name, email, *lists], **LIMITS)
    who.input(pick, who, [said, *card], **LIMITS)
    everything = [said, *lists, *card]
    save.click(change, [who, new_name, new_roles, new_groups], everything, **LIMITS)
    link.click(send, who, everything, **LIMITS)
    close.click(toggle, who, everything, **LIMITS)
    gone.click(remove, [who, sure], everything, **LIMITS)


def _groups(services: Services) -> list[tuple[str, str]]:
    return [(g.name, g.id) for g in accounts.groups(services)]


def _found(people: list[Person], words: str, role: str) -> list[Person]:
    wanted = words.casefold().split()
    return [
        p
        for p in people
        if all(w in f"{p.name} {p.email}".casefold() for w in wanted) and (not role or Role(role) in p.roles)
    ]


def _table(services: Services, people: list[Person], of: int) -> str:
    if not of:
        return notice(
            "vide",
            "Aucun compte pour l’instant",
            "Invitez une première personne ci-dessous : elle choisira son mot de passe par le lien que vous lui "
            "donnerez.",
        )
    if not people:
        return notice("info", "Personne ne correspond", "Changez la recherche ou le rôle.")
    invented = set(DemoStore(services.database).people())
    pending, names = accounts.waiting(services), {i: n for n, i in _groups(services)}
    rows = [
        (
            f"<b>{esc(p.name)}</b><br><span class='discret-texte'>{esc(p.email)}</span>",
            " ".join(f"<span class='pastille'>{esc(ROLE_WORDS[r])}</span>" for r in Role if r in p.roles),
            esc(", ".join(sorted(names.get(g, "") for g in set(p.groups))) or "—"),
            _state(p, pending, invented),
        )
        for p in people
    ]
    count = agree(f"<p class='discret-texte'>{len(people)} personne(s) sur {of}</p>")
    return count + table("Comptes", ("Personne", "Rôles", "Groupes", "État"), rows)


def _state(person: Person, pending: set[str], invented: set[str]) -> str:
    if not person.active:
        return f"<span class='etat-admin'>{icon('lock')}<span>Fermé</span></span>"
    if person.id in invented:
        return "<span class='pastille'>Démonstration</span>"
    if person.id in pending:
        return f"<span class='etat-admin attention'>{icon('clock')}<span>Invitation en attente</span></span>"
    return f"<span class='etat-admin ok'>{icon('circle-check')}<span>Actif</span></span>"


def _link(services: Services, person: Person, kind: str, secret: str, hours: int) -> str:
    address = accounts.address(services, kind, secret)
    return notice(
        "info",
        f"Lien pour {person.name}",
        f"Donnez-le à cette personne et à elle seule : il sert une fois, pendant {hours} heures, et ne sera plus "
        f"montré.</p><p><code class='lien-unique'>{esc(address)}</code>",
    )


def _take(person: Person) -> str:
    return (
        f"<p class='boutons'><a class='bouton discret' href='/personne/{esc(person.id)}.zip' download>{icon('download')}"
        "<span>Remettre ses données</span></a></p>"
    )


def _follows(services: Services, person: Person) -> str:
    """What erasing this person does, counted."""
    found = PersonStore(services.database).export(person.id)
    counts = [agree(f"{number(len(found[t]))} {word}") for t, word in _KINDS.items() if found.get(t)]
    what = ", ".join(counts) or "aucun travail enregistré"
    return (
        f"<h3>Effacer {esc(person.name)}</h3><p>{esc(fr('Ce qui suit :'))} le compte, {esc(fr(what))} et les fichiers "
        "associés disparaissent sans retour possible. Ce que cette personne a écrit à d’autres reste, sans son nom. Le "
        "journal garde qu’un effacement a eu lieu. Une sauvegarde remise en place ne la ramène pas ; les sauvegardes "
        f"elles-mêmes disparaissent en {services.in_force.keep_backups_days} jours au plus.</p>"
    )


def _regroup(services: Services, by: str, person: Person, roles: set[Role], wanted: set[str]) -> None:
    for group in set(person.groups) - wanted:
        accounts.leave(services, by, group, person.id)
    for group in wanted:
        for role in roles & {Role.CANDIDATE, Role.TRAINER}:
            accounts.join(services, by, group, person.id, role)
