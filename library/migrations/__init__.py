"""Moves a database from one version of the house to the next."""
