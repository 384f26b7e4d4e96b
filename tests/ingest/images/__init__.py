"""Tests of ingest/images."""
