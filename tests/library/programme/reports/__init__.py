"""Tests of library/programme/reports."""
