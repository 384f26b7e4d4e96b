"""Tests of staff accounts, permissions and the audit trail."""
