"""Masking of personal data, written and spoken."""
