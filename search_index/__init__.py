"""Full-text search over the pages of published items."""
