"""Access rights and publication of items."""
