"""Making of the index from the catalogue, and its generations."""
