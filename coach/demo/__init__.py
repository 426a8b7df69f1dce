"""The demonstration set: invented people with histories played for real, so that every page shows something."""
