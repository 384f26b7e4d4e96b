"""Tests of the statistics boards."""
