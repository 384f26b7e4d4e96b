"""Finds pages: the card index."""
