"""Tests of the staff, their rights and what is noted of their work."""
