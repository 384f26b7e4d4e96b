"""Works on many items at once: chosen by search, changed after a preview, put back if need be."""
