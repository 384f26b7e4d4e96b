"""Pages of an item: reading order, neighbours, thumbnails, tiles, downloads."""
