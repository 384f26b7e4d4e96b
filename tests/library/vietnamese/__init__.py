"""Tests of library/vietnamese."""
