"""Tests of library/programme/indicators."""
