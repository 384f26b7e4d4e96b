"""Tests of the record of use."""
