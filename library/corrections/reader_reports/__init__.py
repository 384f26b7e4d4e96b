"""Errors in text or description reported by readers."""
