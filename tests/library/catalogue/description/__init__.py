"""Tests of library/catalogue/description."""
