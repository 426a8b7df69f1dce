"""The pages of the jury's workspace and of exam preparation, for the table of `coach.web.app`."""

from __future__ import annotations

from typing import Final

from coach.web.pages import dossier_pro, jury, jury_clock, jury_sheet, rehearsal, sharing
from coach.web.rules import JURIES, PRACTICE, Page

PAGES: Final = (
    Page("Mes candidats", "jury", jury.render, JURIES),
    Page("Fiche du jury", "jury-fiche", jury_sheet.render, JURIES),
    Page("Minuteur", "jury-temps", jury_clock.render, JURIES),
    Page("Partager avec le jury", "partage", sharing.render, PRACTICE),
    Page("Répétition d’examen", "repetition", rehearsal.render, PRACTICE),
    Page("Dossier professionnel", "dossier-professionnel", dossier_pro.render, PRACTICE),
)
