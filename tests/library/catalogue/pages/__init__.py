"""Tests of library/catalogue/pages."""
