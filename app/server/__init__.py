"""Web servers: waitress of `diachi serve`, with limits on slow and greedy clients, and gunicorn."""
