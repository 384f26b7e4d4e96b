"""Tests of points/programme/forms."""
