"""Readers who asked for an account: a name, a password, a list. Nothing of what they read."""
