"""The catalogue: items, their descriptions, pages and access rights."""
