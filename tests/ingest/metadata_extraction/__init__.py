"""Tests of metadata proposals from the first page."""
