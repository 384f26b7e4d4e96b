"""Tests of app/public/browse."""
