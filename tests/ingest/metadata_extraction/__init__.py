"""Tests of what is read off the first page for the description."""
