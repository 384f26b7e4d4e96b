"""Tests of the strong-room."""
