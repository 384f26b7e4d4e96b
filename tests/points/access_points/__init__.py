"""Tests of the access points."""
