"""Stories told with documents, and lessons for school: written by staff, read by everybody."""
