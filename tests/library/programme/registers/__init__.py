"""Tests of library/programme/registers."""
