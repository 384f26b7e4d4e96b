"""Registers of the programme: field definitions and dated entries."""
