"""Adapters for external programs and libraries: each module wraps one that nothing else imports."""
