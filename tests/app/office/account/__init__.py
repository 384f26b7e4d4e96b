"""Tests of app/office/account."""
