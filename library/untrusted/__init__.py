"""Addresses, answers of servers and archives that others wrote, read within limits."""
