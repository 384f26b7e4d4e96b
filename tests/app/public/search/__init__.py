"""Tests of app/public/search."""
