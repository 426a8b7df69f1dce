"""Evidence, levels, debriefs, reports."""
