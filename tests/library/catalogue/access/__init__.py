"""Tests of library/catalogue/access."""
