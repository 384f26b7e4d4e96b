"""Recordings: sounds and films, the stretches that are their pages, and their transcripts."""
