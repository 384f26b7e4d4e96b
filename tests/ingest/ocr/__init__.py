"""Tests of ingest/ocr."""
