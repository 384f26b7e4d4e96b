"""Reads what others found out about their scans: words, order and description."""
