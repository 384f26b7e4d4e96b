"""Pages of the commune kit: a station's own, and those of the province about its stations."""
