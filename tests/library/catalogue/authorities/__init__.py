"""Authority records."""
