"""Tests of triage: findings before OCR, and decisions of staff."""
