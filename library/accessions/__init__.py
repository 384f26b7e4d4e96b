"""The register of accessions: what was handed in, and what was done to it."""
