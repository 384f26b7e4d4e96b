"""The Vietnamese language: letters, syllables, spelling, and pre-Unicode encodings."""
