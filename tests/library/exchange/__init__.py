"""Tests of importing and exporting descriptions in common formats."""
