"""Tests of points/programme/plans."""
