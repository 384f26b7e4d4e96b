"""Tests of the desk for public computers."""
