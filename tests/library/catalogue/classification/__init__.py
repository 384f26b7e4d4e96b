"""Tests of classification and book numbers."""
