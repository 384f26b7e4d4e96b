"""Public pages: browsing without a query."""
