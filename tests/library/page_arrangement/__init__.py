"""Pages on the light table."""
