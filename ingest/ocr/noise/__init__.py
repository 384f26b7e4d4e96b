"""Words that the machine reads where nothing is written."""
