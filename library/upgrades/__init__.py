"""Upgrades of the database to the version of the code, and the way back to the copy before."""
