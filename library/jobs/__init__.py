"""What people tell the workshop to do, and what it tells them about its work."""
