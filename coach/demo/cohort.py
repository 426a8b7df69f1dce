"""Who is invented, in which group, and what each has done: which talk, how many days ago."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

DOMAIN: Final = "demo.invalid"
"""A domain that no mail can reach (RFC 2606)."""


@dataclass(frozen=True)
class Invented:
    """A candidate."""

    key: str
    name: str
    group: int
    talks: tuple[tuple[str, int], ...]
    """Id of a talk of `talks.yaml`, days ago; the oldest first."""
    samples: tuple[int, ...] = ()
    """Places in `SAMPLES`."""
    open_talk: str | None = None
    """An interview that is not finished."""
    exam: bool = False


GROUPS: Final = ("Promotion automne 2026 (démonstration)", "Promotion alternance 2026 (démonstration)")
TRAINERS: Final = (("t1", "Sylvie Arnaud"), ("t2", "Marc Delorme"))
JURY: Final = (("j1", "Hélène Vasseur"), ("j2", "Philippe Lenoir"))
EXAM: Final = "Session d’examen de démonstration"

CANDIDATES: Final = (
    Invented(
        "c01", "Amélie Roche", 0,
        (("recadrage-retards-fragile-1", 41), ("debriefing-reclamation-fragile-2", 33),
         ("recadrage-objectifs-moyen-1", 20),
         ("recadrage-ton-client-solide-2", 9), ("debriefing-reclamation-solide-1", 2)),
        (0, 1), exam=True,
    ),
    Invented(
        "c02", "Bastien Morel", 0,
        (("recadrage-ton-client-alerte-1", 30), ("recadrage-retards-fragile-2", 12), ("recadrage-objectifs-moyen-1", 4)),
        (2,), exam=True,
    ),
    Invented(
        "c03", "Chloé Fontaine", 0,
        (("recadrage-retards-solide-1", 25), ("debriefing-chat-solide-2", 15), ("parcours-qualite-solide", 6)),
        (0,), exam=True,
    ),
    Invented("c04", "Damien Leclerc", 0, (("recadrage-retards-fragile-1", 3),), open_talk="recadrage-objectifs-solide-2"),
    Invented("c05", "Élodie Garnier", 0, ()),
    Invented(
        "c06", "Farid Benali", 0,
        (("debriefing-chat-fragile-1", 22), ("debriefing-chat-solide-2", 8)), (1,), exam=True,
    ),
    Invented(
        "c07", "Gaëlle Petit", 1,
        (("essai-renouvellement-fragile", 19), ("essai-fin-solide", 11), ("soutien-handicap-solide", 5)), (2,),
    ),
    Invented("c08", "Hugo Lambert", 1, (("recadrage-ton-client-alerte-1", 14),), (0,)),
    Invented(
        "c09", "Inès Marchetti", 1,
        (("recadrage-objectifs-moyen-1", 27), ("recadrage-objectifs-solide-2", 13), ("recadrage-retards-solide-1", 1)),
    ),
    Invented("c10", "Jonas Keller", 1, (("debriefing-reclamation-fragile-2", 45),)),
    Invented(
        "c11", "Karima Saïd", 1,
        (("parcours-qualite-solide", 10), ("debriefing-reclamation-solide-1", 7)), (1, 2),
    ),
    Invented("c12", "Lucas Perrin", 1, (), open_talk="recadrage-retards-solide-1"),
)  # fmt: skip

SAMPLES: Final = (
    (
        "Tchat, colis en retard",
        "tchat",
        "Client : Bonjour, ma commande 4481220 devait arriver lundi, je n’ai rien reçu.\n"
        "Agent : Bonjour madame, service client Fibrox, Léa à votre écoute. Je regarde tout de suite.\n"
        "Client : C’est la deuxième fois, je commence à en avoir assez.\n"
        "Agent : Je comprends, deux retards de suite, c’est agaçant. Votre colis est bloqué au dépôt depuis samedi. Je "
        "vous le renvoie aujourd’hui, vous l’aurez jeudi avant 13 h. Est-ce que cela vous convient ?\n"
        "Client : Oui, merci.\n"
        "Agent : Je vous envoie le numéro de suivi par courriel. Y a-t-il autre chose que je puisse faire pour vous ?\n"
        "Client : Non, c’est bon.\n"
        "Agent : Merci de votre patience, bonne journée madame.",
    ),
    (
        "Courriel, demande de remboursement",
        "courriel",
        "Client : Bonjour, je souhaite être remboursé de mon abonnement résilié le 3 novembre.\n"
        "Agent : Bonjour monsieur, j’ai bien reçu votre demande du 3 novembre. Votre abonnement est résilié depuis cette "
        "date ; les 27 jours restants vous seront remboursés sous dix jours sur le compte d’origine. Vous n’avez rien à "
        "faire. Je reste à votre disposition. Cordialement, Théo, service client.",
    ),
    (
        "Tchat, facture incomprise",
        "tchat",
        "Client : Pourquoi ma facture a augmenté de 6 euros ?\n"
        "Agent : Bonjour, c’est normal, la promo est finie.\n"
        "Client : On ne m’a pas prévenu.\n"
        "Agent : C’était dans les conditions. Il fallait lire.\n"
        "Client : Je trouve ça léger.\n"
        "Agent : Je ne peux rien faire de plus. Bonne journée.",
    ),
)
COMMENTS: Final = (
    ("c01", 0, 2, "Ici, le fait daté suffisait : le jugement qui suit a fermé la porte."),
    ("c01", 4, None, "Très net progrès sur l’écoute : vous laissez enfin du silence. Gardez ce rythme."),
    ("c02", 0, 2, "Attention, cette phrase est une menace : elle ne tiendrait pas devant le jury."),
    ("c03", 0, 1, "Bonne ouverture : cadre, durée, objet. À garder telle quelle."),
    ("c09", 2, None, "Prêt pour un niveau 3."),
)
"""Candidate, place of the talk in their history, turn (None: the whole), words."""
MESSAGES: Final = (
    ("c02", "t1", "Bonjour Bastien, refaites ce recadrage au niveau 1 avant vendredi : une question ouverte d’abord."),
    ("c02", "c02", "Bien reçu, je m’y mets ce soir."),
    ("c05", "t1", "Bonjour Élodie, je ne vous ai pas encore vue ici. Un souci d’accès ?"),
    ("c10", "t2", "Bonjour Jonas, votre dernier entretien date de plus d’un mois. On en parle jeudi ?"),
)  # fmt: skip
