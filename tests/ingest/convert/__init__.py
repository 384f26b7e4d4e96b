"""Tests of ingest/convert."""
