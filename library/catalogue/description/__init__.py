"""Descriptive metadata of items: fields, labels, citations, proposals, holdings, serials."""
