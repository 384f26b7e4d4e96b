"""Tests of how descriptions that others wrote are read."""
