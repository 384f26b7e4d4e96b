"""Page arrangement of an item by staff: order, numbers, kinds and turns, each with undo."""
