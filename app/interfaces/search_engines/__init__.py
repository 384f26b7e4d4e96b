"""For search engines and link previews: sitemaps, structured data, links, OpenSearch."""
