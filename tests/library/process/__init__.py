"""Tests of library/process."""
