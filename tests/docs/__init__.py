"""Tests that what is written down is true."""
