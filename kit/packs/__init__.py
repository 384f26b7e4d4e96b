"""Packs: what a point may hold, its editions, and the files that carry them to a station."""
