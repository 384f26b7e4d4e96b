"""Records of other libraries: looked up one by one, or harvested."""
