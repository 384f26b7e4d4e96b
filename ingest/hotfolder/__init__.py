"""Takes in what people and scanners put in the watched folder, once and whole."""
