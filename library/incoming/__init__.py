"""Foreign rows on their way into the catalogue: read, mapped, planned, applied, undone."""
