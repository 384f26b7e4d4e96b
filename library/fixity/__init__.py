"""Fixity of masters and of their copies: rounds of checks, healing, history."""
