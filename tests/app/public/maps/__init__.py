"""Tests of app/public/maps."""
