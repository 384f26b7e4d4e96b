"""Tests of what the workshop is told, and tells."""
