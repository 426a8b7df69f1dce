"""The pages of the trainer's workspace, for the table of `coach.web.app`.

Gradio takes no slash in the address of a page: a dash stands for it.
"""

from __future__ import annotations

from typing import Final

from coach.web.pages import (
    trainer_board,
    trainer_candidate,
    trainer_files,
    trainer_review,
    trainer_samples,
    trainer_work,
)
from coach.web.rules import TRAINERS, Page

PAGES: Final = (
    Page("Mon groupe", "formateur", trainer_board.render, TRAINERS),
    Page("Suivi d’un candidat", "formateur-candidat", trainer_candidate.render, TRAINERS),
    Page("Relire", "formateur-revue", trainer_review.render, TRAINERS),
    Page("Échantillons du groupe", "formateur-echantillons", trainer_samples.render, TRAINERS),
    Page("Travaux", "formateur-travaux", trainer_work.render, TRAINERS),
    Page("Scénarios du centre", "formateur-scenarios", trainer_files.render_scenarios, TRAINERS),
    Page("Grilles du centre", "formateur-grilles", trainer_files.render_grids, TRAINERS),
)
