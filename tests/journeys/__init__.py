"""Whole stories, told through the doors people use."""
