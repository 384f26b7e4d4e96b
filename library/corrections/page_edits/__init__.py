"""Edits of one page: stored, compared, merged, undone, reapplied after a new OCR run."""
