"""Programs for stations."""
