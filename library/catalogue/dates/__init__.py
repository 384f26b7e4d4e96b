"""Dates as archives write them: partial, approximate, by era name or sexagenary cycle."""
