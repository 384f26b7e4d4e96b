"""Tests of points/programme/indicators."""
