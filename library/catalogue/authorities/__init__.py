"""Authority records: persons, bodies, subjects and places, each with all of its names."""
