"""Corrections of page text by people, stored separately from the OCR output and never lost."""
