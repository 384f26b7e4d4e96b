"""Tests of app/office/maps."""
