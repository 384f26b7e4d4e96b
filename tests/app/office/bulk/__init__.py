"""Tests of app/office/bulk."""
