"""Tests of library/usage/privacy."""
