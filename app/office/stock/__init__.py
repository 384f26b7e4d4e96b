"""Office pages: stock of physical copies, labels, catalogue cards, stocktakes."""
