"""End-to-end tests through the command line."""
