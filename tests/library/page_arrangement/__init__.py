"""Tests of the page arrangement."""
