"""Tests of the office pages of consents and withdrawal requests."""
