"""Pages of the office on what the names in pages mean."""
