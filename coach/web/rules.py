"""Who may ask for what: one line for each address the application answers. What has no line is answered 404.

A page is declared in `coach.web.app` (path, roles), any other route here. `scripts.access_table` writes both down, and
`tests/web/test_matrix.py` fails on a route of the application that no line tells of.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from coach.domain.people import EVERYONE, Role
from coach.wiring import Services

PRACTICE: Final = frozenset({Role.CANDIDATE, Role.TRAINER})
"""Those who lead interviews and send samples."""
READERS: Final = PRACTICE | {Role.JURY}
"""Those who read an interview or a sample: their own, their groups', or what is shared with them."""
TRAINERS: Final = frozenset({Role.TRAINER})
JURIES: Final = frozenset({Role.JURY})
ADMINS: Final = frozenset({Role.ADMIN})


@dataclass(frozen=True)
class Page:
    """A page of Gradio: its name, its address without the first slash, what places it, who opens it."""

    name: str
    path: str
    render: Callable[[Services], None]
    roles: frozenset[Role] = EVERYONE


@dataclass(frozen=True)
class Rule:
    """An address: `{}` stands for one part of it, `{*}` for the rest."""

    methods: str
    path: str
    roles: frozenset[Role] | None
    """Who may; None: anybody, signed in or not."""
    what: str
    """In French, for the table of accesses."""

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """What the address must match in full."""
        parts = re.split(r"(\{\*?\})", self.path)
        kinds = {"{}": "[^/]+", "{*}": ".*"}
        return re.compile("".join(kinds.get(part, re.escape(part)) for part in parts))

    def tells(self, method: str, path: str) -> bool:
        """Whether it is about this request."""
        return method in self.methods.split() and self.pattern.fullmatch(path) is not None


OPEN: Final = (
    Rule("GET", "/sante", None, "État du service"),
    Rule("GET HEAD", "/favicon.ico", None, "Icône"),
    Rule("GET", "/robots.txt", None, "Consigne aux robots"),
    Rule("GET HEAD", "/actifs/{*}", None, "Styles, icônes et scripts de l’application"),
    Rule("GET HEAD", "/assets/{*}", None, "Scripts de Gradio"),
    Rule("GET HEAD", "/static/{*}", None, "Images et polices de Gradio"),
    Rule("GET", "/theme.css", None, "Styles de Gradio"),
    Rule("GET POST", "/connexion", None, "Se connecter"),
    Rule("GET", "/connexion/externe", None, "Se connecter par l’annuaire du centre (OIDC)"),
    Rule("GET", "/connexion/retour", None, "Retour de l’annuaire du centre (OIDC)"),
    Rule("GET POST", "/invitation/{}", None, "Accepter une invitation"),
    Rule("GET POST", "/mot-de-passe/{}", None, "Choisir un nouveau mot de passe"),
    Rule("POST", "/deconnexion", None, "Se déconnecter"),
)
OWN: Final = (
    Rule("POST", "/espace", EVERYONE, "Changer d’espace de travail"),
    Rule("POST", "/deconnexion/partout", EVERYONE, "Fermer toutes ses connexions"),
    Rule("POST", "/dictee/{}", PRACTICE, "Dicter une réplique de son entretien"),
    Rule("GET", "/voix/{}/{}", READERS, "Entendre une réplique d’un entretien"),
    Rule("GET", "/son/{}", READERS, "Entendre le son gardé d’un échantillon"),
    Rule("GET", "/appel/{}", EVERYONE, "Entendre l’appel d’un scénario de débriefing"),
    Rule("GET", "/rapport/bilan/{}", PRACTICE, "Document d’un bilan"),
    Rule("GET", "/rapport/ecoute/{}", PRACTICE, "Document d’une écoute"),
    Rule("POST", "/jury/note", JURIES, "Garder sa note de jury sur un critère"),
    Rule("POST", "/jury/duree", JURIES, "Garder les temps de son minuteur"),
    Rule("POST", "/jury/posee", JURIES, "Marquer une question comme posée"),
    Rule("GET", "/jury/document/{}/{}", JURIES, "Fiche de préparation du jury (PDF, Word)"),
    Rule("POST", "/dossier-professionnel/note", PRACTICE, "Garder ses notes de dossier professionnel"),
    Rule("GET", "/dossier-professionnel/notes.docx", PRACTICE, "Ses notes de dossier professionnel (Word)"),
    Rule("GET", "/rapport/groupe/{}", TRAINERS, "Suivi d’un groupe, à télécharger"),
    Rule("GET", "/rapport/candidat/{}", TRAINERS, "Suivi d’un candidat, à télécharger"),
)
"""Our own routes. A new one: its line here, then `coach.access` in its handler for the object it names."""

