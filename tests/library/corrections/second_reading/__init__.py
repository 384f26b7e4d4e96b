"""Tests of stored second readings."""
