"""The Vietnamese language: letters, syllables, spelling, and encodings older than Unicode."""
