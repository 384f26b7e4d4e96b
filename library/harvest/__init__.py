"""Harvesting: records of another catalogue become drafts, and stay up to date until edited."""
