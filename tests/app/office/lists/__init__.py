"""Tests of app/office/lists."""
