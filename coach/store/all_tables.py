"""Every table, imported once: what migrations compare with, and where a person's rows are looked for."""

from coach.store import centre_tables, job_tables, jury_tables, people_tables, trainer_tables
from coach.store.tables import Base

__all__ = ["Base", "centre_tables", "job_tables", "jury_tables", "people_tables", "trainer_tables"]
