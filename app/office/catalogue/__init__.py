"""Office pages: description, authorities, publication, page order, profiles."""
