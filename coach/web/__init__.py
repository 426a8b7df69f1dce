"""Gradio pages mounted in FastAPI."""
