"""One correction applied to many pages of an item or a collection."""
