"""Official papers: what stands on them, and how it is laid out."""
