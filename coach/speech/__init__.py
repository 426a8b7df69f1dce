"""Decode, transcribe, tell speakers apart, measure."""
