"""Tests of library/catalogue/pictures."""
