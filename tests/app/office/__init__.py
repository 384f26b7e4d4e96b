"""Tests of the staff office."""
