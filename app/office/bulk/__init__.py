"""Office pages: bulk work on items (selection, changes, spreadsheet round trip, exchange)."""
