"""Tests of points/usage/rollups."""
