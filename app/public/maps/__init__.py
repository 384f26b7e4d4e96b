"""Old maps over the map of today, found by place."""
