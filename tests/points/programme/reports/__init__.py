"""Tests of points/programme/reports."""
