"""Usage statistics, counted without recording any person."""
