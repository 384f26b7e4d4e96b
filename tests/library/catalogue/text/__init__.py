"""Tests of library/catalogue/text."""
