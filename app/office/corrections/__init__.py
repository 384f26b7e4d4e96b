"""Office pages: correction of page text."""
