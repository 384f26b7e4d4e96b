"""Placing of map sheets on the map of the province."""
