"""Tests of library/usage/rollups."""
