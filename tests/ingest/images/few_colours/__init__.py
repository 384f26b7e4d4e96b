"""Tests of `ingest.images.few_colours`."""
