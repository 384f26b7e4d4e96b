"""The access points and their public computers."""
