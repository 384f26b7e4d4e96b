"""Physical copies of the library: stock list, labels and catalogue cards, stocktakes."""
