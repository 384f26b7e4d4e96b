"""Tests of the hot folder."""
