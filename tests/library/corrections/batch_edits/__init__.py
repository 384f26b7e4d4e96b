"""Tests of library/corrections/batch_edits."""
