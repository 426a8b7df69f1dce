"""Fiches and documents, index, cited answers."""
