"""From a query to ranked items, their pages and snippets."""
