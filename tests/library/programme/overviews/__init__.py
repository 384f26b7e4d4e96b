"""Tests of library/programme/overviews."""
