"""Reads the record of an item for exchange: its values, its MARC record, all public records."""
