"""Tests of the stock of physical copies."""
