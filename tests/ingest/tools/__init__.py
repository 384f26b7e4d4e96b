"""Tests of ingest/tools."""
