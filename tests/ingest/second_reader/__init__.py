"""Tests of the optional second reader."""
