"""The reading room and the staff office: everything seen in a browser."""
