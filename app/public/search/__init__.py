"""Public pages: search, facets, suggestions, feeds."""
