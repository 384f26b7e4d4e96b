"""Tests of the strong-room and the books of record."""
