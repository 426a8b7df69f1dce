"""How an exercise ended, in words, by what was played."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from coach.domain.moves import EndReason

_INTERVIEW: Final[Mapping[EndReason, str]] = {
    EndReason.ACCORD: "Vous avez terminé sur un accord : le conseiller s’est engagé.",
    EndReason.SANS_ACCORD: "L’entretien s’est terminé sans engagement du conseiller.",
    EndReason.RUPTURE: "Le conseiller a rompu l’entretien : la tension était devenue trop forte.",
    EndReason.TEMPS: "Le temps prévu est écoulé avant un accord.",
    EndReason.ABANDON: "Vous avez quitté l’entretien avant la fin.",
}
_CALL: Final[Mapping[EndReason, str]] = {
    EndReason.ACCORD: "L’appel s’est terminé sur une solution que le client a acceptée.",
    EndReason.SANS_ACCORD: "L’appel s’est terminé sans solution acceptée par le client.",
    EndReason.RUPTURE: "Le client a raccroché : la tension était devenue trop forte.",
    EndReason.TEMPS: "Le client a dû raccrocher avant d’avoir une solution.",
    EndReason.ABANDON: "Vous avez quitté l’appel avant la fin.",
}
_BRIEFING: Final[Mapping[EndReason, str]] = {
    EndReason.ACCORD: "Le jury a posé toutes ses questions ; les points attendus ont été abordés.",
    EndReason.SANS_ACCORD: "Le jury a posé toutes ses questions ; des points attendus n’ont pas été abordés.",
    EndReason.RUPTURE: "Le briefing a été interrompu.",
    EndReason.TEMPS: "Le temps prévu est écoulé avant la fin des questions.",
    EndReason.ABANDON: "Vous avez quitté le briefing avant les questions du jury.",
}
#: Interviews that seek no commitment against a gap: what comes next is agreed.
_NEXT: Final[Mapping[EndReason, str]] = {
    **_INTERVIEW,
    EndReason.ACCORD: "Vous avez terminé sur une suite convenue ensemble.",
    EndReason.SANS_ACCORD: "L’entretien s’est terminé sans suite convenue.",
    EndReason.TEMPS: "Le temps prévu est écoulé avant que la suite soit convenue.",
}
_BY_EXERCISE: Final = {
    "client_difficile": _CALL,
    "briefing": _BRIEFING,
    "soutien": _NEXT,
    "periode_essai": _NEXT,
}
_SILENT: Final[Mapping[str, str]] = {
    "client_difficile": "Vous n’avez rien dit : le client a fini par raccrocher.",
    "briefing": "Vous n’avez rien dit : le jury a fini par clore l’épreuve.",
}


def ending_words(exercise: str, reason: EndReason) -> str:
    """One sentence to the candidate."""
    return _BY_EXERCISE.get(exercise, _INTERVIEW)[reason]


def silent_words(exercise: str) -> str:
    """The same for a candidate who never said a word."""
    return _SILENT.get(
        exercise, "Vous n’avez rien dit : le conseiller a fini par mettre un terme à l’entretien."
    )
