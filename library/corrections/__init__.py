"""What people correct in the text of pages: kept apart from what was read, and never lost."""
