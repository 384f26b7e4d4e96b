"""Pictures: descriptions of pages that are photographs, and the persons named on them."""
