"""Document conversion with LibreOffice, in a sandbox."""
