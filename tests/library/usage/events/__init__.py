"""Tests of library/usage/events."""
