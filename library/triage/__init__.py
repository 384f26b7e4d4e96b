"""Triage: findings about pages before OCR, and decisions of staff on them."""
