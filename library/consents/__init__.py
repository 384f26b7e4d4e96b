"""Consents of people who spoke or sang, and their requests to withdraw items."""
