"""OAI-PMH 2.0: harvesting of the public catalogue."""
