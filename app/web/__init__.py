"""Shared parts of all pages: caching, language, formats, security, errors."""
