"""Tests of app/office/ingest."""
