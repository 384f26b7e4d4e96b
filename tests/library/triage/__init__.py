"""Tests of what is noticed before pages are read, and of what staff decide about it."""
