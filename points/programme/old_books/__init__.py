"""Old books come in: import of past years' registers from spreadsheets, with preview and undo."""
