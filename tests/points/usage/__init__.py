"""Tests of usage statistics."""
