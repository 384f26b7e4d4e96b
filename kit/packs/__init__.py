"""Packs: what a point may hold, as signed files."""
