"""Corrections of what was read on pages."""
