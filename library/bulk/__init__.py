"""Bulk changes: items selected by search, changed after a preview, and undone on request."""
