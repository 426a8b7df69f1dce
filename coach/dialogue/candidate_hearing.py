"""What a candidate hears: a question on a protected matter is one, however kindly or bluntly it is put.

The analyst learnt from interviews of advisers, where such a remark is rare and seldom a plain question. Between a
recruiter and a candidate the words decide: "vous avez des enfants ?" is refused, "vous avez douze ans de
téléphone" is not about age.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from coach.dialogue.hearing import Hearing
from coach.domain.acts import Act
from coach.domain.candidate_words import protected_question, threatens
from coach.domain.play import Heard


class CandidateHearing(Hearing):
    """Hears the recruiter of one scenario; who decides and who transmits is said there, and threatens nobody."""

    def hear(
        self, text: str, earlier: Sequence[str], answers: Sequence[str], seconds: float | None = None
    ) -> Heard:
        """See `Hearing.hear`."""
        heard = super().hear(text, earlier, answers, seconds)
        if heard.silent:
            return heard
        asked = protected_question(text)
        quotes: dict[Act, str] = dict(heard.quotes)
        quotes.pop(Act.DISCRIMINATION, None)
        if asked is not None:
            quotes[Act.DISCRIMINATION] = asked
        unsaid = {Act.DISCRIMINATION} if asked is None else set()
        if not threatens(text):
            unsaid.add(Act.MENACE)
            quotes.pop(Act.MENACE, None)
        said = {Act.DISCRIMINATION} if asked is not None else set()
        return replace(
            heard,
            acts=_corrected(heard.acts, said, unsaid),
            focus=_corrected(heard.focus, said, unsaid),
            quotes=quotes,
        )


def _corrected(acts: Sequence[Act], said: set[Act], unsaid: set[Act]) -> tuple[Act, ...]:
    kept = (set(acts) | said) - unsaid
    return tuple(act for act in Act if act in kept)
