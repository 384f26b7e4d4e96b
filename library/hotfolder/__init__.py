"""The watched folder: what lies in it, and what became of what lay in it."""