ADMINISTRATION: Final = (
    Rule("GET", "/journal.csv", ADMINS, "Emporter le journal"),
    Rule("GET", "/sauvegarde/{}", ADMINS, "Télécharger une sauvegarde"),
    Rule("GET", "/personne/{}", ADMINS, "Remettre les données d’une personne"),
    Rule("GET", "/donnees-personnelles.md", EVERYONE, "Page du délégué à la protection des données"),
)
PROBES: Final = (
    Rule("GET", "/sante/vivant", None, "Le service vit"),
    Rule("GET", "/sante/pret", None, "Le service est prêt, ou pourquoi non"),
    Rule("GET", "/metriques", None, "Mesures, de cette machine ou avec le jeton réglé"),
)

API: Final = "/gradio_api"
EVENTS: Final = (
    Rule("POST", f"{API}/queue/join", EVERYONE, "Événement d’une page (selon la page de l’événement)"),
    Rule("GET", f"{API}/queue/data", EVERYONE, "Réponse à ses propres événements"),
    Rule("GET", f"{API}/heartbeat/{{}}", EVERYONE, "Tenir sa propre page ouverte"),
    Rule("GET", f"{API}/startup-events", EVERYONE, "Démarrage d’une page"),
    Rule("POST", f"{API}/cancel", EVERYONE, "Arrêter son propre événement"),
    Rule("POST", f"{API}/reset", EVERYONE, "Sans effet, appelé par la page"),
    Rule("POST", f"{API}/upload", PRACTICE | ADMINS | JURIES, "Déposer un fichier"),
    Rule("GET", f"{API}/upload_progress", EVERYONE, "Avancement de son propre dépôt"),
    Rule("GET HEAD", f"{API}/file={{*}}", EVERYONE, "Relire un fichier que l’on a déposé"),
)
"""The only doors of Gradio that are open: every other way to call a function is closed."""

CLOSED: Final = frozenset(
    {
        *("/config", "/config/", "/monitoring", "/monitoring/summary", "/monitoring/{}", "/manifest.json"),
        *("/login", "/login/", "/logout", "/openapi.json", "/pwa_icon", "/pwa_icon/{}", "/svelte/{*}"),
        *(
            f"{API}/{name}"
            for name in ("user", "login_check", "token", "app_id", "info", "runs", "vibe-edit")
        ),
        *(
            f"{API}/{name}/"
            for name in ("user", "login_check", "token", "app_id", "info", "runs", "vibe-edit")
        ),
        *(
            f"{API}/{name}{end}"
            for name in ("vibe-code", "undo-vibe-edit", "vibe-starter-queries")
            for end in ("", "/")
        ),
        *(f"{API}/{call}/{{}}{end}" for call in ("run", "api", "call", "call/v2") for end in ("", "/")),
        *(
            f"{API}/{name}"
            for name in ("component_server", "component_server/", "process_recording", "dev/reload")
        ),
        *(f"{API}/{name}" for name in ("deep_link", "openapi.json", "queue/status", "theme.css", "reset/")),
        *(
            f"{API}/{name}"
            for name in (
                "call/{}/{}",
                "call/v2/{}/{}",
                "file/{*}",
                "proxy={*}",
                "stream/{}",
                "stream/{}/close",
            )
        ),
        *(f"{API}/stream/{{}}/{{}}/{{}}/{name}" for name in ("playlist.m3u8", "playlist-file", "{}.{}")),
        *(f"{API}/profiling/{name}" for name in ("traces", "summary", "clear")),
        f"{API}/custom_component/{{}}/{{}}/{{}}/{{}}",
    }
)
"""What Gradio offers besides, known and closed: a door that a new version adds is in none of these tables."""


@dataclass(frozen=True)
class Rules:
    """The whole table."""

    pages: tuple[Page, ...]
    routes: tuple[Rule, ...] = OPEN + OWN + ADMINISTRATION + PROBES + EVENTS

    def page_rules(self) -> Iterable[Rule]:
        """Pages as rules; Gradio answers the address with a last slash by a redirection."""
        for page in self.pages:
            methods = "GET HEAD" if not page.path else "GET"
            yield Rule(methods, f"/{page.path}", page.roles, page.name)
            if page.path:
                yield Rule("GET", f"/{page.path}/", page.roles, page.name)

    @cached_property
    def _all(self) -> tuple[Rule, ...]:
        return (*self.page_rules(), *self.routes)

    def of(self, method: str, path: str) -> Rule | None:
        """The line about this request."""
        return next((rule for rule in self._all if rule.tells(method, path)), None)

    @cached_property
    def _pages(self) -> dict[str, Page]:
        return {page.path: page for page in self.pages}

    def page(self, path: str) -> Page | None:
        """The page at this address (without slashes)."""
        return self._pages.get(path)
