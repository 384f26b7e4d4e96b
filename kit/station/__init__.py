"""A station: taking packs in, and serving the room."""
