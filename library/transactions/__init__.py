"""Turns of writing transactions, and the repetition of those that the database ended."""
