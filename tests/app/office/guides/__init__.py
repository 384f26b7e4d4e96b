"""Tests of app/office/guides."""
