"""Ingest pipeline: turns deliveries into readable, searchable pages."""
