"""Tests of exports of repository software."""
