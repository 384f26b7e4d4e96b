"""Descriptions in and out: spreadsheets, MARC records, Dublin Core, other libraries."""
