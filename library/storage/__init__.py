"""Master store: files addressed by checksum, written once."""
