"""The sound beside the dialogue: the one that is kept, or a file that stays on the listener's own machine."""

from __future__ import annotations

from coach.store.assessments import StoredSample
from coach.store.retention import KeptSound
from coach.web.html import day, esc, fr, icon


def player(sample: StoredSample, sound: KeptSound | None) -> str:
    """A player that follows the transcript; nothing for a written sample."""
    duration = (sample.transcript or {}).get("duration")
    if not duration:
        return ""
    source = f" src='/son/{esc(sample.id)}'" if sound is not None else " hidden"
    audio = (
        f"<audio controls preload='metadata' data-son data-duree='{float(duration):.2f}' "
        f"aria-label='Enregistrement de l’appel'{source}></audio>"
    )
    return (
        f"<section class='carte lecteur' aria-label='Écouter'><h2>Écouter</h2>{audio}"
        f"{_terms(sound) if sound is not None else _own_file()}"
        "<p class='discret-texte' data-etat-son role='status'></p></section>"
    )


def _own_file() -> str:
    return (
        "<p class='discret-texte'>Le son a été effacé après la notation. Si vous avez encore l’enregistrement, ouvrez-le "
        "ici : votre navigateur le lit, il n’est envoyé nulle part.</p>"
        f"<label class='bouton discret choix-fichier'>{icon('headphones')}<span>Ouvrir mon fichier</span>"
        "<input type='file' accept='audio/*' data-mon-son class='hors-ecran'></label>"
    )


def _terms(sound: KeptSound) -> str:
    until = day(sound.until.date())
    return (
        f"<p class='discret-texte'>{fr('Son gardé jusqu’au')} {until}. {fr('Motif :')} {esc(sound.reason)}. "
        f"{fr('Droit :')} {esc(sound.right)}. Ce qui est masqué dans le texte y est coupé.</p>"
    )
