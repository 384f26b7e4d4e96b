"""Tests of points/programme/overviews."""
