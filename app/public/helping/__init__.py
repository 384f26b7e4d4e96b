"""Readers help: typing the lines of pages that a machine could not read well."""
