"""The workshop: turns deliveries into readable, findable pages."""
