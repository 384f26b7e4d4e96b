"""Tests of descriptive metadata: fields, citations, proposals, holdings, serials."""
