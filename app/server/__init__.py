"""Web server of `diachi serve`: waitress with limits on slow and greedy clients."""
