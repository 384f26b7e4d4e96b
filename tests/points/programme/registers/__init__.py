"""Tests of points/programme/registers."""
