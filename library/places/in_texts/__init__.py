"""Names of units in texts: written, resolved by context, decided by people."""
