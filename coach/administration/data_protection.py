"""The page of the data protection officer, written from the settings in force: what is true here, on this day.

It is a register (RGPD, art. 30), the information of people (art. 13) and the outline of an impact analysis (art. 35)
in one; what depends on the centre (its name, its legal basis) is said to be its own to decide.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from coach import __version__
from coach.administration.engines import ENGINES, active
from coach.jobs.keeping import MAX_DAYS
from coach.outgoing import host_of, is_local
from coach.settings import Settings
from coach.store.network import Destination
from coach.wiring import Services


@dataclass(frozen=True)
class Treatment:
    """One processing of personal data."""

    name: str
    purpose: str
    basis: str
    people: str
    data: str
    kept: str
    seen_by: str


@dataclass(frozen=True)
class Section:
    """A titled part: paragraphs, then items, then a table."""

    title: str
    text: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    head: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Register:
    """The whole page."""

    controller: str
    contact: str
    made_on: date
    version: str
    sections: tuple[Section, ...]


def register(services: Services, today: date | None = None) -> Register:
    """What is true of this installation."""
    settings = services.in_force
    today = today or datetime.now(ZoneInfo("Europe/Paris")).date()
    return Register(
        settings.centre_name or "à compléter par le centre (Administration, Conservation et identité)",
        settings.privacy_contact or "à compléter par le centre (Administration, Conservation et identité)",
        today,
        __version__,
        tuple(_sections(settings, services.outbox.destinations())),
    )


def _sections(settings: Settings, seen: Sequence[Destination]) -> Iterator[Section]:
    yield Section(
        "Traitements",
        (
            "Chaque ligne est un traitement de ce service. La base légale est proposée ; le centre retient la sienne, "
            "car elle dépend de son statut et de ses contrats.",
        ),
        head=(
            "Traitement", "Finalité", "Base proposée (RGPD, art. 6)", "Personnes", "Données", "Conservation", "Accès",
        ),
        rows=tuple(
            (t.name, t.purpose, t.basis, t.people, t.data, t.kept, t.seen_by) for t in treatments(settings)
        ),
    )  # fmt: skip
    yield Section(
        "Ce que le service ne fait pas",
        items=(
            "Aucune émotion, aucun stress, aucune sincérité n’est déduit de la voix ou du visage (règlement (UE) "
            "2024/1689, art. 5, § 1, f). La voix n’est mesurée qu’en temps de parole, débit, silences et recouvrements.",
            "Personne n’est identifié par sa voix ; aucune donnée n’est prise au sens de l’article 9 du RGPD.",
            "Aucune décision n’est prise par la machine : un niveau est une proposition, que le formateur corrige et "
            "que le jury ne voit qu’après avoir noté (RGPD, art. 22 ; loi du 6 janvier 1978, art. 47).",
            "Rien ne sert à entraîner un modèle. Aucun traceur, aucune mesure d’audience.",
        ),
    )
    yield Section(
        "Durées de conservation en vigueur",
        (
            "Les durées sont réglées ici et appliquées chaque jour par une purge inscrite au journal. Le son d’un "
            "échantillon est effacé dès qu’il est noté : le REAC demande que les échantillons ne soient pas conservés "
            "au-delà de l’évaluation.",
        ),
        head=("Donnée", "Durée", "Ce qui la fait disparaître"),
        rows=durations(settings),
    )
    yield Section(
        "Destinataires et transferts", (_transfers(settings),), head=_RECIPIENTS, rows=recipients(settings)
    )
    yield _departures(seen)
    yield Section("Mesures de sécurité", items=tuple(_measures(settings)))
    yield Section(
        "Droits des personnes",
        (
            "Réponse sous un mois (RGPD, art. 12). Les demandes s’exécutent dans l’administration, page Personnes, ou "
            "par « coach data ».",
        ),
        items=(
            "Être informé (art. 13) : la page Transparence et celle-ci, ouvertes à toute personne connectée.",
            "Accéder et emporter (art. 15 et 20) : une archive de tout ce qui est gardé, en JSON, sons compris.",
            "Rectifier (art. 16) : la transcription se corrige, le niveau se conteste et se recalcule.",
            "Effacer (art. 17) : toutes les tables, les sons et les fichiers ; un registre empêche qu’une sauvegarde "
            "remise en place les ramène.",
            "Limiter et s’opposer (art. 18 et 21) : le compte se désactive sans rien effacer.",
            "Obtenir un regard humain et une explication (art. 22 ; règlement (UE) 2024/1689, art. 86) : « Contester ce "
            "niveau » sur chaque critère, réponse du formateur gardée à côté.",
            "Réclamer auprès de la CNIL (art. 77).",
        ),
    )
    yield Section(
        "Règlement sur l’intelligence artificielle",
        items=(
            "Évaluer des acquis en formation professionnelle relève de l’annexe III, point 3, b) : le service est conçu "
            "comme un système à haut risque, dont les obligations s’appliquent au 2 décembre 2027 (règlement (UE) "
            "2026/1744).",
            "L’article 50, § 1, s’applique depuis le 2 août 2026 : il est dit avant chaque échange que l’interlocuteur "
            "est une IA. Les sons produits portent une marque lisible par une machine.",
            "Le journal garde qui a fait quoi, avec la version des grilles et du moteur, six mois au moins "
            "(art. 26, § 6).",
            "Une analyse d’impact (RGPD, art. 35) est à faire avant la mise en service : proposer des formations "
            "personnalisées par un algorithme est sur la liste de la CNIL (délibération 2018-327). Cette page en donne "
            "la description du traitement et les mesures ; restent au centre l’appréciation de la nécessité et celle "
            "des risques.",
            "Si de vrais appels sont écoutés : CSE consulté, salariés et clients informés, échantillon ponctuel et "
            "aléatoire, aucune sanction sur la seule note (code du travail, L. 1222-4 et L. 2312-38).",
        ),
    )


def treatments(settings: Settings) -> tuple[Treatment, ...]:
    """One line each."""
    days = settings.keep_sessions_days
    real_calls = (
        f"Son effacé après la notation ; transcription masquée et niveaux {_days(settings.keep_samples_days)}"
    )
    return (
        Treatment(
            "Entraînement",
            "Mener des entretiens simulés et en recevoir le bilan",
            "Contrat de formation (b) ou mission d’intérêt public (e)",
            "Candidats",
            "Identifiant, répliques écrites ou dictées, masquées avant d’être gardées ; niveaux et citations",
            f"{_days(days)} sans reprise de l’entretien",
            "Le candidat, les formateurs de ses groupes ; le jury pour ce qui lui est partagé",
        ),
        Treatment(
            "Écoutes",
            "Évaluer un échange de relation client et préparer son débriefing",
            "Intérêt légitime (f) : qualité et formation ; information préalable des personnes",
            "Conseillers et clients entendus, candidats",
            "Transcription masquée, mesures de temps, niveaux, nom ou code du conseiller",
            real_calls,
            "La personne qui dépose, les formateurs de ses groupes",
        ),
        Treatment(
            "Préparation du jury",
            "Donner au jury une fiche et un relevé de notes par candidat",
            "Mission d’intérêt public (e) ou contrat (b)",
            "Candidats, membres du jury",
            "Pièces partagées, notes et niveaux propres au jury, temps utilisés",
            f"{_days(days)} ; avec la session d’examen si elle est effacée",
            "Le jury de la session d’examen seulement",
        ),
        Treatment(
            "Comptes et accès",
            "Ouvrir à chacun ce qui est à lui",
            "Contrat (b)",
            "Toutes les personnes ayant un compte",
            "Nom, adresse électronique, empreinte Argon2id du mot de passe, rôles, groupes, connexions",
            "Jusqu’à l’effacement de la personne ; connexions et liens à leur échéance",
            "L’administrateur ; il ne lit aucun entretien",
        ),
        Treatment(
            "Journal et réseau",
            "Prouver qui a fait quoi, et ce qui est sorti de la machine",
            "Obligation légale (c) et intérêt légitime (f) : sécurité",
            "Toutes les personnes ayant un compte",
            "Date, identifiant, action, objet ; pour le réseau : adresse du serveur, taille, but, jamais le contenu",
            _days(settings.keep_audit_days),
            "L’administrateur",
        ),
        Treatment(
            "Sauvegardes",
            "Remettre le service en état après une panne",
            "Intérêt légitime (f) : sécurité (art. 32)",
            "Toutes",
            "Copie de la base, documents ajoutés, sons gardés",
            _days(settings.keep_backups_days),
            "L’administrateur",
        ),
    )


def durations(settings: Settings) -> tuple[tuple[str, ...], ...]:
    """What is kept how long, and by what it goes."""
    right = settings.keep_audio_right
    sound = f"{_days(MAX_DAYS)} au plus, au titre de : {right}" if right else "jamais gardé après la notation"
    daily = "purge quotidienne"
    return (
        ("Son d’un échantillon", "le temps de le noter", "effacé par le traitement lui-même"),
        ("Son gardé à un titre particulier", sound, "date de fin inscrite à la demande, purge quotidienne"),
        (
            "Fichier d’un traitement en panne",
            _hours(settings.retry_hours),
            daily,
        ),
        ("Transcription, mesures et niveaux d’un échantillon", _days(settings.keep_samples_days), daily),
        ("Entretien, bilan, notes", f"{_days(settings.keep_sessions_days)} après le dernier tour", daily),
        ("Réplique dictée", "le temps de la transcrire", "jamais écrite dans la base"),
        ("Journal des opérations, journal du réseau", _days(settings.keep_audit_days), daily),
        ("Sauvegardes", _days(settings.keep_backups_days), daily),
        ("Compte, préférences, révisions", "jusqu’à l’effacement de la personne", "page Personnes"),
    )


_RECIPIENTS = ("Destinataire", "Ce qu’il reçoit", "Où")


def recipients(settings: Settings) -> tuple[tuple[str, ...], ...]:
    """Who else than the centre's own people receives something, by the settings."""
    rows = []
    for engine in ENGINES.values():
        address = getattr(settings, engine.address)
        if active(settings, engine):
            place = "cette machine" if is_local(address) else host_of(address)
            rows.append((engine.title, engine.leaves, place))
    for title, what, address in (
        ("Base de données", "toutes les données du service", settings.database_url),
        ("Serveur d’index", "les fiches et documents, et les questions posées", settings.chroma_url),
        (
            "Collecteur de traces",
            "durées et adresses types, sans contenu ni personne",
            settings.otlp_endpoint,
        ),
        ("Annuaire du centre", "la demande de connexion", getattr(settings, "oidc_issuer", None)),
    ):
        if address and not address.startswith("sqlite"):
            rows.append((title, what, "cette machine" if is_local(address) else host_of(address)))
    return tuple(rows)


