"""Tests of the reading room and the staff office."""
