"""Stations at the province: their contacts over the line, and their pages in the office."""
