"""Meanings of names in pages as people decide them, and what their decisions teach."""
