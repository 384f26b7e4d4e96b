"""Authority records: persons, bodies, subjects and places, each known under all of its names."""
