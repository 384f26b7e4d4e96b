"""Tests of app/pdf."""
