"""Reads descriptions that others wrote: spreadsheets and MARC records."""
