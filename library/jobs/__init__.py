"""Orders to the ingest pipeline, and its status."""
