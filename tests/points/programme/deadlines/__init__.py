"""Tests of points/programme/deadlines."""
