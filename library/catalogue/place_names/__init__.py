"""Names of units in the pages of items: those left open, and people's decisions on them."""
