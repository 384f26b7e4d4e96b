"""OPDS 1.2 and 2.0: catalogues for e-book readers."""
