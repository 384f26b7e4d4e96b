"""The table of all measures, and the one reader of their figures."""
