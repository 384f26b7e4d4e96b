"""Tests of app/office/corrections."""
