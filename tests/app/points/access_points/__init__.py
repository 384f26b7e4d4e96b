"""Tests of app/office/access_points."""
