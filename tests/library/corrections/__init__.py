"""Tests of text corrections."""
