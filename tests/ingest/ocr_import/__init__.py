"""Tests of imported OCR results and metadata."""
