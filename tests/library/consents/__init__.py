"""Tests of consents and of requests to withdraw."""
