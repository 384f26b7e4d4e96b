"""Triage: what was noticed on pages before they were read, and what staff decided about it."""
