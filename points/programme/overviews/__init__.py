"""Overviews computed from the registers and the inventory."""
