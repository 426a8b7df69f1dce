"""The bar under the composer: microphone, advisor's voice, when a spoken turn ends."""

from __future__ import annotations

from coach.dialogue.runner import Interview
from coach.web.html import esc, fr, icon

#: Seconds of silence that end a spoken turn; 0: only « J’ai fini » does.
PAUSES = ((0, "quand je dis « J’ai fini »"), (3, "après 3 s de silence"), (6, "après 6 s de silence"))

_NOTICE = (
    "Votre voix est transcrite puis effacée ; aucune émotion n’en est déduite. "
    "La voix de votre interlocuteur est une voix de synthèse."
)


def bar(interview: Interview, voices: tuple[tuple[str, str], ...]) -> str:
    """HTML of the bar; `voices` are the (id, label) that this machine offers, the first one the default."""
    choices = "".join(
        f'<option value="{esc(name)}">{esc(label)}</option>'
        for name, label in (("muette", "muette"), *voices)
    )
    pauses = "".join(f'<option value="{seconds}">{esc(label)}</option>' for seconds, label in PAUSES)
    return (
        f'<div class="parole" data-parole data-seance="{esc(interview.id)}" data-defaut="muette" '
        f'data-defaut-voix="{esc(voices[0][0])}" data-debit="{interview.scenario.persona.voice.speed}">'
        '<button type="button" class="bouton discret micro" data-micro aria-pressed="false" '
        f'title="Touchez pour parler, ou maintenez le bouton le temps de parler">{icon("mic")}<span>Parler</span>'
        '</button><meter data-niveau min="0" max="1" value="0" aria-label="Niveau du microphone"></meter>'
        '<span class="etat discret-texte" data-etat role="status"></span>'
        f"<details><summary>Voix et micro</summary><div class='reglages'><label>Sa voix <select data-voix>{choices}"
        f"</select></label><label>Ma réplique se termine <select data-pause>{pauses}</select></label>"
        '<label class="case"><input type="checkbox" data-direct> Envoyer sans relire</label>'
        f'<label class="bouton discret fichier">{icon("upload")}<span>Réplique enregistrée</span>'
        '<input type="file" accept="audio/*" data-fichier></label>'
        f"<p class='discret-texte'>{fr(_NOTICE)}</p></div></details></div>"
    )


def again() -> str:
    """The button that says a line once more."""
    return (
        '<button type="button" class="redire" data-redire aria-label="Écouter cette réplique" '
        f'title="Écouter">{icon("volume-2")}</button>'
    )
