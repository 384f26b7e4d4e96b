"""Tests of the boards of figures."""
