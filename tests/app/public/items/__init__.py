"""Tests of app/public/items."""
