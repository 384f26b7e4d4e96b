"""Boards of figures: what a point, a district of old or the province did, and does now."""
