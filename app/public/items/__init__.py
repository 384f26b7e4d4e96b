"""Public pages: one item, its citations, exports and downloads."""
