"""Tests of library/preservation."""
