"""Outbox of a station: events, uses and reports on their way to the province."""
