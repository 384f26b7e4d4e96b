"""Public pages: reports and requests from readers."""
