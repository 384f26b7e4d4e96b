"""Model Context Protocol at /mcp: a read-only door for the tools of language models."""
