"""What a jury hears of a briefing: the points made, those said wrongly, and the words that end it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from coach.dialogue.hearing import MAX_CHARS, SPEECH_WORDS_PER_SECOND, Hearing
from coach.domain.play import Heard
from coach.domain.words import fold

_WORD = re.compile(r"[a-z0-9]+")
_TAIL_CHARS = 110
_FINISHED = re.compile(
    r"(?<![a-z])(?:j'ai (?:fini|termine)|c'est (?:fini|termine|tout) pour moi|(?:mon|le) briefing est (?:fini|termine)"
    r"|fin (?:de mon|du) briefing|je (?:vous )?(?:laisse|cede|rends) la parole(?: au jury)?|je suis a vous"
    r"|je suis a (?:votre|la) disposition[^.!?]*questions?)[^a-z0-9]*$"
)


class BriefingHearing(Hearing):
    """Reads the candidate's turns before the jury."""

    def hear(
        self, text: str, earlier: Sequence[str], answers: Sequence[str], seconds: float | None = None
    ) -> Heard:
        """See `Hearing.hear`. Acts are left to the scorer: nobody answers them here."""
        plan = self._scenario.briefing
        read = text[:MAX_CHARS]
        words = len(_WORD.findall(fold(read)))
        if not words or plan is None:
            return Heard(silent=not words, words=words, seconds=seconds if seconds is not None else 8.0)
        whole = " \n".join((*earlier, read))
        return Heard(
            words=words,
            said=plan.made(whole),
            wrong=plan.falsified(read),
            finished=_FINISHED.search(fold(read)[-_TAIL_CHARS:].strip()) is not None,
            seconds=seconds if seconds is not None else words / SPEECH_WORDS_PER_SECOND + 2.0,
        )
