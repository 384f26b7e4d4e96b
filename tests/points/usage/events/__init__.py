"""Tests of points/usage/events."""
