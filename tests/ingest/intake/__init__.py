"""Tests of ingest/intake."""
