"""Intake of deliveries and their entry in the catalogue."""
