"""Tests of points/usage/privacy."""
