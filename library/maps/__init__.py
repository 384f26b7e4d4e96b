"""Old maps on the map of today: placements of sheets, old coordinates, known grids."""
