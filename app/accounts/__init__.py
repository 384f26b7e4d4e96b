"""Signing in of staff and readers, and permission checks."""
