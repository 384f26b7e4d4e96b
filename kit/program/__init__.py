"""Programs for stations: packs of a release, and putting a newer one in place of the older."""
