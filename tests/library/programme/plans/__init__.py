"""Tests of library/programme/plans."""