def _transfers(settings: Settings) -> str:
    outside = [row for row in recipients(settings) if row[2] != "cette machine"]
    if not outside:
        return (
            "Aucun destinataire hors du centre : tous les moteurs sont sur cette machine, aucun transfert n’a lieu, ni "
            "dans l’Union ni hors d’elle."
        )
    return (
        "Les réglages font sortir des données vers les serveurs ci-dessous. Chacun demande un contrat de sous-traitance "
        "(RGPD, art. 28), et des garanties s’il est hors de l’Union (art. 44 à 49)."
    )


def _departures(seen: Sequence[Destination]) -> Section:
    outside = [p for p in seen if not p.local]
    if not outside:
        return Section("Ce qui est sorti de cette machine", ("Rien, d’après le journal du réseau.",))
    return Section(
        "Ce qui est sorti de cette machine",
        ("D’après le journal du réseau, qui note chaque appel avant qu’il ne parte.",),
        head=("Serveur", "But", "Appels", "Octets envoyés", "Du", "Au"),
        rows=tuple(
            (p.host, p.kind, str(p.calls), str(p.sent), f"{p.first:%d/%m/%Y}", f"{p.last:%d/%m/%Y}")
            for p in outside
        ),
    )


def _measures(settings: Settings) -> Iterator[str]:
    yield (
        "Masquage : noms, numéros et adresses sont remplacés par des marques avant d’être gardés et avant tout moteur "
        "distant. C’est une pseudonymisation : le texte reste une donnée personnelle."
    )
    yield "Cloisonnement : chaque page, fichier et action est contrôlé sur le serveur, par personne et par rôle."
    yield (
        "Comptes : mots de passe Argon2id, connexions révocables, essais limités."
        if getattr(settings, "mode", "local") == "centre"
        else "Mode local : une seule personne, le service n’écoute que cette machine."
    )
    yield "Clés des moteurs : scellées, le fichier qui les ouvre est hors de la base et hors des sauvegardes."
    yield (
        "Écriture : chaque tour est enregistré avant d’être montré ; les sauvegardes sont relues dès qu’elles sont "
        "faites."
    )
    yield "Journaux techniques : ni contenu, ni secret."
    yield "Navigateur : politique de contenu stricte, aucune ressource d’un autre site."
    when = (
        f"toutes les {_hours(settings.backup_every_hours)}" if settings.backup_every_hours else "à la demande"
    )
    where = "sur un autre emplacement" if settings.backup_dir else "dans le dossier de données"
    yield f"Sauvegardes : {when}, {where} ; à placer sur un disque chiffré."


def _days(count: int) -> str:
    if count >= 365 and count % 365 == 0:
        years = count // 365
        return f"{years} an{'s' if years > 1 else ''}"
    if count == MAX_DAYS:
        return "6 mois"
    return f"{count} jour{'s' if count > 1 else ''}"


def _hours(count: int) -> str:
    return f"{count} heure{'s' if count > 1 else ''}"


def markdown(found: Register) -> str:
    """The page as a file."""
    lines = [
        "# Données personnelles",
        "",
        f"- Responsable du traitement : {found.controller}",
        f"- Contact : {found.contact}",
        f"- Établie le {found.made_on:%d/%m/%Y} d’après les réglages en vigueur, Coach MERCD {found.version}",
    ]
    for section in found.sections:
        lines += ["", f"## {section.title}"]
        for text in section.text:
            lines += ["", text]
        if section.items:
            lines += ["", *(f"- {item}" for item in section.items)]
        if section.rows:
            lines += ["", _cells(section.head), _cells(tuple("---" for _ in section.head))]
            lines += [_cells(row) for row in section.rows]
    return "\n".join(lines) + "\n"


def _cells(row: tuple[str, ...]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in row) + " |"
