"""Tests of app/public/feedback."""
