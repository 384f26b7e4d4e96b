"""“Gói quê em”: a commune or a collection as one small HTML file that searches itself."""
