"""Tests of how the findings of others are read."""
