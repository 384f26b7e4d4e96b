"""Statistics boards for an access point, a former district or the province."""
