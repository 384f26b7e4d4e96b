"""What only several machines need: a shared index, files in a bucket, shared work, moving there."""
