"""Tests of the pages of the stock of copies."""
