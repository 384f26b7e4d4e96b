"""Tests of library/programme/deadlines."""
