"""Pages of print drawn in a few colours, where nobody sees the difference."""
