"""Measures what the product must reach; each module is a command: `python -m bench.NAME`."""
