"""Metadata proposals from the first page of an item."""
