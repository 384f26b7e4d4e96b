"""The strong-room: files under their own checksum, written once."""
