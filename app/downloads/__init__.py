"""Large downloads: made one at a time in processes of their own, and a cache of them."""
