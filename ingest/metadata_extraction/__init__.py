"""Reads off the first page of an item how the item may be described."""
