"""Tests of library/programme/forms."""
