"""Tests of library/corrections/page_edits."""
