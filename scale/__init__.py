"""Parts that only several machines need: a shared index, files in a bucket, work, moving there."""
