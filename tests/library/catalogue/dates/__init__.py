"""Tests of library/catalogue/dates."""
