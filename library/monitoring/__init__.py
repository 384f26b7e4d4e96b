"""Conditions of an installation, alerts to its operator, and figures of the last month."""
