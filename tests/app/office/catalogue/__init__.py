"""Tests of app/office/catalogue."""
