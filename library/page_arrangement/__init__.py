"""Where staff lay out the pages of an item: order, numbers, kinds, turns; each undone again."""
