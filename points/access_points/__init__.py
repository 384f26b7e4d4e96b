"""Access points and their public computers."""
