"""Stories told with documents, and lessons for school, as readers see them."""
