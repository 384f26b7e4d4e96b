"""Tests of the fixity of masters and of their copies."""
